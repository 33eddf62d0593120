"""Entering and correcting indicators. What was before is always kept.

A figure is never overwritten: the former row is closed and the new one added, in one transaction
with one event that everybody who plans hears.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.rules import may
from opora.journal import services as journal
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import Change, Refused, Stale
from opora.territory.indicator_rules import Provenance
from opora.territory.models import Indicator, IndicatorValue, Municipality

from .. import indicator_rules as rules
from ..queries import indicators as queries

KIND, EVERYBODY = "indicators", 0
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Entered:
    """How many figures were added and how many replaced another of the same day."""

    n_added: int
    n_corrected: int


# Entering


@transaction.atomic
def enter(
    actor: Actor,
    *,
    municipality: str,
    as_of: date,
    figures: Mapping[str, Decimal],
    seen: Mapping[str, int],
    confirmed: Collection[str] = (),
    source: str = "",
    reason: str = "",
    now: datetime,
) -> Entered:
    """Record the figures of the actor's municipality for a day; those that stand already are left.

    `seen` are the rows that stood for the day when the form was opened; `confirmed` the indicators
    whose doubts the person looked at again ("" for those of the day). Refused: another's
    municipality, an indicator that is not entered, a bound, an unanswered doubt, a changed figure
    without a `reason`. Stale: somebody entered meanwhile.
    """
    place = _own_place(actor, municipality)
    today = timezone.localdate(now)
    rules.check_day(as_of, today)
    lines = {line.indicator.pk: line for line in queries.entry_lines(place.pk, as_of)}
    for code, value in figures.items():
        if code not in lines:
            raise Refused(_("Показателят „%(code)s“ не се въвежда от общините.") % {"code": code})
        _check(lines[code].indicator, value)
    fresh = {code: value for code, value in figures.items() if lines[code].value != value}
    _check_seen([lines[code] for code in fresh], figures, seen)
    doubts = queries.doubts(place.pk, as_of, fresh, today=today) if fresh else {}
    _check_answered(doubts, confirmed)
    changed = {code for code in fresh if lines[code].row}
    if changed and not reason.strip():
        raise Refused(_("Посочете защо променяте вече въведена стойност."), field="reason")
    rows = [
        IndicatorValue(
            indicator_id=code,
            municipality=place,
            as_of=as_of,
            value=value,
            source=(source.strip() or lines[code].indicator.source)[:200],
            provenance=Provenance.ENTRY,
            note=reason.strip()[:500] if code in changed else "",
            warnings=[str(doubt) for doubt in doubts.get(code, ())],
        )
        for code, value in fresh.items()
    ]
    replace(actor, rows, now)
    record(actor, "entered", rows, now, added=len(fresh) - len(changed), corrected=len(changed))
    return Entered(len(fresh) - len(changed), len(changed))


def _own_place(actor: Actor, municipality: str) -> Municipality:
    """The municipality, locked so that two who enter come one after the other."""
    organization = Organization.objects.get(pk=actor.organization_id)
    if not may(organization.kind, actor.roles, "indicators.enter"):
        raise Refused(_("Показателите се въвеждат от експертите на общината."))
    if organization.municipality_id != municipality:
        raise Refused(
            _("Всяка община въвежда само своите показатели."),
            rule=_("правило на Опора"),
            remedy=_("Отворете формата за Вашата община."),
        )
    place = Municipality.objects.select_for_update().get(pk=municipality)
    if place.successor_id:
        raise Refused(_("Общината е влята в друга; стойностите се въвеждат при нея."))
    return place


def _check(indicator: Indicator, value: Decimal) -> None:
    try:
        rules.check(value, is_whole=indicator.is_whole, minimum=indicator.minimum)
    except Refused as refused:
        raise Refused(f"{indicator}: {refused.sentence}", field=indicator.pk) from None


def _check_seen(
    lines: Iterable[queries.EntryLine], figures: Mapping[str, Decimal], seen: Mapping[str, int]
) -> None:
    """Somebody else's figure that the person has not seen is not replaced in silence."""
    changes = [
        Change(
            label=str(line.indicator),
            before=rules.plain_number(line.value) if line.value is not None else "",
            now=rules.plain_number(figures[line.indicator.pk]),
        )
        for line in lines
        if line.row and seen.get(line.indicator.pk) != line.row.pk
    ]
    if changes:
        raise Stale(changes)


def _check_answered(
    doubts: Mapping[str, tuple[rules.Doubt, ...]], confirmed: Collection[str]
) -> None:
    if missing := sorted(set(doubts) - set(confirmed)):
        names = Indicator.objects.in_bulk(missing)
        shown = ", ".join(str(names[code]) if code else _("датата") for code in missing)
        raise Refused(
            _("Проверете отбелязаните стойности и потвърдете, че са верни: %(names)s.")
            % {"names": shown},
            field="confirmed",
        )


