"""Every address × every role: which answer, and that a stranger's carries no mark of the story.

The person of the story is called Маркерова; her name must stand in no answer to anybody who does
not work with her, whatever the address and the method. So with the marks of what is planned.
"""

import pytest

from .addresses import (
    LIVE,
    NOBODY,
    OTHERS,
    ROLES,
    STATIC,
    WORKING,
    Story,
    asked,
    facts_of,
    known,
    packages,
)
from .answers import ANSWERS, ROWS
from .planned import MARKS
from .protected import SECRET

MARK = "Маркерова"
# The child of a signal: its directorate, and the provider to whom a part of the case was given.
PROTECTED = {SECRET: {"directorate", "head", "provider"}}
READERS = MARKS | {MARK: set(WORKING)} | PROTECTED
# Packages with many addresses: a test of their own each; the others share one.
MANY = (
    "accounts",
    "criteria",
    "meetings",
    "national",
    "needs",
    "people",
    "planning",
    "protection",
)


def test_every_address_has_its_row() -> None:
    """The row of a new one is said by the test below: read it, and write it into `answers`."""
    assert ANSWERS.keys() ^ asked() == set()
    assert len(ANSWERS) == len(ROWS)


@pytest.mark.parametrize("some", [{each} for each in MANY] + [set(packages()) - set(MANY)])
def test_who_gets_which_answer(some: set[str], story: Story) -> None:
    wrong: list[str] = []
    leaked: list[tuple[str, ...]] = []
    for name in sorted(asked()):
        if (name.partition(":")[0] if ":" in name else "") not in some:
            continue
        found = [""] * 2
        for role in ROLES:
            for n, method in enumerate(("get", "post")):
                sign, said = story.ask(role, name, method)
                found[n] += sign
                inside = name == LIVE or (name != STATIC and facts_of(name)[1])
                for mark, readers in READERS.items():
                    if role not in readers or not inside:
                        leaked += [(mark, name, role, method)] * (mark in said)
        if found != ANSWERS.get(name):
            wrong.append(f"{name:<40}{'  '.join(found)}")
    assert leaked == []
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("method", ["get", "post"])
def test_elsewhere_is_nothing(method: str, story: Story) -> None:
    """Also for who works with her: another organization's address says what an unknown one says."""
    for role in (role for role in ROLES if role not in {"municipality", NOBODY}):
        for name, (_arguments, inside) in known().items():
            if inside:
                sign, said = story.ask(role, name, method, slug=OTHERS)
                assert sign == "0", (role, name)
                assert [mark for mark in READERS if mark in said] == [], (role, name)
        assert story.ask(role, LIVE, "get", slug=OTHERS)[0] == "x"


def test_the_mark_is_really_shown_to_who_works_with_her(story: Story) -> None:
    sign, said = story.ask("municipality", "referral:request", "get")
    assert sign == "."
    assert MARK in said
