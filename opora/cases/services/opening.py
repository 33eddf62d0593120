"""The case opens when the person has got a place."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from opora.documents import services as documents
from opora.journal import services as journal
from opora.law import queries as law_queries
from opora.law import services as law
from opora.lib.actor import Actor
from opora.people import services as people
from opora.people.rules import Basis
from opora.places.models import Placement

from .. import rules
from ..models import Case, CaseParty
from ..rules import Ground, Part, PartyBasis
from .steps import KIND

ASSESSMENT_AND_PLAN = "D2"


@transaction.atomic
def open(  # noqa: A001  # the verb of the law
    actor: Actor,
    *,
    person_id: int,
    service_id: int,
    request_id: int | None,
    placement: Placement | None,
    ground: Ground,
    parties: Mapping[int, PartyBasis],
    is_confidential: bool,
    opened_on: date,
    now: datetime,
) -> Case:
    """Open the case of a person at the actor's organization, and start the clock of its plan (D2).

    `parties` are the other organizations that take part and why. Of a confidential case each but
    the provider and the referrer learns only that support is given and whom to ask.
    """
    everyone = {**parties, actor.organization_id: PartyBasis.PROVIDER}
    parts = {
        who: rules.first_parts(why, is_confidential=is_confidential)
        for who, why in everyone.items()
    }
    case = Case.objects.create(
        number=_number(actor, opened_on.year),
        person_id=person_id,
        service_id=service_id,
        organization_id=actor.organization_id,
        audience=sorted(who for who, seen in parts.items() if Part.CORE in seen),
        request_id=request_id,
        placement=placement,
        ground=ground,
        is_confidential=is_confidential,
        opened_on=opened_on,
        changed_at=now,
    )
    _gather(actor, case, everyone, parts, now)
    _start_clock(actor, case)
    _tell(actor, case, now)
    return case


def _tell(actor: Actor, case: Case, now: datetime) -> None:
    journal.record(
        actor,
        "cases.opened",
        kind=KIND,
        record_id=case.pk,
        version=case.version,
        audience=case.audience,
        happened_on=case.opened_on,
        recorded_at=now,
        subject_id=case.person_id,
    )


def _number(actor: Actor, year: int) -> str:
    number = documents.next_number(actor, series="case", year=year)
    return f"С-{year}-{number:04}"


def _gather(
    actor: Actor,
    case: Case,
    everyone: Mapping[int, PartyBasis],
    parts: Mapping[int, list[str]],
    now: datetime,
) -> None:
    ask = next((who for who, why in everyone.items() if why == PartyBasis.REFERRER), None)
    CaseParty.objects.bulk_create(
        CaseParty(
            case=case,
            organization_id=who,
            basis=why,
            parts=parts[who],
            person_id=case.person_id,
            ask_id=ask,
            since=now,
        )
        for who, why in sorted(everyone.items())
    )
    for who in sorted(everyone):
        people.involve(
            actor,
            person_id=case.person_id,
            organization_id=who,
            basis=Basis.CASE,
            ground=f"{KIND}:{case.pk}",
            is_confidential=case.is_confidential,
            now=now,
        )


def _start_clock(actor: Actor, case: Case) -> None:
    if law_queries.rule_in_force(ASSESSMENT_AND_PLAN, case.opened_on) is None:
        return  # a placement older than the rule
    law.start_clock(
        actor,
        code=ASSESSMENT_AND_PLAN,
        kind=KIND,
        record_id=case.pk,
        started_on=case.opened_on,
        responsible_id=case.organization_id,
        audience=case.audience,
    )
