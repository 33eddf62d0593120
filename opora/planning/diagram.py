"""Draws the step table of a district's map into docs/workflows: `python -m opora.planning.diagram`.

A test compares the committed file with what the table says now.
"""

from opora.referral.diagram import BEGIN_END, FOLDER, picture, table

from . import rules
from .rules import State

NOTE = "Направено от таблицата в `opora/planning/rules.py` с `python -m opora.planning.diagram`."
NEW = {"open_variant": rules.OPEN, "transcribe": rules.TRANSCRIBE}


def map_page() -> str:
    """The workflow of a version of a district's map."""
    steps = NEW | rules.STEPS
    arrows = [
        (source or BEGIN_END, str(step.to), step.label)
        for name, step in steps.items()
        if step.to
        for source in ("", *State)
        if source in step.sources or (not source and name in NEW)
    ]
    rows = [
        (
            step.label,
            f"`{name}`",
            "; ".join(rules.STATE_LABELS[state] for state in State if state in step.sources) or "—",
            rules.STATE_LABELS[step.to] if step.to else "не се променя",
            rules.WHO_LABELS[step.who],
            step.by,
        )
        for name, step in steps.items()
    ]
    ends = {State.DROPPED, State.REVISED, State.FINAL}
    return (
        "\n\n".join(
            [
                "# Областна карта (`MapVersion`)",
                NOTE,
                picture(rules.STATE_LABELS, arrows, ends),
                table(rows),
            ]
        )
        + "\n"
    )


PAGES = {"district-map.md": map_page}


def write() -> None:
    """Write the diagram anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
