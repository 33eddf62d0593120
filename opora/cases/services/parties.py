"""Which organizations take part in a case, and what each may see."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.law import services as law
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.people import services as people
from opora.people.rules import Basis

from .. import rules
from ..models import Case, CaseParty
from ..rules import Part, PartyBasis
from .steps import KIND, led_now, tell


@transaction.atomic
def add_party(
    actor: Actor,
    *,
    case: Case,
    organization_id: int,
    basis: PartyBasis,
    reason: str,
    now: datetime,
) -> CaseParty:
    """Another organization takes part from now on, and sees what its quality gives it."""
    case = led_now(actor, case)
    _check_reason(reason)
    if case.parties.filter(organization=organization_id, until=None).exists():
        raise Refused(_("Тази организация вече участва в случая."), field="organization_id")
    party = CaseParty.objects.create(
        case=case,
        organization_id=organization_id,
        basis=basis,
        parts=rules.first_parts(basis, is_confidential=case.is_confidential),
        person_id=case.person_id,
        ask_id=_whom_to_ask(case),
        since=now,
    )
    _involve(actor, case, organization_id, now)
    _restate(actor, case)
    details = {"organization": organization_id, "reason": reason}
    tell(actor, case, "party_added", now=now, details=details)
    return party


@transaction.atomic
def set_parts(
    actor: Actor, *, case: Case, party: CaseParty, parts: Iterable[Part], reason: str, now: datetime
) -> CaseParty:
    """Widen or narrow what a party sees, with the reason.

    Nothing at all may be left only of a confidential case; the provider always sees everything.
    """
    case = led_now(actor, case)
    party = _party(case, party)
    _check_reason(reason)
    seen = sorted(set(parts))
    if party.basis == PartyBasis.PROVIDER:
        raise Refused(rules.PROVIDER_SEES_ALL)
    if Part.CORE not in seen and (seen or not case.is_confidential):
        raise Refused(rules.CORE_STAYS, field="parts")
    party.parts = seen
    party.save(update_fields=["parts"])
    before = case.audience
    _restate(actor, case)
    details = {"organization": party.organization_id, "parts": seen, "reason": reason}
    tell(actor, case, "parts_set", now=now, audience=before, details=details)
    return party


@transaction.atomic
def remove_party(actor: Actor, *, case: Case, party: CaseParty, reason: str, now: datetime) -> None:
    """The organization takes part no longer and sees nothing of what follows."""
    case = led_now(actor, case)
    party = _party(case, party)
    _check_reason(reason)
    if party.basis == PartyBasis.PROVIDER:
        raise Refused(rules.PROVIDER_SEES_ALL)
    party.until = now
    party.save(update_fields=["until"])
    before = case.audience
    _restate(actor, case)
    _end_involvement(actor, case, party.organization_id, now)
    details = {"organization": party.organization_id, "reason": reason}
    tell(actor, case, "party_removed", now=now, audience=before, details=details)


@transaction.atomic
def follow_owner(actor: Actor, *, case: Case, former: int, owner: int, now: datetime) -> Case:
    """The person moved: who took the request over takes part as the referrer from now on, and the
    former one sees nothing of what follows. What the former one saw narrowed stays narrowed."""
    case = led_now(actor, case)
    gone = case.parties.filter(organization=former, basis=PartyBasis.REFERRER, until=None).first()
    before = case.audience
    if gone:
        gone.until = now
        gone.save(update_fields=["until"])
        _end_involvement(actor, case, former, now)
    case.parties.filter(organization=owner, until=None).update(until=now)
    first = rules.first_parts(PartyBasis.REFERRER, is_confidential=case.is_confidential)
    CaseParty.objects.create(
        case=case,
        organization_id=owner,
        basis=PartyBasis.REFERRER,
        parts=gone.parts if gone else first,
        person_id=case.person_id,
        ask_id=owner,
        since=now,
    )
    case.parties.filter(until=None).update(ask=owner)
    _involve(actor, case, owner, now)
    _restate(actor, case)
    tell(actor, case, "party_followed", now=now, audience=before, details={"organization": owner})
    return case


@transaction.atomic
def set_confidential(
    actor: Actor, *, case: Case, is_confidential: bool, reason: str, now: datetime
) -> Case:
    """Hide the case from the other parties (a person at risk), or show it to them again.

    What each party saw before is not given back by itself: its quality decides anew.
    """
    case = led_now(actor, case)
    _check_reason(reason)
    if case.is_confidential and not is_confidential and case.service.is_protected:
        raise Refused(_("Случай в защитена услуга винаги е поверителен."))
    case.is_confidential = is_confidential
    for party in case.parties.filter(until=None):
        basis = PartyBasis(party.basis)
        party.parts = rules.first_parts(basis, is_confidential=is_confidential)
        party.save(update_fields=["parts"])
    _restate(actor, case)
    name = "hidden" if is_confidential else "shown"
    tell(actor, case, name, now=now, details={"reason": reason})
    return case


def _party(case: Case, party: CaseParty) -> CaseParty:
    found = case.parties.filter(pk=party.pk, until=None).first()
    if found is None:
        raise NotVisible
    return found


def _involve(actor: Actor, case: Case, organization_id: int, now: datetime) -> None:
    people.involve(
        actor,
        person_id=case.person_id,
        organization_id=organization_id,
        basis=Basis.CASE,
        ground=f"{KIND}:{case.pk}",
        is_confidential=case.is_confidential,
        now=now,
    )


def _end_involvement(actor: Actor, case: Case, organization_id: int, now: datetime) -> None:
    people.end_involvement(
        actor,
        person_id=case.person_id,
        organization_id=organization_id,
        basis=Basis.CASE,
        ground=f"{KIND}:{case.pk}",
        now=now,
    )


def _whom_to_ask(case: Case) -> int | None:
    asked = case.parties.filter(basis=PartyBasis.REFERRER, until=None).first()
    return asked.organization_id if asked else None


def _restate(actor: Actor, case: Case) -> None:
    """Who hears the case now, and so its running clocks."""
    seeing = case.parties.filter(until=None, parts__contains=[Part.CORE])
    case.audience = sorted(seeing.values_list("organization_id", flat=True))
    law.restate_audience(actor, kind=KIND, record_id=case.pk, audience=case.audience)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(rules.NO_REASON, field="reason")
