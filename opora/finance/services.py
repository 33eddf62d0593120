"""The acts on public amounts: standards, indexation, transfers. Each leaves an event for everybody.

Nothing is overwritten: an act adds a version or takes one back, and what was known before can be
asked by `queries.standards(year, as_known_on=...)`. Needs of capital stand in `funding`.
"""

from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.rules import may
from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.money import Money
from opora.lib.refusals import Change, Refused, Stale
from opora.lib.words import SOFIA, day
from opora.territory.imports.reading import MAX_LIST_BYTES, Source, check_size

from . import imports, queries, rules
from .models import CostStandard, Indexation, StandardItem, Transfer, TransferImport
from .rules import Confidence

EVERYBODY = 0
KIND = "finance"
# One editor of public amounts at a time; released at commit.
_LOCK = 7241900019
# A standard that changes by more than half of what it was is asked about once more.
FAR_PERCENT = 50


def may_edit(actor: Actor) -> bool:
    """Whether the actor looks after the public amounts."""
    organization = Organization.objects.get(pk=actor.organization_id)
    return may(organization.kind, actor.roles, "finance.edit")


def _begin(actor: Actor) -> None:
    if not may_edit(actor):
        raise Refused(
            _("Стандартите, индексацията и трансферите се поддържат от АСП и министерството."),
            rule=_("право „поддържа стандартите, индексацията и трансферите“"),
        )
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def _tell(actor: Actor, name: str, *, now: datetime, **details: object) -> None:
    record(
        actor,
        name,
        kind=KIND,
        record_id=0,
        audience=[EVERYBODY],
        happened_on=timezone.localdate(now, SOFIA),
        recorded_at=now,
        details=details,
    )


# Standards


@transaction.atomic
def set_standard(
    actor: Actor,
    *,
    item: StandardItem,
    year: int,
    amount: Money | None,
    valid_from: date,
    adopted_on: date | None,
    confidence: str,
    evidence: str,
    seen_version: int,
    now: datetime,
    tolerance_cents: int = 0,
    is_sure: bool = False,
) -> CostStandard:
    """Write down a standard, or its next version, for a user or place in a whole year.

    From the first of January it replaces the year, from a later month the rest of it. Another
    version since `seen_version` (0: none) raises Stale. Refused: another time's currency, a day of
    another year, without `is_sure` an amount that differs by more than half from the known."""
    _begin(actor)
    _check_unchanged_standard(item, year, seen_version)
    _check_days(year, valid_from, adopted_on, today=timezone.localdate(now, SOFIA))
    _check_amount(item, year, amount, confidence, is_sure=is_sure)
    row = CostStandard.objects.create(
        item=item,
        year=year,
        version=seen_version + 1,
        amount_cents=amount.cents if amount else None,
        currency=rules.currency_of(year),
        valid_from=valid_from,
        adopted_on=adopted_on,
        tolerance_cents=tolerance_cents,
        confidence=confidence,
        evidence=evidence,
        known_on=timezone.localdate(now, SOFIA),
        user_id=actor.user_id,
    )
    _tell(actor, "finance.standard_set", now=now, item=item.pk, year=year, version=row.version)
    return row


@transaction.atomic
def withdraw_standard(
    actor: Actor, *, item: StandardItem, year: int, seen_version: int, now: datetime
) -> CostStandard:
    """Take back the latest version of a standard: what it replaced is in force again."""
    _begin(actor)
    _check_unchanged_standard(item, year, seen_version)
    rows = queries.versions(item.pk, year).filter(withdrawn_on=None)
    row = rows.first()
    if row is None:
        raise Refused(_("Няма какво да се върне: стандартът вече е оттеглен."))
    row.withdrawn_on = timezone.localdate(now, SOFIA)
    row.save(update_fields=["withdrawn_on"])
    _tell(actor, "finance.standard_withdrawn", now=now, item=item.pk, year=year)
    return row


