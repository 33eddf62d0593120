"""The main job, act by act, on a real database as the application's own role."""

from datetime import date, timedelta

import pytest

from opora.journal import queries as journal
from opora.journal.context import acting
from opora.law import queries as law
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.notices import queries as notices
from opora.people import queries as people
from opora.places import queries as places
from opora.places.models import Placement
from opora.referral import queries
from opora.referral import services as referral
from opora.referral.models import ServiceRequest
from opora.register.models import NamedService
from tests.cast import NEEDS, TODAY, Cast


def occupied(cast: Cast) -> int:
    with acting(cast.stranger):
        return places.occupancy([cast.service.pk], TODAY)[cast.service.pk].n_occupied


def test_a_wish_starts_the_twenty_days_and_is_seen_by_both_authorities(cast: Cast) -> None:
    request = cast.wish()
    assert request.number == "СМ-2026-00001"
    assert request.due_on == date(2026, 12, 10)
    assert request.turn_organization_id == cast.municipality.organization_id
    for actor in (cast.municipality, cast.directorate, cast.head):
        with acting(actor):
            assert queries.visible(actor).filter(pk=request.pk).exists()
            assert people.visible(actor).filter(pk=request.person_id).exists()
    for actor in (cast.stranger, cast.provider, cast.district, cast.agency):
        with acting(actor):
            assert not ServiceRequest.objects.filter(pk=request.pk).exists()
            assert not people.visible(actor).filter(pk=request.person_id).exists()
            assert not journal.timeline(actor, kind="request", record_id=request.pk).exists()


def test_the_whole_story_to_the_accepted_place(cast: Cast) -> None:
    request = cast.chosen()
    assert request.turn_organization_id == cast.provider.organization_id
    assert request.due_on is None
    request = cast.do(cast.provider, "accept", request)
    assert (request.state, request.turn_organization_id) == ("accepted", None)
    assert request.closed_at
    assert occupied(cast) == 1
    with acting(cast.municipality):
        clocks = law.clocks_of(cast.municipality, "request", [request.pk])[request.pk]
        assert [clock.stopped_on for clock in clocks] == [TODAY]


def test_full_means_waiting_and_a_freed_place_offers_itself(cast: Cast) -> None:
    holders = [cast.do(cast.provider, "accept", cast.chosen()) for _ in range(2)]
    third = cast.chosen()
    with pytest.raises(Refused):
        cast.do(cast.provider, "accept", third)
    third = cast.do(cast.provider, "enqueue", third)
    assert third.state == "waiting"
    with acting(cast.provider):
        placement = Placement.objects.get(request_id=holders[0].pk)
        referral.begin_use(cast.provider, placement=placement, started_on=TODAY, now=cast.now)
        placement.refresh_from_db()
        referral.end_use(
            cast.provider, placement=placement, reason="изтекъл срок", ended_on=TODAY, now=cast.now
        )
    third = cast.fresh(third)
    assert third.state == "offered"
    assert third.turn_organization_id == cast.municipality.organization_id
    assert third.due_on
    assert occupied(cast) == 2
    third = cast.do(cast.municipality, "accept_offer", third)
    assert third.state == "accepted"
    assert occupied(cast) == 2


def test_an_offer_nobody_answers_goes_on_to_the_next(cast: Cast) -> None:
    holder = cast.do(cast.provider, "accept", cast.chosen())
    cast.do(cast.provider, "accept", cast.chosen())
    first = cast.do(cast.provider, "enqueue", cast.chosen())
    second = cast.do(cast.provider, "enqueue", cast.chosen())
    with acting(cast.provider):
        placement = Placement.objects.get(request_id=holder.pk)
        referral.end_use(
            cast.provider, placement=placement, reason="отказ", ended_on=TODAY, now=cast.now
        )
    assert cast.fresh(first).state == "offered"
    assert referral.expire_offers(now=cast.now + timedelta(days=10)) == 2
    assert cast.fresh(first).state == "waiting"
    assert cast.fresh(second).state == "offered"
    declined = cast.do(cast.municipality, "decline_offer", second, reason="избира друга услуга")
    assert declined.state == "waiting"


