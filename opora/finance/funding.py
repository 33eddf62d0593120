"""The acts of a municipality on its needs of capital and on what each source gives for them."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind, may
from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.money import Currency, Money
from opora.lib.refusals import Change, NotVisible, Refused, Stale
from opora.lib.words import SOFIA

from . import rules, sources
from .models import FundingNeed, FundingShare
from .sources import CERTAIN, Covered

KIND = "funding_need"
ABOVE = (OrganizationKind.ASSISTANCE_AGENCY, OrganizationKind.MINISTRY)
OF_DISTRICT = (OrganizationKind.DISTRICT, OrganizationKind.REGIONAL_DIRECTORATE)


def may_plan(actor: Actor) -> bool:
    """Whether the actor writes down what the municipality needs."""
    organization = Organization.objects.get(pk=actor.organization_id)
    return may(organization.kind, actor.roles, "needs.write")


def needs(actor: Actor, *, municipality: str) -> list[FundingNeed]:
    """The standing needs of a municipality that the actor may see, with their shares."""
    rows = FundingNeed.objects.filter(municipality=municipality, withdrawn_at=None)
    return list(
        rows.filter(_visible(actor))
        .select_related("planned_service")
        .prefetch_related("shares__source")
    )


def _visible(actor: Actor) -> Q:
    organization = Organization.objects.get(pk=actor.organization_id)
    if organization.kind in ABOVE:
        return Q()
    if organization.kind in OF_DISTRICT:
        return Q(municipality__district=organization.district_id)
    return Q(organization=organization)


def uncovered_by_municipality(actor: Actor) -> dict[str, Money]:
    """Of the needs that the actor may see, what is neither contracted nor paid, in euro."""
    rows = FundingNeed.objects.filter(_visible(actor), withdrawn_at=None)
    found: dict[str, list[FundingNeed]] = {}
    for row in rows.prefetch_related("shares"):
        found.setdefault(str(row.municipality_id), []).append(row)
    return {code: uncovered(needs) for code, needs in found.items()}


def shares_of(rows: list[FundingNeed]) -> list[sources.Share]:
    """Everything that sources give for these needs, in euro."""
    return [
        sources.Share(
            share.source_id,
            Money(share.amount_cents, Currency(row.currency)).in_euro,
            share.state in CERTAIN,
        )
        for row in rows
        for share in row.shares.all()
    ]


def need(actor: Actor, need_id: int) -> FundingNeed:
    """One standing need; not visible to those whom it does not concern."""
    row = FundingNeed.objects.filter(_visible(actor), pk=need_id, withdrawn_at=None).first()
    if row is None:
        raise NotVisible
    return row


def covered(row: FundingNeed, *, only_certain: bool = False) -> Covered:
    """What each source gives for a need; `only_certain` counts contracted and paid money alone."""
    return Covered(
        row.amount,
        tuple(
            (share.source_id, Money(share.amount_cents, Currency(row.currency)))
            for share in row.shares.all()
            if share.state in CERTAIN or not only_certain
        ),
    )


def uncovered(rows: list[FundingNeed], *, only_certain: bool = True) -> Money:
    """What no source covers of all needs together, in euro."""
    left = [covered(row, only_certain=only_certain).uncovered.in_euro for row in rows]
    return rules.total(left)[0]


@transaction.atomic
def record_need(
    actor: Actor,
    *,
    title: str,
    measure: str,
    year: int,
    amount_cents: int,
    basis: str,
    now: datetime,
    planned_service: str | None = None,
    is_invented: bool = False,
) -> FundingNeed:
    """Write down what capital the municipality needs, in euro cents, from which year on."""
    organization = _ours(actor)
    row = FundingNeed.objects.create(
        organization=organization,
        municipality_id=str(organization.municipality_id),
        planned_service_id=planned_service,
        title=title,
        measure=measure,
        year=year,
        amount_cents=amount_cents,
        basis=basis,
        is_invented=is_invented,
        recorded_at=now,
    )
    _tell(actor, "finance.need_recorded", row, now)
    return row


@transaction.atomic
def edit_need(
    actor: Actor,
    *,
    need: FundingNeed,
    seen_version: int,
    title: str,
    measure: str,
    year: int,
    amount_cents: int,
    basis: str,
    now: datetime,
    planned_service: str | None = None,
) -> FundingNeed:
    """Change a need. Stale when somebody changed it, or its shares, after `seen_version`; refused
    when its sources give more than would be needed."""
    row = _locked(actor, need, seen_version)
    given = covered(row).given
    if given.cents > amount_cents:
        raise Refused(
            _("Източниците дават %(given)s: нужните средства не може да са по-малко.")
            % {"given": given},
            remedy=_("Първо намалете или махнете източник."),
            field="amount",
        )
    changed = {"was": row.amount_cents, "is": amount_cents}
    row.title, row.measure, row.year = title, measure, year
    row.amount_cents, row.basis = amount_cents, basis
    row.planned_service_id = planned_service
    row.version += 1
    row.save()
    _tell(actor, "finance.need_edited", row, now, **changed)
    return row


@transaction.atomic
def withdraw_need(
    actor: Actor, *, need: FundingNeed, seen_version: int, now: datetime
) -> FundingNeed:
    """Take a need back; it stays in the course of events."""
    row = _locked(actor, need, seen_version)
    row.withdrawn_at = now
    row.version += 1
    row.save(update_fields=["withdrawn_at", "version"])
    _tell(actor, "finance.need_withdrawn", row, now)
    return row


@transaction.atomic
def set_share(
    actor: Actor,
    *,
    need: FundingNeed,
    seen_version: int,
    source: str,
    amount_cents: int,
    state: str,
    now: datetime,
    document: str = "",
) -> FundingShare:
    """What a source gives for a need; a second word about the same source replaces the first.

    Refused when the sources together would give more than is needed.
    """
    row = _locked(actor, need, seen_version)
    others = sum(each.amount_cents for each in row.shares.exclude(source=source))
    if others + amount_cents > row.amount_cents:
        raise Refused(
            _("Източниците заедно биха дали повече от нужното."),
            rule=_("Нужни са %(need)s, другите източници дават %(others)s.")
            % {"need": row.amount, "others": Money(others, Currency(row.currency))},
            remedy=_("Намалете сумата или поправете нужните средства."),
            field="amount",
        )
    values = {"amount_cents": amount_cents, "state": state, "document": document}
    share = FundingShare.objects.update_or_create(need=row, source_id=source, defaults=values)[0]
    FundingNeed.objects.filter(pk=row.pk).update(version=F("version") + 1)
    _tell(actor, "finance.share_set", row, now, source=source, **values)
    return share


@transaction.atomic
def remove_share(
    actor: Actor, *, need: FundingNeed, seen_version: int, source: str, now: datetime
) -> None:
    """A source gives nothing for a need after all."""
    row = _locked(actor, need, seen_version)
    if not row.shares.filter(source=source).delete()[0]:
        raise Refused(_("Този източник вече не дава нищо за тази нужда."))
    FundingNeed.objects.filter(pk=row.pk).update(version=F("version") + 1)
    _tell(actor, "finance.share_removed", row, now, source=source)


def _ours(actor: Actor) -> Organization:
    if not may_plan(actor):
        raise Refused(
            _("Нужните средства се вписват от експертите на общината."),
            rule=_("право „съставя анализа на общината“"),
        )
    return Organization.objects.get(pk=actor.organization_id)


def _locked(actor: Actor, seen: FundingNeed, seen_version: int) -> FundingNeed:
    organization = _ours(actor)
    rows = FundingNeed.objects.filter(pk=seen.pk, organization=organization, withdrawn_at=None)
    row = rows.select_for_update().first()
    if row is None:
        raise NotVisible
    if row.version != seen_version:
        raise Stale(
            [
                Change(_("Какво"), seen.title, row.title),
                Change(_("Нужни средства"), str(seen.amount), str(row.amount)),
            ]
        )
    return row


def _tell(actor: Actor, name: str, row: FundingNeed, now: datetime, **details: object) -> None:
    district = row.municipality.district_id
    heard = Organization.objects.filter(
        Q(kind__in=ABOVE) | Q(kind__in=OF_DISTRICT, district=district)
    )
    record(
        actor,
        name,
        kind=KIND,
        record_id=row.pk,
        version=row.version,
        audience=heard.values_list("pk", flat=True),
        happened_on=timezone.localdate(now, SOFIA),
        recorded_at=now,
        details=details,
    )
