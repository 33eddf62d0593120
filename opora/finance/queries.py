"""Reading standards, indexation and transfers: public amounts, the same for every actor.

`as_known_on` asks what was known at the end of an earlier day, so that an old figure comes out the
same after a standard was replaced or taken back.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Max, Q, QuerySet

from opora.lib.money import Currency, Money
from opora.territory import facts as territory_facts
from opora.territory.models import Municipality

from . import imports, rules
from .models import (
    BudgetActivity,
    CostStandard,
    FundingSource,
    Indexation,
    ReferenceAmount,
    StandardItem,
    StandardScope,
    Transfer,
    TransferImport,
)
from .rules import Confidence, CountedBy, Known, Standard


def known(as_known_on: date | None = None) -> Q:
    """The versions that hold now, or as one knew at the end of a day."""
    if as_known_on is None:
        return Q(withdrawn_on=None)
    return Q(known_on__lte=as_known_on) & (Q(withdrawn_on=None) | Q(withdrawn_on__gt=as_known_on))


# Standards


def standards(year: int, *, as_known_on: date | None = None) -> dict[str, Standard]:
    """The standards of a year by planned service; a service without one is not there.

    A planned service within another's standard (`Standard.covers`) is not there either: cost rows
    of one municipality together by `rules.costs_of`, so that a complex is counted once.
    """
    by_item = by_items(year, as_known_on=as_known_on)
    scopes = StandardScope.objects.filter(planned_service__isnull=False, is_included=False)
    return {
        code: by_item[item]
        for item, code in scopes.values_list("item", "planned_service")
        if item in by_item
    }


def standards_by_name(year: int, *, as_known_on: date | None = None) -> dict[str, Standard]:
    """The standards of a year by kind of service in the register: what existing places cost."""
    by_item = by_items(year, as_known_on=as_known_on)
    scopes = StandardScope.objects.filter(named_service__isnull=False)
    return {
        code: by_item[item]
        for item, code in scopes.values_list("item", "named_service")
        if item in by_item
    }


def by_items(year: int, *, as_known_on: date | None = None) -> dict[str, Standard]:
    """The standards of a year by what they are written for; ambiguous ones are not there."""
    versions: dict[str, list[CostStandard]] = defaultdict(list)
    rows = CostStandard.objects.filter(known(as_known_on), year=year).select_related("item")
    for row in rows.order_by("version"):
        versions[row.item_id].append(row)
    covers = defaultdict(list)
    included = StandardScope.objects.filter(is_included=True).order_by("planned_service__position")
    for item, code in included.values_list("item", "planned_service"):
        covers[item].append(code)
    found = {}
    for item, same in versions.items():
        if standard := _standard(same, tuple(covers[item])):
            found[item] = standard
    return found


def _standard(versions: list[CostStandard], covers: tuple[str, ...]) -> Standard | None:
    """One item's standard of one year from its versions, oldest first."""
    steps = rules.in_force(Known(row.version, row.valid_from, row.amount_cents) for row in versions)
    if not steps:
        return None
    last = versions[-1]
    return Standard(
        item=last.item_id,
        year=last.year,
        currency=Currency(last.currency),
        steps=steps,
        counted_by=CountedBy(last.item.counted_by),
        confidence=Confidence(last.confidence),
        tolerance_cents=last.tolerance_cents,
        covers=covers,
        name=last.item.name,
        evidence=last.evidence,
    )


def last_year(*, as_known_on: date | None = None) -> int:
    """The latest year with a known standard: in its prices later years are planned."""
    rows = CostStandard.objects.filter(known(as_known_on), amount_cents__isnull=False)
    return int(rows.aggregate(last=Max("year"))["last"])


def years() -> list[int]:
    """The years with standards, newest first."""
    return sorted(set(CostStandard.objects.values_list("year", flat=True)), reverse=True)


def standard_rows(year: int) -> QuerySet[CostStandard]:
    """Every version of every standard of a year, newest version first."""
    return CostStandard.objects.filter(year=year).select_related("item__activity")