def test_a_refused_request_goes_back_and_the_provider_sees_no_more(cast: Cast) -> None:
    request = cast.chosen()
    request = cast.do(
        cast.provider, "refuse", request, reason="друга група", rule="практика", happened_on=TODAY
    )
    assert request.state == "referred"
    assert request.service_id is None
    with acting(cast.provider):
        assert not queries.visible(cast.provider).filter(pk=request.pk).exists()
        assert not people.visible(cast.provider).filter(pk=request.person_id).exists()
    with acting(cast.municipality):
        refusal = request.refusals.get()
        assert refusal.appeal
        assert refusal.reason


def test_what_another_did_meanwhile_is_said(cast: Cast) -> None:
    request = cast.wish()
    cast.do(cast.municipality, "start_assessment", request)
    with acting(cast.municipality), pytest.raises(Stale) as stale:
        referral.start_assessment(
            cast.municipality, request=request, seen=request.version, now=cast.now
        )
    assert stale.value.changes


def test_two_write_one_assessment_and_nothing_is_lost(cast: Cast) -> None:
    request = cast.do(cast.municipality, "start_assessment", cast.wish())
    with acting(cast.municipality):
        referral.save_assessment(
            cast.municipality, request=request, fields=NEEDS, seen_assessment=1, now=cast.now
        )
        with pytest.raises(Stale) as stale:
            referral.save_assessment(
                cast.municipality,
                request=request,
                fields=NEEDS | {"needs": "Друго."},
                seen_assessment=1,
                now=cast.now,
            )
    (change,) = stale.value.changes
    assert change.typed == "Друго."
    assert change.now == NEEDS["needs"]
    assert stale.value.by == "Мария Илиева"


def test_the_other_authority_answers_and_the_clock_runs_on(cast: Cast) -> None:
    request = cast.wish()
    due = request.due_on
    with acting(cast.municipality):
        asked = request.participations.get(basis="authority").organization
    request = cast.do(
        cast.municipality, "ask", request, asked=asked, kind="opinion", question="Какво знаете?"
    )
    assert request.turn_organization_id == cast.directorate.organization_id
    assert request.due_on == due
    request = cast.do(cast.directorate, "answer", request, text="Познаваме семейството.")
    assert request.turn_organization_id == cast.municipality.organization_id


def test_handover_has_one_owner_at_every_moment(cast: Cast) -> None:
    request = cast.wish(include_other=False)
    to = cast.organization(cast.directorate)
    with acting(cast.directorate):
        assert not queries.visible(cast.directorate).filter(pk=request.pk).exists()
    request = cast.do(cast.municipality, "propose_handover", request, to=to, reason="ЗЗД")
    assert request.owner_organization_id == cast.municipality.organization_id
    assert request.turn_organization_id == to.pk
    request = cast.do(cast.directorate, "accept_handover", request)
    assert request.owner_organization_id == to.pk
    with acting(cast.municipality):
        assert not queries.visible(cast.municipality).filter(pk=request.pk).exists()
        assert not people.visible(cast.municipality).filter(pk=request.person_id).exists()
        before = journal.timeline(cast.municipality, kind="request", record_id=request.pk).count()
    cast.do(cast.directorate, "start_assessment", request)
    with acting(cast.municipality):
        after = journal.timeline(cast.municipality, kind="request", record_id=request.pk).count()
    assert after == before == 3


def test_a_declined_handover_changes_nothing(cast: Cast) -> None:
    request = cast.wish(include_other=False)
    to = cast.organization(cast.directorate)
    cast.do(cast.municipality, "propose_handover", request, to=to, reason="ЗЗД")
    request = cast.do(cast.directorate, "decline_handover", request, answer="Не е за нас.")
    assert request.owner_organization_id == cast.municipality.organization_id
    with acting(cast.directorate):
        assert not queries.visible(cast.directorate).filter(pk=request.pk).exists()


def test_a_stranger_meets_nothing_by_any_verb(cast: Cast) -> None:
    request = cast.chosen()
    with acting(cast.stranger):
        for verb in (referral.start_assessment, referral.accept, referral.accept_handover):
            with pytest.raises(NotVisible):
                verb(cast.stranger, request=request, seen=request.version, now=cast.now)


