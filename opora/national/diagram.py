"""Draws the step tables of the National Map, its amendments and annual plans into docs/workflows:
`python -m opora.national.diagram`. A test compares the committed file with what they say now."""

from collections.abc import Mapping
from typing import Any

from opora.referral.diagram import BEGIN_END, FOLDER, picture, table

from . import rules
from .rules import AmendmentState, MapState, PlanState, Step

NOTE = "Направено от таблиците в `opora/national/rules.py` с `python -m opora.national.diagram`."
TABLES: tuple[tuple[str, Mapping[str, Step], Mapping[Any, str], frozenset[Any]], ...] = (
    (
        "Национална карта (`NationalMap`)",
        rules.MAP_STEPS,
        rules.MAP_LABELS,
        frozenset({MapState.REPLACED, MapState.ABANDONED}),
    ),
    (
        "Изменение (`Amendment`)",
        rules.AMENDMENT_STEPS,
        rules.AMENDMENT_LABELS,
        frozenset(AmendmentState) - {AmendmentState.PROPOSED},
    ),
    (
        "Годишен план (`AnnualPlan`)",
        rules.PLAN_STEPS,
        rules.PLAN_LABELS,
        frozenset({PlanState.UPDATED}),
    ),
)


def national_page() -> str:
    """The workflows of the Map, an amendment and an annual plan."""
    parts = ["# Национална карта, изменения, годишни планове", NOTE]
    for title, steps, labels, ends in TABLES:
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
                f"`{name}`",
                "; ".join(labels[state] for state in labels if state in step.sources) or "—",
                labels[step.to] if step.to else "не се променя",
                rules.WHO_LABELS[step.who],
                step.by,
            )
            for name, step in steps.items()
        ]
        parts += [f"## {title}", picture(labels, arrows, ends), table(rows)]
    return "\n\n".join(parts) + "\n"


PAGES = {"national-map.md": national_page}


def write() -> None:
    """Write the diagrams anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
