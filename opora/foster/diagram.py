"""Draws the step tables of foster care: `python -m opora.foster.diagram`.

A test compares the committed file with what the tables say now.
"""

from opora.referral.diagram import BEGIN_END, FOLDER, picture, table

from . import rules
from .rules import FamilyState, StayState

TABLES = (
    (
        "Приемно семейство (`FosterFamily`)",
        rules.FAMILY_STEPS,
        rules.FAMILY_LABELS,
        {FamilyState.REFUSED, FamilyState.ENDED},
    ),
    ("Престой (`FosterStay`)", rules.STAY_STEPS, rules.STAY_LABELS, {StayState.ENDED}),
)
NOTE = "Направено от таблиците в `opora/foster/rules.py` с `python -m opora.foster.diagram`."


def page() -> str:
    """The workflows of a family and of a stay."""
    parts = ["# Приемна грижа", NOTE]
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
                "; ".join(labels[state] for state in labels if state in step.sources) or "—",  # type: ignore[index]
                labels[step.target],  # type: ignore[index]
                "служител на дирекцията",
                rules.UNCHECKED,
            )
            for action, step in steps.items()
        ]
        parts += [f"## {name}", picture(labels, arrows, ends), table(rows)]
    return "\n\n".join(parts) + "\n"


PAGES = {"foster-care.md": page}


def write() -> None:
    """Write the diagram anew."""
    for name, each in PAGES.items():
        (FOLDER / name).write_text(each(), "utf-8")


if __name__ == "__main__":
    write()
