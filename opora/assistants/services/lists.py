"""The municipality's list of assistants and candidates."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.accounts.services import require
from opora.assistance.services.common import fresh, not_in_future, tell
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.people import queries as people
from opora.territory.models import Settlement

from .. import queries
from ..models import Assistant
from ..rules import CRITERIA, AssistantState


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
