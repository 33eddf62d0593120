"""Draws the step tables of meetings into docs/workflows: `python -m opora.meetings.diagram`.

A test compares the committed file with what the tables say now.
"""

from collections.abc import Mapping
from typing import Any

from opora.referral.diagram import BEGIN_END, FOLDER, picture, table

from . import rules
from .rules import Step, Who

TABLES: tuple[tuple[str, Mapping[str, Step], Mapping[Any, str], frozenset[Any]], ...] = (
    (
        "Заседание (`Session`)",
        rules.SESSION_STEPS,
        rules.SESSION_LABELS,
        frozenset({rules.SessionState.CLOSED, rules.SessionState.CANCELLED}),
    ),
    (
        "Гласуване (`Vote`)",
        rules.VOTE_STEPS,
        rules.VOTE_LABELS,
        frozenset({rules.VoteState.CLOSED, rules.VoteState.VOID}),
    ),
    (
        "Протокол (`Minutes`)",
        rules.MINUTES_STEPS,
        rules.MINUTES_LABELS,
        frozenset({rules.MinutesState.LOCKED}),
    ),
)
NOTE = "Направено от таблиците в `opora/meetings/rules.py` с `python -m opora.meetings.diagram`."


def meetings_page() -> str:
    """The workflows of a session, a vote and minutes."""
    parts = ["# Заседания, гласувания, протоколи", NOTE]
    for title, steps, labels, ends in TABLES:
        arrows = [
            (source or BEGIN_END, step.target, step.label)
            for step in steps.values()
            if step.target
            for source in ("", *labels)
            if source in step.sources
        ]
        rows = [
            (
                step.label,
                f"`{name}`",
                "; ".join(labels[state] for state in labels if state in step.sources) or "—",
                labels[step.target] if step.target else "не се променя",
                "; ".join(rules.WHO_LABELS[one] for one in Who if one in step.who),
                step.by,
            )
            for name, step in steps.items()
        ]
        parts += [f"## {title}", picture(labels, arrows, ends), table(rows)]
    return "\n\n".join(parts) + "\n"


PAGES = {"meetings.md": meetings_page}


def write() -> None:
    """Write the diagrams anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
