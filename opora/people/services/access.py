"""Looking at people: by number, with a reason, and always written down."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.keys import ring
from opora.lib.refusals import Refused

from .. import queries, rules
from ..models import AccessLogEntry, Person
from ..queries import LookUp, Meeting
from ..wording import refuse
from . import database
from .database import scalar

MIN_REASON = 10
MAX_REASON = 300


@transaction.atomic
def log_view(actor: Actor, *, person_id: int, purpose: str, page: str) -> AccessLogEntry:
    """Write down that the officer opened a page about a person.

    One row per officer, person and page visit; live refetches do not call it. Pages call it before
    the act, so it stays when the act is refused. The row is the evidence itself, no event follows.
    """
    return AccessLogEntry.objects.create(
        person_id=person_id,
        organization_id=actor.organization_id,
        user_id=actor.user_id,
        page=page,
        purpose=purpose,
        at=timezone.now(),
    )


@transaction.atomic
def look_up(actor: Actor, *, identifier_kind: str, identifier: str, now: datetime) -> LookUp:
    """Whether the number is known, and whose it is when the actor works with that person.

    Refused when the number is wrong. Finding somebody whom one may not see is logged as a search.
    """
    return database.look_up(actor, _index(identifier_kind, identifier, now), now)


@transaction.atomic
def meet_known(
    actor: Actor, *, identifier_kind: str, identifier: str, reason: str, now: datetime
) -> Meeting:
    """The full number and a reason open the core of a person whom others entered.

    The organization becomes involved core-only, and is told which municipality or directorate to
    ask. Services are never named, and nobody is when the person uses a protected one.
    """
    index = _index(identifier_kind, identifier, now)
    refuse([rules.text_problem("reason", reason, MAX_REASON)])
    if len(reason.strip()) < MIN_REASON:
        raise Refused(_("Напишете с няколко думи защо Ви е нужно лицето."), field="reason")
    person_id = scalar("people_meet(%s, %s, %s)", [index, reason.strip(), now])
    if person_id is None:
        raise Refused(_("Няма записано лице с този номер."), field="identifier")
    log_view(actor, person_id=person_id, purpose=reason.strip(), page="meeting")
    journal.record(
        actor,
        "people.met",
        kind="person",
        record_id=person_id,
        happened_on=timezone.localdate(now),
        recorded_at=now,
        subject_id=person_id,
        details={"reason": reason.strip()},
    )
    person = queries.visible(actor).get(pk=person_id)
    return Meeting(person, queries.whom_to_ask(actor, person_id))


def _index(kind: str, number: str, now: datetime) -> bytes:
    found = rules.identifier(kind, number, timezone.localdate(now))
    if isinstance(found, rules.Identifier):
        return ring().blind_index(rules.index_text(found.kind, found.number))
    refuse([found])
    raise Refused(_("Въведете номер."), field="identifier")


@transaction.atomic
def reveal_identifier(actor: Actor, *, person: Person, purpose: str) -> str:
    """The whole number, asked for and logged."""
    refuse([rules.text_problem("purpose", purpose, MAX_REASON)])
    log_view(actor, person_id=person.pk, purpose=purpose.strip(), page="identifier")
    return queries.identifier_of(person) or ""