def latest_version(item: StandardItem, year: int) -> int:
    """The number of the latest version of a standard, also when it was taken back; 0: none."""
    rows = CostStandard.objects.filter(item=item, year=year)
    return int(rows.aggregate(last=Max("version"))["last"] or 0)


def _check_unchanged_standard(item: StandardItem, year: int, seen_version: int) -> None:
    if latest_version(item, year) == seen_version:
        return
    seen = CostStandard.objects.filter(item=item, year=year, version=seen_version).first()
    last = queries.versions(item.pk, year)[0]
    raise Stale(
        [
            Change(_("Размер"), _said(seen.amount if seen else None), _said(last.amount)),
            Change(_("Действа от"), day(seen.valid_from) if seen else "", day(last.valid_from)),
            Change(_("Доказателство"), seen.evidence if seen else "", last.evidence),
        ]
    )


def _said(amount: Money | None) -> str:
    return str(amount) if amount else "—"


def _check_days(year: int, valid_from: date, adopted_on: date | None, today: date) -> None:
    if valid_from.year != year or valid_from.day != 1:
        raise Refused(
            _("Стандартът действа от първо число на месец в своята година."), field="valid_from"
        )
    if adopted_on and adopted_on > today:
        raise Refused(_("Приемането не може да е в бъдещето."), field="adopted_on")


def _check_amount(
    item: StandardItem, year: int, amount: Money | None, confidence: str, *, is_sure: bool
) -> None:
    if (amount is None) != (confidence == Confidence.AMBIGUOUS):
        raise Refused(
            _("Нееднозначен стандарт няма сума, а всеки друг има."),
            remedy=_("Оставете сумата празна или изберете друга сигурност."),
            field="amount",
        )
    if amount is None:
        return
    if amount.currency is not rules.currency_of(year):
        raise Refused(
            _("Валутата не е валутата на годината."),
            rule=_("До 2025 г. сумите са в левове, от 2026 г. – в евро."),
            field="amount",
        )
    known = queries.by_items(year).get(item.pk) or queries.by_items(year - 1).get(item.pk)
    growth = rules.growth(known.amount, amount) if known else None
    if growth is not None and abs(growth) > FAR_PERCENT and not is_sure:
        raise Refused(
            _("Сумата се различава с %(n)s %% от известната досега %(known)s.")
            % {"n": str(growth).replace(".", ","), "known": known.amount if known else ""},
            remedy=_("Ако е вярна, отбележете „Проверих сумата“ и запишете отново."),
            field="is_sure",
        )


# Indexation


@transaction.atomic
def set_indexation(
    actor: Actor,
    *,
    year: int,
    factor: Decimal,
    adopted_on: date | None,
    confidence: str,
    evidence: str,
    seen_version: int,
    now: datetime,
) -> Indexation:
    """Write down by how much the standards of a year are those of the year before. Stale as in
    `set_standard`. No standard changes by it: amounts are facts, the factor explains them."""
    _begin(actor)
    _check_unchanged_indexation(year, seen_version)
    today = timezone.localdate(now, SOFIA)
    if adopted_on and adopted_on > today:
        raise Refused(_("Приемането не може да е в бъдещето."), field="adopted_on")
    if confidence == Confidence.AMBIGUOUS:
        raise Refused(_("Множителят има стойност и не може да е нееднозначен."), field="confidence")
    row = Indexation.objects.create(
        year=year,
        version=seen_version + 1,
        factor=factor,
        adopted_on=adopted_on,
        confidence=confidence,
        evidence=evidence,
        known_on=today,
        user_id=actor.user_id,
    )
    _tell(actor, "finance.indexation_set", now=now, year=year, factor=str(factor))
    return row


@transaction.atomic
def withdraw_indexation(actor: Actor, *, year: int, seen_version: int, now: datetime) -> Indexation:
    """Take back the latest factor of a year; the one before it holds again."""
    _begin(actor)
    _check_unchanged_indexation(year, seen_version)
    row = Indexation.objects.filter(year=year, withdrawn_on=None).order_by("-version").first()
    if row is None:
        raise Refused(_("Няма какво да се върне: за тази година няма множител."))
    row.withdrawn_on = timezone.localdate(now, SOFIA)
    row.save(update_fields=["withdrawn_on"])
    _tell(actor, "finance.indexation_withdrawn", now=now, year=year)
    return row


