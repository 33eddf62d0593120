"""The draft: begun, corrected, given to the person to read, taken back, given up."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.cases.models import Case
from opora.documents.services import next_number
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .. import queries, rules
from ..models import ServiceAgreement
from ..rules import Change, State, Terms
from .acts import claim, led, not_future, save, told, write_terms

SERIES = "agreement"


@transaction.atomic
def draft(actor: Actor, *, case: Case, terms: Terms, now: datetime) -> ServiceAgreement:
    """Begin an agreement for a case that the actor leads.

    Refused for a service that is open to everybody: it needs no agreement, only a usage record.
    """
    case = led(actor, case)
    rules.next_state(State.DRAFT, "edit", actor)
    rules.check_terms(terms)
    _check_drafted(case, terms)
    year = timezone.localdate(now, words.SOFIA).year
    agreement = ServiceAgreement.objects.create(
        case=case,
        person_id=case.person_id,
        service_id=case.service_id,
        organization_id=actor.organization_id,
        number=f"Д-{next_number(actor, series=SERIES, year=year)}/{year}",
        state=State.DRAFT,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        changed_at=now,
    )
    write_terms(
        actor,
        agreement,
        terms,
        change=Change.ORIGINAL,
        valid_from=terms.starts_on,
        signed_on=None,
        now=now,
    )
    told(actor, "drafted", agreement, now=now)
    return agreement


def _check_drafted(case: Case, terms: Terms) -> None:
    if queries.is_general(case.service, terms.starts_on):
        raise Refused(
            _("Общодостъпна услуга се ползва без договор."),
            rule=_("чл. 12, ал. 2 ЗСУ"),
            remedy=_("Запишете ползването от страницата на услугата."),
        )
    if case.agreements.filter(state__in=[State.DRAFT, State.GIVEN]).exists():
        raise Refused(
            _("По случая вече се подготвя договор."), remedy=_("Довършете него или го оттеглете.")
        )


@transaction.atomic
def edit(
    actor: Actor, *, agreement: ServiceAgreement, terms: Terms, seen: int, now: datetime
) -> ServiceAgreement:
    """Write the draft anew; it has one version until it is signed."""
    agreement = claim(actor, agreement, seen)
    rules.next_state(agreement.state, "edit", actor)
    agreement.terms.all().delete()
    agreement.starts_on, agreement.ends_on = terms.starts_on, terms.ends_on
    write_terms(
        actor,
        agreement,
        terms,
        change=Change.ORIGINAL,
        valid_from=terms.starts_on,
        signed_on=None,
        now=now,
    )
    save(agreement, now)
    told(actor, "edited", agreement, now=now)
    return agreement


@transaction.atomic
def give(
    actor: Actor, *, agreement: ServiceAgreement, given_on: date, seen: int, now: datetime
) -> ServiceAgreement:
    """The person gets the draft to read before anything is signed."""
    agreement = claim(actor, agreement, seen)
    agreement.state = rules.next_state(agreement.state, "give", actor)
    not_future(given_on, now, "given_on")
    agreement.given_on = given_on
    save(agreement, now)
    told(actor, "given", agreement, now=now, happened_on=given_on)
    return agreement


@transaction.atomic
def take_back(
    actor: Actor, *, agreement: ServiceAgreement, seen: int, now: datetime
) -> ServiceAgreement:
    """Back to a draft that can be corrected, for example after the person's remarks."""
    agreement = claim(actor, agreement, seen)
    agreement.state = rules.next_state(agreement.state, "take_back", actor)
    agreement.given_on = None
    save(agreement, now)
    told(actor, "taken_back", agreement, now=now)
    return agreement


@transaction.atomic
def withdraw(
    actor: Actor, *, agreement: ServiceAgreement, seen: int, now: datetime
) -> ServiceAgreement:
    """Give the draft up."""
    agreement = claim(actor, agreement, seen)
    agreement.state = rules.next_state(agreement.state, "withdraw", actor)
    save(agreement, now)
    told(actor, "withdrawn", agreement, now=now)
    return agreement
