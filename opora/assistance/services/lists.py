"""The municipality's own lists: assistants, hourly rates, the approved number of users."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.accounts.services import require
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.lib.words import day as written
from opora.people import queries as people
from opora.territory.models import Settlement

from .. import queries
from ..models import Assistant, HourlyRate, SupportCapacity
from ..pay import currency_on
from ..rules import CRITERIA, AssistantState
from .common import fresh, not_in_future, reason_given, tell

MOST_CENTS = 100_00


@transaction.atomic
def register_assistant(
    actor: Actor,
    *,
    person_id: int,
    n_hours: int,
    settlement: Settlement | None,
    criteria: Sequence[str],
    experience: str,
    registered_on: date,
    now: datetime,
) -> Assistant:
    """Somebody is put on the list: a candidate until every criterion is ticked."""
    require(actor, "assistance.manage")
    person = people.worked_with(actor, person_id)
    not_in_future(registered_on, now, "registered_on")
    if queries.assistants(actor).filter(person=person).exclude(state=AssistantState.LEFT).exists():
        raise Refused(_("Това лице вече е в списъка."))
    if person.age_on(registered_on) < 18:
        raise Refused(_("Асистентът трябва да е пълнолетен."))
    made = Assistant.objects.create(
        organization_id=actor.organization_id,
        person=person,
        n_hours=n_hours,
        settlement=settlement,
        criteria=list(criteria),
        experience=experience.strip(),
        registered_on=registered_on,
        state=_state(criteria),
    )
    tell(actor, "assistant_listed", made.pk, now=now, subject_id=person.pk)
    return made


def _state(criteria: Sequence[str]) -> AssistantState:
    return AssistantState.ACTIVE if set(criteria) == set(CRITERIA) else AssistantState.CANDIDATE


@transaction.atomic
def update_assistant(
    actor: Actor,
    *,
    assistant: Assistant,
    seen: int | None,
    n_hours: int,
    settlement: Settlement | None,
    criteria: Sequence[str],
    experience: str,
    now: datetime,
) -> Assistant:
    """Hours, settlement and criteria as they are now."""
    held = _held(actor, assistant, seen)
    held.n_hours, held.settlement = n_hours, settlement
    held.criteria, held.experience = list(criteria), experience.strip()
    if held.state != AssistantState.LEFT:
        held.state = _state(criteria)
    held.version += 1
    held.save()
    tell(actor, "assistant_changed", held.pk, now=now, subject_id=held.person_id)
    return held


@transaction.atomic
def leave(
    actor: Actor, *, assistant: Assistant, seen: int | None, left_on: date, now: datetime
) -> Assistant:
    """Off the list. Refused while an agreement holds."""
    held = _held(actor, assistant, seen)
    if queries.is_used_by_assistant(actor, held, left_on):
        raise Refused(_("Асистентът има действащо споразумение."), remedy=_("Първо го прекратете."))
    held.state, held.left_on = AssistantState.LEFT.value, left_on
    held.version += 1
    held.save(update_fields=["state", "left_on", "version"])
    tell(actor, "assistant_left", held.pk, now=now, subject_id=held.person_id)
    return held


def _held(actor: Actor, assistant: Assistant, seen: int | None) -> Assistant:
    require(actor, "assistance.manage")
    found = (
        Assistant.objects.select_for_update()
        .filter(pk=assistant.pk, organization_id=actor.organization_id)
        .first()
    )
    if found is None:
        raise NotVisible
    fresh(found.version, seen)
    return found


@transaction.atomic
def set_rate(
    actor: Actor, *, kind: str, cents: int, act: str, valid_from: date, now: datetime
) -> HourlyRate:
    """What an hour costs from a day on, with the act that says so; the former rate ends there."""
    require(actor, "assistance.approve")
    if not 0 < cents <= MOST_CENTS:
        raise Refused(_("Проверете сумата: ставката е за един час."), field="amount")
    same = queries.rates(actor).filter(kind=kind)
    _end_former(same.filter(valid_to=None).first(), valid_from)
    made = HourlyRate.objects.create(
        organization_id=actor.organization_id,
        kind=kind,
        cents=cents,
        currency=currency_on(valid_from).value,
        act=reason_given(act, "act"),
        valid_from=valid_from,
        entered_by_id=actor.user_id,
    )
    tell(actor, "rate_set", made.pk, now=now, details={"cents": cents})
    return made


@transaction.atomic
def set_capacity(
    actor: Actor, *, n_users: int, order: str, decision: str, valid_from: date, now: datetime
) -> SupportCapacity:
    """The approved number of users of assistant support from a day on."""
    require(actor, "assistance.manage")
    _end_former(queries.capacities(actor).filter(valid_to=None).first(), valid_from)
    made = SupportCapacity.objects.create(
        organization_id=actor.organization_id,
        n_users=n_users,
        order=reason_given(order, "order"),
        decision=decision.strip(),
        valid_from=valid_from,
    )
    tell(actor, "capacity_set", made.pk, now=now, details={"n_users": n_users})
    return made


def _end_former(former: HourlyRate | SupportCapacity | None, valid_from: date) -> None:
    """Dated rows follow one another."""
    if former is None:
        return
    if valid_from <= former.valid_from:
        raise Refused(
            _("Вече има ред от %s. Новият започва след него.") % written(former.valid_from),
            field="valid_from",
        )
    former.valid_to = valid_from
    former.save(update_fields=["valid_to"])
