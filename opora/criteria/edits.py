"""What an editor may write in a criterion, in words; and what others wrote meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from opora.accounts.models import User
from opora.journal import queries as journal
from opora.law.rules import CONFIDENCE_LABELS
from opora.lib.actor import Actor
from opora.lib.refusals import Change, Stale
from opora.register.rules import LEVEL_LABELS
from opora.territory.models import Indicator

from .model.terms import Rounding
from .model.wording import ROUNDING_LABELS
from .models import Criterion, CriterionBase
from .rules import typed

KIND = "criteria"
EDITED = "criteria.criterion_edited"
LABELS = {
    "level": Criterion._meta.get_field("level").verbose_name,
    "target_group": Criterion._meta.get_field("target_group").verbose_name,
    "threshold": Criterion._meta.get_field("threshold").verbose_name,
    "min_size": Criterion._meta.get_field("min_size").verbose_name,
    "max_size": Criterion._meta.get_field("max_size").verbose_name,
    "rounding": Criterion._meta.get_field("rounding").verbose_name,
    "article": Criterion._meta.get_field("article").verbose_name,
    "confidence": Criterion._meta.get_field("confidence").verbose_name,
    "note": Criterion._meta.get_field("note").verbose_name,
}


@dataclass(frozen=True, slots=True)
class BaseFacts:
    """One indicator of a criterion as it is typed."""

    indicator: str
    coefficient: Decimal | None
    per: int
    confidence: str


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """Everything of a criterion that an editor writes."""

    level: str
    target_group: str
    threshold: int | None
    min_size: int | None
    max_size: int | None
    rounding: str
    article: str
    confidence: str
    note: str
    bases: tuple[BaseFacts, ...]


def of(criterion: Criterion) -> CriterionFacts:
    """What stands in the criterion now."""
    return CriterionFacts(
        **{name: getattr(criterion, name) for name in LABELS},
        bases=tuple(
            BaseFacts(base.indicator_id, base.coefficient, base.per, base.confidence)
            for base in CriterionBase.objects.filter(criterion=criterion)
        ),
    )


def words_of(facts: CriterionFacts) -> dict[str, str]:
    """Every value in words by the name of its field; a base by `base:` and its indicator."""
    said = {name: spoken(name, getattr(facts, name)) for name in LABELS}
    return said | {
        f"base:{base.indicator}": _("%(number)s на всеки %(per)s")
        % {"number": typed(base.coefficient) or _("липсва критерий"), "per": base.per}
        for base in facts.bases
    }


def spoken(name: str, value: object) -> str:
    """A value of a field in words."""
    labels = {
        "level": LEVEL_LABELS,
        "rounding": ROUNDING_LABELS,
        "confidence": CONFIDENCE_LABELS,
    }
    if name in labels:
        key = Rounding(str(value)) if name == "rounding" else value
        return _(labels[name][key])  # type: ignore[index]
    return "" if value is None else str(value)


def label_of(name: str, indicators: Mapping[str, Indicator] | None = None) -> str:
    """The label of a field, or of the base of an indicator (of those at hand, else asked for)."""
    if name.startswith("base:"):
        code = name.removeprefix("base:")
        known = Indicator.objects.in_bulk([code]) if indicators is None else indicators
        indicator = known.get(code)
        return _("коефициент за „%(name)s“") % {"name": indicator or name}
    return str(LABELS[name])


def between(before: CriterionFacts, after: CriterionFacts) -> dict[str, list[str]]:
    """Per changed field what stood and what stands, in words."""
    old, new = words_of(before), words_of(after)
    return {
        name: [old.get(name, ""), new.get(name, "")]
        for name in {**old, **new}
        if old.get(name, "") != new.get(name, "")
    }


def stale(actor: Actor, criterion: Criterion, seen_version: int) -> Stale:
    """What others wrote in the criterion since the version that the actor saw."""
    events = [
        event
        for event in journal.timeline(actor, kind=KIND, record_id=criterion.criteria_set_id)
        if event.name == EDITED and _is_later(event, criterion.pk, seen_version)
    ]
    merged: dict[str, list[str]] = {}
    for event in reversed(events):
        for name, (before, now) in event.detail.values["changes"].items():
            merged[name] = [merged.get(name, [before])[0], now]
    who = User.objects.filter(pk__in=[event.user_id for event in events[:1]]).first()
    changes = [Change(label_of(name), *pair) for name, pair in merged.items()]
    return Stale(changes, by=str(who or ""))


def _is_later(event: object, criterion_id: int, seen_version: int) -> bool:
    detail = getattr(event, "detail", None)
    values = detail.values if detail else {}
    return values.get("criterion") == criterion_id and values.get("version", 0) > seen_version


def merged(typed_facts: CriterionFacts, current: CriterionFacts, stale: Stale) -> CriterionFacts:
    """What was typed, with the saved value wherever the typing left what stood before."""
    before = {change.label: change.before for change in stale.changes}
    said = words_of(typed_facts)
    untouched = {name for name in said if before.get(label_of(name)) == said[name]}
    fields = {name: getattr(current, name) for name in LABELS if name in untouched}
    return replace(
        typed_facts, **fields, bases=_merged_bases(typed_facts.bases, current.bases, untouched)
    )


def _merged_bases(
    typed_bases: Sequence[BaseFacts], current: Sequence[BaseFacts], untouched: set[str]
) -> tuple[BaseFacts, ...]:
    saved = {base.indicator: base for base in current}
    mine = {base.indicator: base for base in typed_bases}
    return tuple(
        saved.get(code, base) if f"base:{code}" in untouched else base
        for code, base in mine.items()
    )
