"""Who leads a case, who takes part and what they see, how it ends; the second wall by plain SQL."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from opora.cases import queries, services
from opora.cases.models import Case, CaseContact, CaseLink, CaseParty
from opora.cases.rules import LinkKind, Outcome, Part, PartyBasis
from opora.journal.context import acting
from opora.journal.models import Event
from opora.law.models import Clock
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.places import services as places
from opora.places.models import Placement
from opora.referral.services import begin_use, end_case, end_use, open_missing_cases
from tests.cast import TODAY, Cast


def party(case: Case, actor: Actor) -> CaseParty:
    """The row of an organization in a case."""
    return case.parties.get(organization=actor.organization_id, until=None)


def seen_by_sql(actor: Actor, table: str) -> int:
    """How many rows the database itself shows, without any filter of the application."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


def test_a_case_opens_with_the_place_and_its_clock_runs(cast: Cast, case: Case) -> None:
    with acting(cast.provider):
        assert case.placement == Placement.objects.get(request_id=case.request_id or 0)
        clock = Clock.objects.get(record_kind="case", record_id=case.pk)
        bases = {one.organization_id: one.basis for one in case.parties.all()}
    assert clock.code == "D2"
    assert clock.responsible_id == cast.provider.organization_id
    assert bases == {
        cast.provider.organization_id: "provider",
        cast.municipality.organization_id: "referrer",
        cast.directorate.organization_id: "counterpart",
    }
    assert case.ground == "referral"
    assert case.number == f"С-{timezone.localdate(cast.now).year}-0001"


def test_an_offered_place_taken_by_the_owner_opens_the_provider_s_case(cast: Cast) -> None:
    holders = [cast.do(cast.provider, "accept", cast.chosen()) for _ in range(2)]
    waits = cast.do(cast.provider, "enqueue", cast.chosen())
    with acting(cast.provider):
        first = Placement.objects.get(request_id=holders[0].pk)
        end_use(cast.provider, placement=first, reason="отказ", ended_on=TODAY, now=cast.now)
    cast.do(cast.municipality, "accept_offer", waits)
    with acting(cast.provider):
        assert Case.objects.get(request_id=waits.pk).state == "open"
        ended = Case.objects.get(request_id=holders[0].pk)
    assert (ended.state, ended.end_reason) == ("ended", "not_begun")


def test_what_each_party_sees_is_also_what_the_database_shows(cast: Cast, case: Case) -> None:
    assert seen_by_sql(cast.provider, "cases_case") == 1
    assert seen_by_sql(cast.municipality, "cases_case") == 1
    assert seen_by_sql(cast.directorate, "cases_case") == 1
    assert seen_by_sql(cast.stranger, "cases_case") == 0
    assert seen_by_sql(cast.stranger, "cases_caseparty") == 0
    with acting(cast.municipality):
        assert queries.visible(cast.municipality, Part.PLAN).get() == case
    with acting(cast.directorate):
        assert not queries.visible(cast.directorate, Part.PLAN).exists()
    with acting(cast.district):
        assert not queries.visible(cast.district).exists()


def test_the_provider_narrows_and_widens_with_a_reason(cast: Cast, case: Case) -> None:
    now = cast.now
    with acting(cast.provider):
        of = party(case, cast.directorate)

        def set_parts(parts: list[Part], reason: str = "по молба") -> CaseParty:
            return services.set_parts(
                cast.provider, case=case, party=of, parts=parts, reason=reason, now=now
            )

        with pytest.raises(Refused, match="защо"):
            set_parts([Part.CORE, Part.PLAN], "")
        with pytest.raises(Refused, match="поне основното"):
            set_parts([])
        set_parts([Part.CORE, Part.PLAN])
        with pytest.raises(Refused, match="вижда всичко"):
            services.set_parts(
                cast.provider,
                case=case,
                party=party(case, cast.provider),
                parts=[Part.CORE],
                reason="x",
                now=now,
            )
    with acting(cast.directorate):
        assert queries.visible(cast.directorate, Part.PLAN).get() == case
        with pytest.raises(NotVisible):
            services.set_parts(
                cast.directorate, case=case, party=of, parts=list(Part), reason="x", now=now
            )


