"""Draws the step table of agreements: `python -m opora.agreements.diagram`.

It writes docs/workflows. A test compares the committed file with what the table says now.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import rules

FOLDER = Path(__file__).parents[2] / "docs" / "workflows"
BEGIN_END = "[*]"


def page(
    title: str,
    source: str,
    steps: Mapping[str, Any],
    labels: Mapping[Any, str],
    who: Mapping[str, str],
    first: str,
    ends: frozenset[Any],
) -> str:
    """A step table as a diagram and a table."""
    drawn = ["```mermaid", "stateDiagram-v2"]
    drawn += [f'    state "{label}" as {state}' for state, label in labels.items()]
    drawn.append(f"    {BEGIN_END} --> {next(iter(labels))}: {first}")
    together: dict[tuple[str, str], list[str]] = {}
    for step in steps.values():
        for state in labels:
            if state in step.sources and step.target:
                together.setdefault((state, step.target), []).append(step.label)
    drawn += [
        f"    {one} --> {other}: {', '.join(all_)}" for (one, other), all_ in together.items()
    ]
    drawn += [f"    {state} --> {BEGIN_END}" for state in labels if state in ends]
    drawn.append("```")
    rows = ["| действие | код | от | към | кой | основание |", "|---|---|---|---|---|---|"]
    rows += [
        f"| {step.label} | `{name}` | {'; '.join(labels[s] for s in labels if s in step.sources)} |"
        f" {labels[step.target] if step.target else 'не се променя'} |"
        f" {'; '.join(who[one] for one in who if one in step.who)} | {step.by} |"
        for name, step in steps.items()
    ]
    note = (
        f"Направено от таблицата в `{source}` с `python -m opora.{source.split('/')[1]}.diagram`."
    )
    return "\n\n".join([title, note, "\n".join(drawn), "\n".join(rows)]) + "\n"


def agreement_page() -> str:
    """The workflow of an agreement."""
    return page(
        "# Договор за ползване (`ServiceAgreement`)",
        "opora/agreements/rules.py",
        rules.STEPS,
        rules.STATE_LABELS,
        rules.WHO_LABELS,
        "започни договор",
        frozenset({rules.State.ENDED, rules.State.WITHDRAWN}),
    )


PAGES = {"agreement.md": agreement_page}


def write() -> None:
    """Write the diagram anew."""
    for name, made in PAGES.items():
        (FOLDER / name).write_text(made(), "utf-8")


if __name__ == "__main__":
    write()