def versions(item: str, year: int) -> QuerySet[CostStandard]:
    """The versions of one standard in one year, newest first, also those taken back."""
    return CostStandard.objects.filter(item=item, year=year).order_by("-version")


def items() -> QuerySet[StandardItem]:
    """What standards are written for, with what each is applied to."""
    return StandardItem.objects.select_related("activity").prefetch_related(
        "scopes__named_service", "scopes__planned_service"
    )


# Indexation


def indexations(*, as_known_on: date | None = None) -> dict[int, Indexation]:
    """The factor of each year over the year before."""
    rows = Indexation.objects.filter(known(as_known_on)).order_by("year", "version")
    return {row.year: row for row in rows}


def factor(year: int, *, as_known_on: date | None = None) -> Decimal | None:
    """By how much the standards of a year are those of the year before; None when not known."""
    found = indexations(as_known_on=as_known_on).get(year)
    return found.factor if found else None


# Transfers


def transfer_rows(
    *,
    years: Iterable[int] | None = None,
    municipalities: Iterable[str] | None = None,
    as_known_on: date | None = None,
) -> dict[tuple[str, int], Transfer]:
    """The transfers in force by municipality and year; what is not printed is not there."""
    rows = Transfer.objects.filter(known(as_known_on)).order_by("version")
    if years is not None:
        rows = rows.filter(year__in=list(years))
    if municipalities is not None:
        rows = rows.filter(municipality__in=list(municipalities))
    return {(row.municipality_id, row.year): row for row in rows}


def transfers(year: int, *, as_known_on: date | None = None) -> dict[str, Money | None]:
    """The transfer of every municipality in its original currency; None: not printed, not zero."""
    found: dict[str, Money | None] = dict.fromkeys(
        Municipality.objects.order_by("pk").values_list("pk", flat=True)
    )
    rows = transfer_rows(years=[year], as_known_on=as_known_on)
    return found | {code: row.amount for (code, _year), row in rows.items()}


def transfer_years() -> list[int]:
    """The years with transfers, newest first."""
    return sorted(
        set(Transfer.objects.filter(known()).values_list("year", flat=True)), reverse=True
    )


def for_import(year: int) -> dict[str, imports.Known]:
    """Every municipality by its budget code, with what a file of a year is compared with."""
    printed = {
        row["code"]: row["name_printed"].casefold() for row in territory_facts.rows("budget_codes")
    }
    before: dict[str, Decimal] = {}
    now: dict[str, Decimal] = {}
    for (code, of_year), row in sorted(transfer_rows().items(), key=lambda each: each[0][1]):
        if of_year < year:
            before[code] = Decimal(row.amount.in_euro.cents) / rules.CENTS_OF_THOUSAND
        elif of_year == year:
            now[code] = row.thousands
    return {
        row.budget_code or "": imports.Known(
            code=row.pk,
            names=frozenset({row.name.casefold(), printed.get(row.pk, row.name.casefold())}),
            before=before.get(row.pk),
            now=now.get(row.pk),
        )
        for row in Municipality.objects.exclude(budget_code=None)
    }


def import_runs() -> QuerySet[TransferImport]:
    """The applied files of transfers, newest first."""
    return TransferImport.objects.all()


# Other public amounts


def references(code: str | None = None) -> QuerySet[ReferenceAmount]:
    """Amounts of the law, in order; of one kind when given."""
    return ReferenceAmount.objects.filter(code=code) if code else ReferenceAmount.objects.all()


def printed_total(year: int) -> Money | None:
    """The total of transfers as the act prints it."""
    row = references("social-total").filter(valid_from__year=year).first()
    return row.amount if row else None


def sources() -> QuerySet[FundingSource]:
    """Where money comes from, in order."""
    return FundingSource.objects.all()


def activities() -> QuerySet[BudgetActivity]:
    """The activities of the budget classification, by code."""
    return BudgetActivity.objects.all()
