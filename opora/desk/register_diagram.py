"""Draws the workflows of the register: places by procedure, licenses.

`python -m opora.desk.register_diagram` writes them; a test compares the committed files with what
the tables say now.
"""

from collections.abc import Mapping
from typing import Any

from opora.capacity import rules as capacity
from opora.licensing import rules as licensing
from opora.referral.diagram import BEGIN_END, FOLDER, picture, table


def _page(
    title: str,
    source: str,
    begin: Any,
    steps: Mapping[str, Any],
    labels: Mapping[str, str],
    ends: list[str],
    who: Mapping[str, str],
) -> str:
    arrows = [(BEGIN_END, str(begin.to), begin.label)] + [
        (state, str(step.to), step.label)
        for step in steps.values()
        if step.to
        for state in labels
        if state in step.sources
    ]
    rows = [
        (
            step.label,
            f"`{name}`",
            "; ".join(label for state, label in labels.items() if state in step.sources) or "—",
            labels[step.to] if step.to else "не се променя",
            who[step.who],
            step.by,
        )
        for name, step in {"begin": begin, **steps}.items()
    ]
    note = f"Направено от таблицата в `{source}` с `python -m opora.desk.register_diagram`."
    return "\n\n".join([f"# {title}", note, picture(labels, arrows, ends), table(rows)]) + "\n"


def capacity_page() -> str:
    """The workflow of a request for places."""
    return _page(
        "Искане за места (`CapacityRequest`)",
        "opora/capacity/rules.py",
        capacity.BEGIN,
        capacity.STEPS,
        capacity.STATE_LABELS,
        [state for state in capacity.STATE_LABELS if state not in capacity.OPEN],
        capacity.SIDE_LABELS,
    )


def license_page() -> str:
    """The workflow of an application for a license."""
    return _page(
        "Заявление за лиценз (`LicenseApplication`)",
        "opora/licensing/rules.py",
        licensing.BEGIN,
        licensing.STEPS,
        licensing.STATE_LABELS,
        [str(state) for state in licensing.ENDS],
        licensing.WHO_LABELS,
    )


PAGES = {"capacity-request.md": capacity_page, "license.md": license_page}


def write() -> None:
    """Write the diagrams anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