def test_of_a_confidential_case_others_learn_only_whom_to_ask(cast: Cast, case: Case) -> None:
    with acting(cast.provider):
        services.set_confidential(
            cast.provider, case=case, is_confidential=True, reason="насилие", now=cast.now
        )
    for actor, n_cases in ((cast.municipality, 1), (cast.directorate, 0), (cast.stranger, 0)):
        assert seen_by_sql(actor, "cases_case") == n_cases
    for table in ("cases_casemember", "cases_followup"):
        assert seen_by_sql(cast.directorate, table) == 0
    with acting(cast.municipality):  # it referred the person and knows where
        assert not queries.visible(cast.municipality, Part.PLAN).exists()
    with acting(cast.directorate):
        told = queries.veiled(cast.directorate).get()
        assert told.person_id == case.person_id
        assert told.ask_id == cast.municipality.organization_id
        clocks = Clock.objects.filter(record_kind="case")
        assert not clocks.exists()
        before = Event.objects.filter(record_kind="case", record_id=case.pk).count()
    with acting(cast.provider):
        officer = cast.provider.officer_id
        services.assign_lead(cast.provider, case=case, officer_id=officer, now=cast.now)
    with acting(cast.directorate):
        assert Event.objects.filter(record_kind="case", record_id=case.pk).count() == before
        with pytest.raises(NotVisible):
            queries.seen(cast.directorate, case.pk)


def test_the_team_is_of_the_provider_and_contacts_are_its_own(cast: Cast, case: Case) -> None:
    actor, now = cast.provider, cast.now
    with acting(actor):
        with pytest.raises(Refused, match="не работи по случаи"):
            stranger = cast.stranger.officer_id
            services.assign_lead(actor, case=case, officer_id=stranger, now=now)
        member = services.add_member(
            actor, case=case, officer_id=actor.officer_id, post="психолог", now=now
        )
        with pytest.raises(Refused, match="вече е в екипа"):
            services.add_member(
                actor, case=case, officer_id=actor.officer_id, post="психолог", now=now
            )
        services.remove_member(actor, case=case, member=member, now=now)
        services.add_contact(
            actor,
            case=case,
            name="Баба Камелия",
            relation="баба",
            phone="",
            note="",
            may_be_told=False,
            now=now,
        )
    assert seen_by_sql(actor, "cases_casecontact") == 1
    assert seen_by_sql(cast.municipality, "cases_casecontact") == 0
    with acting(actor):
        services.remove_contact(actor, case=case, contact=CaseContact.objects.get(), now=now)
        assert not queries.contacts(actor, case).exists()


def test_siblings_are_linked_only_for_who_sees_both(cast: Cast, case: Case) -> None:
    second = cast.do(cast.provider, "accept", cast.chosen())
    actor = cast.provider
    with acting(actor):
        other = queries.visible(actor).get(request_id=second.pk)
        with pytest.raises(Refused, match="едно и също лице"):
            services.link(actor, case=case, other=case, kind=LinkKind.SIBLINGS, now=cast.now)
        link = services.link(actor, case=case, other=other, kind=LinkKind.SIBLINGS, now=cast.now)
        with pytest.raises(Refused, match="вече са свързани"):
            services.link(actor, case=other, other=case, kind=LinkKind.SIBLINGS, now=cast.now)
        assert queries.links(actor, case).get() == link
    with acting(actor):
        services.remove_party(
            actor, case=other, party=party(other, cast.directorate), reason="x", now=cast.now
        )
    assert seen_by_sql(cast.municipality, "cases_caselink") == 1
    assert seen_by_sql(cast.directorate, "cases_caselink") == 0
    with acting(actor):
        services.unlink(actor, case=case, link=CaseLink.objects.get(), now=cast.now)
        assert not CaseLink.objects.exists()