def test_urgent_admission_comes_before_the_papers(cast: Cast) -> None:
    for _ in range(2):
        cast.do(cast.provider, "accept", cast.chosen())
    request = cast.wish(is_urgent=True)
    request = cast.do(
        cast.municipality, "send_urgently", request, service=cast.service, ground="опасност"
    )
    request = cast.do(cast.provider, "admit_urgently", request, ground="заповед 12")
    assert request.state == "admitted"
    assert occupied(cast) == 3
    with pytest.raises(Refused):
        cast.do(cast.municipality, "complete_papers", request, happened_on=TODAY)
    with acting(cast.municipality):
        referral.save_assessment(
            cast.municipality, request=request, fields=NEEDS, seen_assessment=1, now=cast.now
        )
    request = cast.do(cast.municipality, "complete_papers", request, happened_on=TODAY)
    assert request.state == "accepted"


def test_the_letter_goes_straight_to_the_choice(cast: Cast) -> None:
    request = cast.wish(direction_number="НП-17", direction_on=TODAY)
    assert request.state == "referred"
    assert request.due_on is None


def test_the_same_wish_is_not_opened_twice(cast: Cast) -> None:
    request = cast.wish()
    with pytest.raises(Refused):
        cast.wish(person=request.person)


def test_referral_needs_the_person_and_a_conclusion(cast: Cast) -> None:
    request = cast.do(cast.municipality, "start_assessment", cast.wish())
    with pytest.raises(Refused) as refused:
        cast.do(cast.municipality, "refer", request, named_service=cast.named(), happened_on=TODAY)
    assert "заключението" in refused.value.sentence


def test_a_missed_deadline_is_told_to_the_head_once(cast: Cast) -> None:
    request = cast.wish()
    late = cast.now + timedelta(days=30)
    assert referral.escalate(now=late) == 1
    assert referral.escalate(now=late) == 0
    with acting(cast.municipality):
        told = notices.unread(cast.municipality).get()
        assert (told.kind, told.record_id) == ("deadline.overdue", request.pk)
        names = journal.timeline(cast.municipality, kind="request", record_id=request.pk)
        assert "referral.overdue" in set(names.values_list("name", flat=True))
    with acting(cast.stranger):
        assert not notices.unread(cast.stranger).exists()


def test_an_officer_hears_of_what_was_given_to_them(cast: Cast) -> None:
    request = cast.wish(cast.directorate)
    cast.do(cast.head, "assign", request, officer_id=cast.directorate.user_id)
    with acting(cast.directorate):
        assert notices.unread(cast.directorate).get().kind == "request.assigned"
        (row,) = queries.worklist(
            cast.directorate, queries.Filters(officer="me"), today=TODAY, vacant=set()
        )
        assert row.officer_name == "Росица Димова"  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        cast.do(cast.head, "assign", request, officer_id=cast.stranger.user_id)


def test_a_ground_puts_somebody_before_others(cast: Cast) -> None:
    for _ in range(2):
        cast.do(cast.provider, "accept", cast.chosen())
    first, second = (cast.do(cast.provider, "enqueue", cast.chosen()) for _ in range(2))
    cast.do(cast.provider, "set_priority", second, reason="самотен родител в болница")
    with acting(cast.provider):
        order = places.queue(cast.provider, cast.service.pk, today=TODAY)
    assert [each.entry.request_id for each in order] == [second.pk, first.pk]
    with pytest.raises(Refused):
        cast.do(cast.municipality, "set_priority", first, reason="искаме и ние")
    cast.do(cast.provider, "end_priority", second, reason="изписан е")
    with acting(cast.provider):
        order = places.queue(cast.provider, cast.service.pk, today=TODAY)
    assert [each.entry.request_id for each in order] == [first.pk, second.pk]


def test_a_wish_for_a_protected_service_is_shared_with_nobody_by_itself(cast: Cast) -> None:
    shelter = NamedService.objects.filter(is_protected=True).first()
    request = cast.wish(named_service=shelter, include_other=True)
    assert request.audience == [cast.municipality.organization_id]
    with acting(cast.directorate):
        assert not people.visible(cast.directorate).filter(pk=request.person_id).exists()
