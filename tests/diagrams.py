"""The diagrams of the workflows, drawn from the tables of steps.

python -m tests.diagrams          writes docs/workflows
"""

from collections.abc import Iterable
from pathlib import Path

from opora.places import rules as places
from opora.referral import rules as referral

FOLDER = Path(__file__).parents[1] / "docs" / "workflows"
NOTE = "Drawn by `python -m tests.diagrams` from the table of steps; `tests/house` keeps it fresh."


def request() -> str:
    """A request: its states, who moves it, what may be done without moving it."""
    started = [("[*]", referral.State.WISH, referral.RECORD.label, referral.RECORD.who)]
    started += [("[*]", referral.State.REFERRED, "Запиши желание, с направление", {"owner"})]
    arrows = [
        (source, row.to, row.label, row.who)
        for row in referral.STEPS.values()
        for source in sorted(row.sources)
        if row.to
    ]
    ended = [(state, "[*]", "", ()) for state in sorted(referral.ENDS)]
    lines = [arrow(*one) for one in [*started, *arrows, *ended]]
    staying = [
        f"| {row.label} | {states(row.sources)} | {who(row.who)} | {row.by} |"
        for row in referral.STEPS.values()
        if row.to is None
    ]
    names = [f'    state "{label}" as {state}' for state, label in referral.STATE_LABELS.items()]
    parties = [f"| {each} | {label} |" for each, label in referral.WHO_LABELS.items()]
    return "\n".join(
        [
            "# The workflow of a request",
            "",
            f"{NOTE} Table: `opora/referral/rules.py`.",
            "",
            *chart([*names, *lines]),
            "",
            "## What does not move it",
            "",
            "| act | while it is | who | by |",
            "|---|---|---|---|",
            *staying,
            "",
            "## Who",
            "",
            "| | |",
            "|---|---|",
            *parties,
            "",
        ]
    )


def place() -> str:
    """A place, an entry of the waiting list, an offer."""
    tables = [
        ("A place", places.PLACEMENT_STEPS, places.PLACEMENT_LABELS),
        ("An entry of the waiting list", places.ENTRY_STEPS, places.ENTRY_LABELS),
        ("An offered place", places.OFFER_STEPS, places.OFFER_LABELS),
    ]
    lines = ["# The workflows of places", "", f"{NOTE} Tables: `opora/places/rules.py`.", ""]
    for title, steps, labels in tables:
        names = [f'    state "{label}" as {state}' for state, label in labels.items()]
        arrows = [
            arrow(source or "[*]", step.target, name, step.who)
            for name, step in steps.items()
            for source in sorted(step.sources)
        ]
        lines += [f"## {title}", "", *chart([*names, *arrows]), ""]
    return "\n".join(lines)


def chart(lines: Iterable[str]) -> list[str]:
    """A Mermaid diagram of states."""
    return ["```mermaid", "stateDiagram-v2", *lines, "```"]


def arrow(source: str, target: str, label: str, parties: Iterable[str]) -> str:
    """One step; who may do it stands in brackets."""
    said = f": {label} ({who(parties)})" if label else ""
    return f"    {source} --> {target}{said}"


def who(parties: Iterable[str]) -> str:
    """Parties in a fixed order."""
    return ", ".join(sorted(str(each) for each in parties))


def states(sources: frozenset[referral.State]) -> str:
    """Every state, every open one, or their names."""
    if sources == frozenset(referral.State):
        return "in any state"
    return "open" if sources == referral.OPEN else ", ".join(sorted(sources))


DIAGRAMS = {"request.md": request, "places.md": place}


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(exist_ok=True)
    for name, draw in DIAGRAMS.items():
        (FOLDER / name).write_text(draw(), "utf-8")


if __name__ == "__main__":
    main()