# Correcting


@transaction.atomic
def correct(
    actor: Actor,
    *,
    value_id: int,
    value: Decimal | None,
    reason: str,
    now: datetime,
) -> IndicatorValue:
    """Replace one recorded figure, or withdraw it (None), with a reason; the old one is kept.

    By the municipality for what it enters, by the Agency for everything that is not counted by
    Opora. Stale when the figure was replaced meanwhile.
    """
    lock(IndicatorValue.objects.filter(pk=value_id).values_list("municipality", flat=True))
    old = IndicatorValue.objects.select_related("indicator").get(pk=value_id)
    if not may_correct(actor, old):
        raise Refused(
            _("Стойността се поправя от общината, която я въвежда, или от АСП."),
            rule=_("правило на Опора"),
        )
    if old.superseded_at:
        raise Stale([_change(old, value)])
    if not reason.strip():
        raise Refused(_("Посочете защо поправяте стойността."), field="reason")
    if value is not None:
        _check(old.indicator, value)
    row = IndicatorValue(
        indicator=old.indicator,
        municipality_id=old.municipality_id,
        as_of=old.as_of,
        value=value,
        source=old.source,
        provenance=Provenance.ENTRY,
        note=reason.strip()[:500],
        warnings=_doubts_of(old, value, timezone.localdate(now)),
    )
    replace(actor, [row], now)
    record(actor, "corrected", [row], now, before=old.value, reason=reason.strip())
    return row


def _doubts_of(old: IndicatorValue, value: Decimal | None, today: date) -> list[str]:
    """A correction has its reason, so it is not asked again; what surprises is still marked."""
    if value is None or old.municipality_id is None:
        return []
    found = queries.doubts(old.municipality_id, old.as_of, {old.indicator_id: value}, today=today)
    return [str(doubt) for doubt in found.get(old.indicator_id, ())]


def may_correct(actor: Actor, row: IndicatorValue) -> bool:
    """Whether the actor may replace a recorded figure."""
    organization = Organization.objects.get(pk=actor.organization_id)
    if may(organization.kind, actor.roles, "indicators.import"):
        return not row.indicator.is_own
    return (
        may(organization.kind, actor.roles, "indicators.enter")
        and row.indicator.is_entered
        and row.municipality_id == organization.municipality_id
    )


def _change(old: IndicatorValue, value: Decimal | None) -> Change:
    current = IndicatorValue.objects.filter(
        indicator=old.indicator_id,
        municipality=old.municipality_id,
        as_of=old.as_of,
        superseded_at=None,
    ).first()
    stands = current.value if current else None
    return Change(
        label=str(old.indicator),
        before=rules.plain_number(old.value) if old.value is not None else "",
        now=rules.plain_number(stands) if stands is not None else "",
    )


# Writing


def lock(municipalities: Iterable[str | None]) -> None:
    """Whoever writes figures of these municipalities waits; always in the order of their codes, so
    that two who write many do not wait for each other in a circle."""
    codes = [code for code in municipalities if code]
    list(Municipality.objects.filter(pk__in=codes).select_for_update().order_by("pk"))


def replace(actor: Actor, rows: list[IndicatorValue], now: datetime) -> None:
    """Close what stands for the same places and days and add these. The places are locked."""
    ordered = sorted(rows, key=lambda row: (row.indicator_id, row.municipality_id or "", row.as_of))
    standing = IndicatorValue.objects.filter(
        superseded_at=None,
        indicator__in={row.indicator_id for row in ordered},
        municipality__in={row.municipality_id for row in ordered},
        as_of__in={row.as_of for row in ordered},
    )
    wanted = {key(row) for row in ordered}
    closed = [row.pk for row in standing if key(row) in wanted]
    IndicatorValue.objects.filter(pk__in=closed).update(superseded_at=now)
    for row in ordered:
        row.user_id, row.organization_id = actor.user_id, actor.organization_id
        row.recorded_at = now
    IndicatorValue.objects.bulk_create(ordered, batch_size=BATCH)


def key(row: IndicatorValue) -> tuple[str, str | None, date]:
    """For what a figure stands."""
    return row.indicator_id, row.municipality_id, row.as_of


def record(
    actor: Actor, verb: str, rows: list[IndicatorValue], now: datetime, **details: Any
) -> None:
    """One event for the act; it says which indicators of how many municipalities, no person."""
    if rows:
        places = sorted({row.municipality_id or "" for row in rows})
        journal.record(
            actor,
            f"indicators.{verb}",
            kind=KIND,
            record_id=0,
            audience=[EVERYBODY],
            happened_on=timezone.localdate(now, words.SOFIA),
            recorded_at=now,
            details={
                "indicators": sorted({row.indicator_id for row in rows}),
                "municipalities": places if len(places) <= 5 else len(places),
                "n": len(rows),
                **details,
            },
        )