def latest_indexation(year: int) -> int:
    """The number of the latest version of a year's factor, also when taken back; 0: none."""
    rows = Indexation.objects.filter(year=year)
    return int(rows.aggregate(last=Max("version"))["last"] or 0)


def _check_unchanged_indexation(year: int, seen_version: int) -> None:
    if latest_indexation(year) == seen_version:
        return
    rows = Indexation.objects.filter(year=year).order_by("-version")
    seen, last = rows.filter(version=seen_version).first(), rows[0]
    before = str(seen.factor) if seen else ""
    raise Stale([Change(_("Множител"), before, str(last.factor))])


# Transfers


@transaction.atomic
def import_transfers(
    actor: Actor, *, source: Source, year: int, origin: str, now: datetime, is_applied: bool
) -> tuple[imports.Parsed, TransferImport | None]:
    """Compare a file of transfers with what is known; with `is_applied` write what differs.

    Each written amount is a new version; `undo_import` takes them back. Refused as a whole as
    `imports.parse` says, for a file that is already in, and when nothing in it is new.
    """
    _begin(actor)
    check_size(len(source.content), MAX_LIST_BYTES)
    if TransferImport.objects.filter(sha256=source.sha256, year=year, undone_at=None).exists():
        raise Refused(
            _("Този файл вече е внесен за %(year)s г.") % {"year": year},
            remedy=_("Ако искате да го внесете отново, първо върнете предишния внос."),
        )
    parsed = imports.parse(imports.read(source), year=year, known=queries.for_import(year))
    if not is_applied:
        return parsed, None
    if not parsed.new:
        raise Refused(_("Във файла няма нищо ново: всички суми вече са записани."))
    run = TransferImport.objects.create(
        year=year,
        file_name=source.name[:200],
        sha256=source.sha256,
        source=origin,
        n_rows=len(parsed.new),
        applied_at=now,
        user_id=actor.user_id,
        organization_id=actor.organization_id,
    )
    _write_transfers(run, parsed.new, timezone.localdate(now, SOFIA))
    _tell(actor, "finance.transfers_imported", now=now, year=year, n=run.n_rows, run=run.pk)
    return parsed, run


def _write_transfers(run: TransferImport, thousands: dict[str, Decimal], today: date) -> None:
    last = dict(
        Transfer.objects.filter(year=run.year, municipality__in=thousands)
        .values_list("municipality")
        .annotate(last=Max("version"))
        .order_by()
    )
    Transfer.objects.bulk_create(
        Transfer(
            municipality_id=code,
            year=run.year,
            version=last.get(code, 0) + 1,
            thousands=value,
            currency=rules.currency_of(run.year),
            source=run.source,
            imported_by=run,
            known_on=today,
        )
        for code, value in sorted(thousands.items())
    )


@transaction.atomic
def undo_import(actor: Actor, *, run: TransferImport, now: datetime) -> int:
    """Take back everything that an import wrote; what it replaced is in force again.

    Only the latest import of a year can be undone. Returns how many amounts were taken back.
    """
    _begin(actor)
    standing = TransferImport.objects.filter(year=run.year, undone_at=None)
    if standing.filter(applied_at__gt=run.applied_at).exists():
        raise Refused(
            _("След този внос има по-нов за същата година."), remedy=_("Първо върнете по-новия.")
        )
    if not standing.filter(pk=run.pk).update(undone_at=now):
        raise Refused(_("Този внос вече е върнат."))
    rows = Transfer.objects.filter(imported_by=run, withdrawn_on=None)
    n = rows.update(withdrawn_on=timezone.localdate(now, SOFIA))
    _tell(actor, "finance.import_undone", now=now, year=run.year, n=n, run=run.pk)
    return n