def test_who_is_invited_sees_from_then_on_and_who_leaves_nothing_later(
    cast: Cast, case: Case
) -> None:
    actor, invited = cast.provider, cast.stranger
    with acting(actor):
        services.add_party(
            actor,
            case=case,
            organization_id=invited.organization_id,
            basis=PartyBasis.COPROVIDER,
            reason="второ място",
            now=cast.now,
        )
    assert seen_by_sql(invited, "cases_case") == 1
    with acting(invited):
        assert queries.visible(invited, Part.PLAN).exists()
    with acting(actor):
        case.refresh_from_db()
        services.remove_party(
            actor, case=case, party=party(case, invited), reason="отказа се", now=cast.now
        )
    assert seen_by_sql(invited, "cases_case") == 0
    assert seen_by_sql(invited, "people_person") == 0


def test_the_end_frees_the_place_and_stops_the_clocks(cast: Cast, case: Case) -> None:
    actor = cast.provider
    ended: dict[str, Any] = {
        "case": case,
        "reason": "goals",
        "destination": "home",
        "ended_on": TODAY,
        "note": "",
        "now": cast.now,
    }
    with acting(actor):
        assert case.placement
        begin_use(actor, placement=case.placement, started_on=TODAY, now=cast.now)
        refusals: list[tuple[dict[str, Any], str]] = [
            ({"reason": "нещо"}, "основание"),
            ({"destination": ""}, "къде отива"),
            ({"ended_on": TODAY + timedelta(days=1)}, "в бъдещето"),
            ({"ended_on": TODAY - timedelta(days=9)}, "преди деня"),
        ]
        for changed, sentence in refusals:
            with pytest.raises(Refused, match=sentence):
                end_case(actor, **(ended | changed))
        later = TODAY + timedelta(days=60)
        end_case(actor, **ended, follow_up_on=later)
        case.refresh_from_db()
        assert case.placement
        case.placement.refresh_from_db()
        assert (case.state, case.placement.state) == ("ended", "ended")
        assert not Clock.objects.filter(record_kind="case", stopped_on=None).exists()
        with pytest.raises(Refused, match="вече е приключен"):
            end_case(actor, **ended)
        follow_up = case.follow_ups.select_related("case").get()
        told = services.tell_follow_up(
            actor,
            follow_up=follow_up,
            held_on=TODAY,
            outcome=Outcome.WELL,
            note="",
            now=cast.now,
        )
    assert told.outcome == "well"


def test_a_refused_urgent_referral_ends_the_case_with_the_place(cast: Cast) -> None:
    request = cast.wish(cast.directorate, is_urgent=True)
    request = cast.do(
        cast.directorate, "send_urgently", request, service=cast.service, ground="доклад"
    )
    request = cast.do(cast.provider, "admit_urgently", request, ground="заповед 1")
    with acting(cast.provider):
        assert Case.objects.get(request_id=request.pk).ground == "urgent"
    cast.do(
        cast.directorate,
        "not_refer",
        request,
        reason="няма потребност",
        alternative="",
        happened_on=TODAY,
    )
    with acting(cast.provider):
        assert Case.objects.get(request_id=request.pk).state == "ended"


def test_a_place_given_before_cases_were_kept_gets_its_case_once(cast: Cast) -> None:
    request = cast.chosen()
    with acting(cast.provider):
        places.take(
            cast.provider,
            service_id=cast.service.pk,
            person_id=request.person_id,
            request_id=request.pk,
            audience=request.audience,
            now=cast.now,
        )
    assert open_missing_cases(now=cast.now + timedelta(days=40)) == 1
    assert open_missing_cases(now=cast.now + timedelta(days=40)) == 0
    with acting(cast.provider):
        opened = Case.objects.get(request_id=request.pk)
        assert opened.opened_on == timezone.localdate(cast.now)
        assert opened.parties.count() == 3
