"""Draws the step tables of home patronage: `python -m opora.patronage.diagram`.

A test compares the committed file with what the tables say now.
"""

from opora.referral.diagram import BEGIN_END, FOLDER, picture, table

from . import rules
from .rules import UserState

TABLES = (
    (
        "Потребител на патронажа (`PatronageUser`)",
        rules.STEPS,
        rules.STATE_LABELS,
        {UserState.REFUSED, UserState.ENDED},
    ),
)
NOTE = "Направено от таблиците в `opora/patronage/rules.py` с `python -m opora.patronage.diagram`."


def page() -> str:
    """The workflow of a user."""
    parts = ["# Домашен социален патронаж", NOTE]
    for name, steps, labels, ends in TABLES:
        arrows = [
            (source or BEGIN_END, step.target, step.label)
            for step in steps.values()
            for source in ("", *labels)
            if source in step.sources
        ]
        rows = [
            (
                step.label,
                f"`{action}`",
                "; ".join(labels[state] for state in labels if state in step.sources) or "—",
                labels[rules.UserState(step.target)],
                "служител на общината",
                rules.PRACTICE,
            )
            for action, step in steps.items()
        ]
        parts += [f"## {name}", picture(labels, arrows, ends), table(rows)]
    return "\n\n".join(parts) + "\n"


PAGES = {"home-patronage.md": page}


def write() -> None:
    """Write the diagram anew."""
    for name, each in PAGES.items():
        (FOLDER / name).write_text(each(), "utf-8")


if __name__ == "__main__":
    write()
