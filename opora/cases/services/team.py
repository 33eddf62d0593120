"""Who works on the case, and who is near the person."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.accounts import queries as accounts
from opora.accounts.rules import CASEWORK
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from ..models import Case, CaseContact, CaseMember
from .steps import led_now, tell


@transaction.atomic
def assign_lead(actor: Actor, *, case: Case, officer_id: int, now: datetime) -> Case:
    """Name who leads the case; only somebody who does casework in the provider's organization."""
    case = led_now(actor, case)
    _check_officer(actor, officer_id)
    case.lead_id = officer_id
    tell(actor, case, "lead_assigned", now=now, details={"officer": officer_id})
    return case


@transaction.atomic
def add_member(
    actor: Actor, *, case: Case, officer_id: int, post: str, now: datetime
) -> CaseMember:
    """Somebody of the organization joins the team of the case, in a named quality."""
    case = led_now(actor, case)
    _check_officer(actor, officer_id)
    if case.members.filter(user=officer_id, until=None).exists():
        raise Refused(_("Този служител вече е в екипа."), field="officer_id")
    member = CaseMember.objects.create(case=case, user_id=officer_id, post=post, since=now)
    tell(actor, case, "member_added", now=now, details={"officer": officer_id, "post": post})
    return member


def _check_officer(actor: Actor, officer_id: int) -> None:
    if not accounts.members(actor).filter(user=officer_id, role__in=CASEWORK).exists():
        raise Refused(
            _("Този човек не работи по случаи във Вашата организация."), field="officer_id"
        )


@transaction.atomic
def remove_member(actor: Actor, *, case: Case, member: CaseMember, now: datetime) -> None:
    """Somebody leaves the team."""
    case = led_now(actor, case)
    if case.members.filter(pk=member.pk, until=None).update(until=now):
        tell(actor, case, "member_removed", now=now, details={"officer": member.user_id})


@transaction.atomic
def add_contact(
    actor: Actor,
    *,
    case: Case,
    name: str,
    relation: str,
    phone: str,
    note: str,
    may_be_told: bool,
    now: datetime,
) -> CaseContact:
    """Write a relative or somebody near; only the own organization sees them."""
    case = led_now(actor, case)
    contact = CaseContact.objects.create(
        case=case,
        organization_id=case.organization_id,
        name=name,
        relation=relation,
        phone=phone,
        note=note,
        may_be_told=may_be_told,
        since=now,
    )
    tell(actor, case, "contact_added", now=now)
    return contact


@transaction.atomic
def remove_contact(actor: Actor, *, case: Case, contact: CaseContact, now: datetime) -> None:
    """The contact is no longer valid."""
    case = led_now(actor, case)
    if case.contacts.filter(pk=contact.pk, until=None).update(until=now):
        tell(actor, case, "contact_removed", now=now)
