"""Draws the step tables of requests and places: `python -m opora.referral.diagram`.

It writes docs/workflows. A test compares the committed files with what the tables say now.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from opora.places import rules as places

from . import appeal_rules as appeals
from . import rules

FOLDER = Path(__file__).parents[2] / "docs" / "workflows"
BEGIN_END = "[*]"
Arrow = tuple[str, str, str]  # from, to, what is done

SIDES = {
    places.Side.PROVIDER: "доставчикът",
    places.Side.AUTHORITY: "органът, който работи с лицето",
}
PLACE_ACTIONS = {
    "take": "даване на място",
    "begin": "начало на ползването",
    "release": "освобождаване преди начало",
    "end": "край на ползването",
    "enqueue": "записване в списъка",
    "set_priority": "признаване на предимство",
    "end_priority": "отмяна на предимство",
    "set_facts": "поправка на обстоятелствата за реда",
    "offer": "предлагане на място",
    "return": "връщане в края на списъка",
    "leave": "отпадане",
    "accept": "приемане",
    "decline": "отказ",
    "expire": "изтичане на срока",
}
PLACE_TABLES: tuple[tuple[str, places.Steps, Mapping[Any, str], frozenset[Any]], ...] = (
    (
        "Място (`Placement`)",
        places.PLACEMENT_STEPS,
        places.PLACEMENT_LABELS,
        frozenset({places.PlacementState.ENDED}),
    ),
    (
        "Чакащ (`WaitingListEntry`)",
        places.ENTRY_STEPS,
        places.ENTRY_LABELS,
        frozenset(places.EntryState) - places.ACTIVE_ENTRIES,
    ),
    (
        "Предложено място (`PlaceOffer`)",
        places.OFFER_STEPS,
        places.OFFER_LABELS,
        frozenset(places.OfferState) - {places.OfferState.OPEN},
    ),
)


def picture(labels: Mapping[Any, str], arrows: Iterable[Arrow], ends: Iterable[str]) -> str:
    """A Mermaid state diagram; steps between the same two states share an arrow."""
    together: dict[tuple[str, str], list[str]] = {}
    for source, target, words in arrows:
        together.setdefault((source, target), []).append(words)
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{label}" as {state}' for state, label in labels.items()]
    lines += [
        f"    {source} --> {target}: {', '.join(words)}"
        for (source, target), words in together.items()
    ]
    lines += [f"    {state} --> {BEGIN_END}" for state in labels if state in set(ends)]
    return "\n".join([*lines, "```"])


def table(rows: Iterable[Iterable[str]]) -> str:
    """A table of steps: what, from where, to where, by whom, by which rule."""
    head = ["| действие | код | от | към | кой | основание |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])


def request_page() -> str:
    """The workflow of a request."""
    begin: list[Arrow] = [
        (BEGIN_END, rules.State.WISH, rules.RECORD.label),
        (BEGIN_END, rules.State.REFERRED, f"{rules.RECORD.label} с направление"),
    ]
    arrows = [
        (source, step.to, step.label)
        for step in rules.STEPS.values()
        if step.to
        for source in rules.State
        if source in step.sources
    ]
    rows = [
        (
            step.label,
            f"`{name}`",
            _names(step.sources, rules.STATE_LABELS),
            rules.STATE_LABELS[step.to] if step.to else "не се променя",
            "; ".join(rules.WHO_LABELS[one] for one in rules.Who if one in step.who),
            step.by,
        )
        for name, step in {"record": rules.RECORD, **rules.STEPS}.items()
    ]
    drawn = picture(rules.STATE_LABELS, [*begin, *arrows], rules.ENDS)
    return _page("Преписка (`ServiceRequest`)", "opora/referral/rules.py", [drawn, table(rows)])


def appeals_page() -> str:
    """The workflow of an appeal against a refusal."""
    arrows = [
        (source or BEGIN_END, step.to, step.label)
        for step in appeals.APPEAL_STEPS.values()
        for source in ("", *appeals.APPEAL_LABELS)
        if source in step.sources or (not source and not step.sources)
    ]
    rows = [
        (
            step.label,
            f"`{name}`",
            "; ".join(appeals.APPEAL_LABELS[one] for one in sorted(step.sources)) or "—",
            appeals.APPEAL_LABELS[step.to],
            rules.WHO_LABELS[rules.Who.OWNER],
            rules.PRACTICE,
        )
        for name, step in appeals.APPEAL_STEPS.items()
    ]
    ends = frozenset(appeals.AppealState) - appeals.APPEAL_OPEN
    drawn = picture(appeals.APPEAL_LABELS, arrows, ends)
    source = "opora/referral/appeal_rules.py"
    return _page("Жалба срещу отказ (`Appeal`)", source, [drawn, table(rows)])


def places_page() -> str:
    """The workflows of a place, a waiting person and an offer."""
    parts = []
    for title, steps, labels, ends in PLACE_TABLES:
        arrows = [
            (source or BEGIN_END, step.target, PLACE_ACTIONS[name])
            for name, step in steps.items()
            for source in ("", *labels)
            if source in step.sources
        ]
        rows = [
            (
                PLACE_ACTIONS[name],
                f"`{name}`",
                _names(step.sources, labels),
                labels[step.target],
                "; ".join(SIDES[side] for side in places.Side if side in step.who),
                step.by,
            )
            for name, step in steps.items()
        ]
        parts += [f"## {title}", picture(labels, arrows, ends), table(rows)]
    return _page("Места и опашки", "opora/places/rules.py", parts)


def _names(sources: frozenset[str], labels: Mapping[Any, str]) -> str:
    if sources == frozenset(rules.OPEN):
        return "всяко незавършено"
    if sources == frozenset(rules.State):
        return "всяко"
    return "; ".join(label for state, label in labels.items() if state in sources) or "—"


def _page(title: str, source: str, parts: Iterable[str]) -> str:
    note = f"Направено от таблицата в `{source}` с `python -m opora.referral.diagram`."
    return "\n\n".join([f"# {title}", note, *parts]) + "\n"


PAGES = {"request.md": request_page, "appeals.md": appeals_page, "places.md": places_page}


def write() -> None:
    """Write all diagrams anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
