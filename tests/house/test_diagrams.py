"""The diagrams of docs/workflows say what the step tables say now."""

from types import ModuleType

import pytest

from opora.agreements import diagram as agreements
from opora.courts import diagram as courts
from opora.desk import register_diagram as register
from opora.foster import diagram as foster
from opora.meetings import diagram as meetings
from opora.national import diagram as national
from opora.needs import diagram as needs
from opora.patronage import diagram as patronage
from opora.planning import diagram as planning
from opora.protection import diagram as protection
from opora.referral import diagram, rules
from opora.support import diagram as support
from opora.timesheets import diagram as assistance
from opora.usage import diagram as usage


@pytest.mark.parametrize("name", diagram.PAGES)
def test_the_committed_diagram_is_fresh(name: str) -> None:
    committed = (diagram.FOLDER / name).read_text("utf-8")
    assert committed == diagram.PAGES[name](), "run: python -m opora.referral.diagram"


@pytest.mark.parametrize(
    "module",
    [
        planning,
        national,
        agreements,
        assistance,
        courts,
        foster,
        patronage,
        protection,
        register,
        support,
        usage,
    ],
)
def test_the_diagrams_of_maps_are_fresh(module: ModuleType) -> None:
    for name, page in module.PAGES.items():
        committed = (diagram.FOLDER / name).read_text("utf-8")
        assert committed == page(), f"run: python -m {module.__name__}"


def test_every_step_and_state_stands_in_the_request_diagram() -> None:
    page = diagram.request_page()
    assert [name for name in rules.STEPS if f"`{name}`" not in page] == []
    assert [state for state in rules.State if f" as {state}\n" not in page] == []
    for step in rules.STEPS.values():
        for source in step.sources if step.to else ():
            assert f"    {source} --> {step.to}: " in page


def test_nothing_else_lies_beside_them() -> None:
    known = {
        name
        for each in (
            diagram,
            agreements,
            assistance,
            courts,
            foster,
            patronage,
            meetings,
            national,
            needs,
            planning,
            protection,
            register,
            support,
            usage,
        )
        for name in each.PAGES
    }
    assert {path.name for path in diagram.FOLDER.iterdir()} == known
