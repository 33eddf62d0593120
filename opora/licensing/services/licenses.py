"""The license itself: written, changed, revoked, transcribed from paper."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.documents import services as documents
from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.register.models import Provider

from .. import papers, queries, rules
from ..models import License, LicenseVersion
from .acts import Act, Facts, check_day, check_kinds

EVERYBODY = 0  # licenses are a public register


def write(act: Act, *, number: str, valid_from: date, valid_to: date) -> License:
    """The license that an application leads to, with its first version."""
    row = act.row
    made = License.objects.create(
        number=_number(act.actor, number, act.today),
        provider=row.provider,
        organization_id=act.actor.organization_id,
        issued_on=row.decided_on or act.today,
        valid_from=valid_from,
        valid_to=valid_to,
        renews=row.license,
    )
    facts = Facts(row.holder, row.seat, row.manager, tuple(row.kinds))
    _version(made, facts, valid_from, row.order_number, act.now)
    name = "licensing.license_renewed" if row.license else "licensing.license_granted"
    _tell(act.actor, name, made, act.now)
    papers.issue_license(act.actor, made, now=act.now)
    return made


def change(act: Act, valid_from: date) -> None:
    """One more version of the license, as the provider told of it."""
    row, changed = act.row, act.row.license
    if changed is None or not changed.term.holds(valid_from):
        raise Refused(_("Лицензът не е в сила на този ден."), field="valid_from")
    facts = Facts(row.holder, row.seat, row.manager, tuple(row.kinds))
    _version(changed, facts, valid_from, row.order_number, act.now)
    License.objects.filter(pk=changed.pk).update(version=changed.version + 1)
    _tell(act.actor, "licensing.license_changed", changed, act.now)
    papers.issue_license(act.actor, changed, now=act.now)


@transaction.atomic
def transcribe(
    actor: Actor,
    *,
    provider: Provider,
    number: str,
    issued_on: date,
    valid_to: date,
    facts: Facts,
    now: datetime,
) -> License:
    """Write down a license that the agency issued on paper, with its own number and term."""
    _check_agency(actor)
    check_day(issued_on, timezone.localdate(now), field="issued_on")
    check_kinds(facts.kinds)
    if not number.strip():
        raise Refused(_("Впишете номера на лиценза."), field="number")
    if valid_to <= issued_on:
        raise Refused(_("Лицензът изтича след деня, в който е издаден."), field="valid_to")
    made = License.objects.create(
        number=_number(actor, number, issued_on),
        provider=provider,
        organization_id=actor.organization_id,
        issued_on=issued_on,
        valid_from=issued_on,
        valid_to=valid_to,
        is_transcribed=True,
    )
    _version(made, facts, issued_on, "", now)
    _tell(actor, "licensing.license_transcribed", made, now, happened_on=issued_on)
    return made


@transaction.atomic
def revoke(
    actor: Actor,
    *,
    license: License,  # noqa: A002 (the word of the law)
    revoked_on: date,
    document: str,
    reason: str,
    now: datetime,
) -> License:
    """Take the license away from a day on, with reasons and the number of the order (чл. 158 ЗСУ).

    Whoever uses the provider's services stays; nobody new is sent to it from that day.
    """
    _check_agency(actor)
    locked = License.objects.select_for_update().filter(pk=license.pk).first()
    if locked is None:
        raise NotVisible
    rules.check_reason(reason)
    check_day(revoked_on, timezone.localdate(now), field="revoked_on", earliest=locked.valid_from)
    if not locked.term.holds(revoked_on):
        raise Refused(
            _("Лицензът не е в сила на този ден и няма какво да бъде отнето."), field="revoked_on"
        )
    locked.revoked_on, locked.revoke_reason = revoked_on, reason
    locked.revoke_document, locked.version = document.strip(), locked.version + 1
    order = papers.issue_revocation(actor, locked, now=now)
    locked.revoke_document = locked.revoke_document or order.full_number
    locked.save(update_fields=["revoked_on", "revoke_reason", "revoke_document", "version"])
    _tell(
        actor, "licensing.license_revoked", locked, now, revoked_on, rules.REVOKED_BY,
        {"reason": reason},
    )  # fmt: skip
    return locked


def _check_agency(actor: Actor) -> None:
    if not queries.may_decide(actor):
        raise Refused(
            _("Лицензите се издават и отнемат от Агенцията за качеството на социалните услуги."),
            rule=_(rules.REVOKED_BY),
        )


def _number(actor: Actor, typed: str, day: date) -> str:
    """The number that was typed, or the next of the agency's own register."""
    number = typed.strip()
    if not number:
        number = f"{documents.next_number(actor, series='license', year=day.year):04d}/{day.year}"
    if License.objects.filter(number=number).exists():
        raise Refused(
            _("Лиценз № %(number)s вече е вписан.") % {"number": number}, field="license_number"
        )
    return number


def _version(
    made: License, facts: Facts, valid_from: date, document: str, now: datetime
) -> LicenseVersion:
    return LicenseVersion.objects.create(
        license=made,
        number=made.versions.count() + 1,
        valid_from=valid_from,
        holder=facts.holder,
        seat=facts.seat,
        manager=facts.manager,
        kinds=sorted(facts.kinds),
        document=document,
        recorded_at=now,
    )


def _tell(
    actor: Actor,
    name: str,
    made: License,
    now: datetime,
    happened_on: date | None = None,
    article: str = "",
    details: dict[str, str] | None = None,
) -> None:
    """The register is public: everybody hears; events of licenses are told under the provider."""
    record(
        actor,
        name,
        kind="provider",
        record_id=made.provider_id,
        version=made.version,
        audience=[EVERYBODY, made.provider_id],
        happened_on=happened_on or timezone.localdate(now),
        recorded_at=now,
        article=article,
        details={"number": made.number, **(details or {})},
    )
