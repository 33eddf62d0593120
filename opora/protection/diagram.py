"""Draws the step tables of protection into docs/workflows: `python -m opora.protection.diagram`.
A test compares the committed files with what the tables say now."""

from collections.abc import Mapping
from typing import Any

from opora.referral.diagram import BEGIN_END, FOLDER, picture, table

from . import rules
from .steps import WHO_LABELS, Steps, Who

Table = tuple[str, Steps, Mapping[Any, str], frozenset[Any]]
CHILD: tuple[Table, ...] = (
    ("Случай на дете (`ChildCase`)", rules.CASE_STEPS, rules.CASE_LABELS, rules.CASE_ENDS),
    (
        "Мярка (`Measure`)",
        rules.MEASURE_STEPS,
        rules.MEASURE_LABELS,
        frozenset({rules.MeasureState.DROPPED, rules.MeasureState.ENDED}),
    ),
)


def drawn(title: str, package: str, tables: tuple[Table, ...]) -> str:
    """One page with the picture and the rows of each table of a package."""
    source, command = f"`opora/{package}/rules.py`", f"`python -m opora.{package}.diagram`"
    note = f"Направено от таблиците в {source} с {command}."
    parts = [f"# {title}", note]
    for name, steps, labels, ends in tables:
        arrows = [
            (source or BEGIN_END, step.to, step.label)
            for step in steps.values()
            if step.to
            for source in ("", *labels)
            if source in step.sources or (not source and not step.sources)
        ]
        rows = [
            (
                step.label,
                f"`{action}`",
                "; ".join(labels[state] for state in labels if state in step.sources) or "—",
                labels[step.to] if step.to else "не се променя",
                "; ".join(WHO_LABELS[one] for one in Who if one in step.who),
                step.by,
            )
            for action, step in steps.items()
        ]
        parts += [f"## {name}", picture(labels, arrows, ends), table(rows)]
    return "\n\n".join(parts) + "\n"


def child_page() -> str:
    """The workflows of a child's case and of a measure."""
    return drawn("Закрила на дете", "protection", CHILD)


PAGES = {"child-protection.md": child_page}


def write() -> None:
    """Write the diagrams anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
