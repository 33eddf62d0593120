"""A person who uses a service moves to another municipality: who sees what, from which moment."""

import pytest
from django.db import connection

from opora.agreements import queries as agreements
from opora.cases import queries as cases
from opora.cases import services as case_services
from opora.cases.models import Case
from opora.cases.rules import Part, PartyBasis
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import queries as people
from opora.referral.models import ServiceRequest
from opora.usage import queries as usage
from opora.usage import services as days
from opora.usage.rules import Mark
from tests.cast import TODAY, Cast, make
from tests.using import signed

pytestmark = pytest.mark.django_db
MONTH = TODAY.replace(day=1)
TABLES = ("cases_case", "agreements_serviceagreement", "usage_attendance", "places_placement")


@pytest.fixture
def cast() -> Cast:
    return make()


def in_use(cast: Cast) -> tuple[ServiceRequest, Case]:
    """A child admitted urgently, with an agreement, present today; the request still goes on."""
    request = cast.wish(is_urgent=True)
    cast.do(cast.municipality, "send_urgently", request, service=cast.service, ground="пожар")
    cast.do(cast.provider, "admit_urgently", request, ground="обаждане на кмета")
    with acting(cast.provider):
        case = cases.visible(cast.provider).get(request_id=request.pk)
    row = signed(cast, case, starts_on=TODAY)
    with acting(cast.provider):
        days.mark_day(
            cast.provider, service=cast.service, day=TODAY, marks={row.pk: Mark(1)}, seen={},
            now=cast.now,
        )  # fmt: skip
    return request, case


def move(cast: Cast, request: ServiceRequest) -> None:
    """The person moves to Elena, which takes the request over."""
    there = cast.organization(cast.stranger)
    cast.do(cast.municipality, "propose_handover", request, to=there, reason="Премести се.")
    cast.do(cast.stranger, "accept_handover", request)


def sees(actor: Actor, case: Case) -> dict[str, bool]:
    """What of the case an organization finds through the application."""
    with acting(actor):
        return {
            "person": people.visible(actor).filter(pk=case.person_id).exists(),
            "case": cases.visible(actor).filter(pk=case.pk).exists(),
            "plan": cases.visible(actor, Part.PLAN).filter(pk=case.pk).exists(),
            "agreement": bool(agreements.of_case(actor, case)),
            "use": bool(usage.used(actor, case_ids=[case.pk], month=MONTH)),
            "fees": cases.visible(actor, Part.FEES).filter(pk=case.pk).exists(),
        }


def rows(actor: Actor) -> dict[str, int]:
    """How many rows the database itself shows, without any filter of the application."""
    found = {}
    with acting(actor), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")
            found[table] = cursor.fetchone()[0]
    return found


REFERRER = {
    "person": True, "case": True, "plan": True, "agreement": True, "use": True, "fees": False,
}  # fmt: skip
NOTHING = dict.fromkeys(REFERRER, False)


def test_case_agreement_and_use_go_with_the_person(cast: Cast) -> None:
    request, case = in_use(cast)
    assert (sees(cast.municipality, case), sees(cast.stranger, case)) == (REFERRER, NOTHING)
    assert set(rows(cast.stranger).values()) == {0}
    move(cast, request)
    assert (sees(cast.municipality, case), sees(cast.stranger, case)) == (NOTHING, REFERRER)
    assert set(rows(cast.municipality).values()) == {0}
    assert set(rows(cast.stranger).values()) == {1}
    with acting(cast.provider):
        told = {one.organization_id: one.basis for one in case.parties.filter(until=None)}
    assert told[cast.stranger.organization_id or 0] == "referrer"
    assert cast.municipality.organization_id not in told
    assert sees(cast.provider, case) == dict.fromkeys(REFERRER, True)


def test_what_was_hidden_from_the_former_referrer_stays_hidden(cast: Cast) -> None:
    request, case = in_use(cast)
    with acting(cast.provider):
        case_services.set_confidential(
            cast.provider, case=case, is_confidential=True, reason="насилие", now=cast.now
        )
    move(cast, request)
    assert sees(cast.stranger, case) == NOTHING | {"person": True, "case": True}


def test_the_case_of_who_declined_or_ended_stays_where_it_was(cast: Cast) -> None:
    request, case = in_use(cast)
    there = cast.organization(cast.stranger)
    cast.do(cast.municipality, "propose_handover", request, to=there, reason="Премести се.")
    assert not sees(cast.stranger, case)["case"]  # only who accepts takes part
    cast.do(cast.stranger, "decline_handover", request, answer="Живее в Самоков.")
    assert (sees(cast.municipality, case), sees(cast.stranger, case)) == (REFERRER, NOTHING)


def test_after_the_acceptance_the_provider_names_the_new_municipality(cast: Cast) -> None:
    """A request that was accepted is closed and stays where it is; the case goes on."""
    _request, case = in_use(cast)
    now = cast.now
    with acting(cast.provider):
        former = case.parties.get(organization=cast.municipality.organization_id, until=None)
        case_services.add_party(
            cast.provider, case=case, organization_id=cast.stranger.organization_id or 0,
            basis=PartyBasis.REFERRER, reason="Премести се в Елена.", now=now,
        )  # fmt: skip
    assert sees(cast.municipality, case) == sees(cast.stranger, case) == REFERRER
    with acting(cast.provider):
        case_services.remove_party(
            cast.provider, case=case, party=former, reason="Премести се в Елена.", now=now
        )
    seen = sees(cast.municipality, case)
    assert seen == NOTHING | {"person": True}  # its own request is still open
    assert sees(cast.stranger, case) == REFERRER
