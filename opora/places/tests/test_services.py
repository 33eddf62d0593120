"""The acts on real PostgreSQL, as the application's role."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from opora.journal.context import acting
from opora.journal.models import Event
from opora.lib.refusals import NotVisible, Refused
from opora.places import queries, rules, services
from opora.places.models import Placement, PlaceOffer, PlaceRule, QueueChange, WaitingListEntry
from opora.places.rules import CapacityRow
from opora.register.models import Capacity, Service

from .conftest import DAY, HOUR, NOW, TODAY, Stage

pytestmark = pytest.mark.django_db


def the_offer(stage: Stage, entry: WaitingListEntry) -> PlaceOffer:
    with acting(stage.provider):
        return PlaceOffer.objects.get(entry=entry, state="open")


def full(stage: Stage) -> list[Placement]:
    return [stage.take(), stage.take()]


def test_a_place_is_held_begun_and_ended(stage: Stage) -> None:
    placement = stage.take()
    assert (placement.state, placement.ground) == ("held", "regular")
    with acting(stage.provider):
        begun = services.begin(stage.provider, placement=placement, started_on=TODAY, now=NOW)
        assert (begun.state, begun.started_on) == ("taken", TODAY)
        assert (
            services.end(
                stage.provider, placement=begun, reason="Навърши 18", ended_on=TODAY, now=NOW
            )
            is None
        )
        placement.refresh_from_db()
        assert (placement.state, placement.end_reason) == ("ended", "Навърши 18")


def test_full_is_refused_with_a_sentence_and_a_way_out(stage: Stage) -> None:
    full(stage)
    with pytest.raises(Refused) as refused:
        stage.take()
    assert "2 от 2" in refused.value.sentence
    assert "списъка на чакащите" in refused.value.remedy


def test_a_person_has_one_place_in_a_service(stage: Stage, second: Callable[..., Service]) -> None:
    placement = stage.take()
    with pytest.raises(Refused, match="вече има място"):
        stage.take(person_id=placement.person_id)
    assert stage.take(person_id=placement.person_id, service_id=second().pk)


def test_court_act_exceeds_capacity_visibly(stage: Stage) -> None:
    full(stage)
    with pytest.raises(Refused) as refused:
        stage.take(ground="court")
    assert refused.value.field == "ground_document"
    placement = stage.take(ground="court", ground_document="Решение 12/2026, РС Самоков")
    assert placement.is_over_capacity
    occupancy = queries.occupancy([stage.service_id], TODAY)[stage.service_id]
    assert (occupancy.n_users, occupancy.n_over, occupancy.n_vacancies) == (3, 1, 0)


def test_urgent_act_within_capacity_is_not_over_it(stage: Stage) -> None:
    assert not stage.take(ground="urgent", ground_document="Заповед 3").is_over_capacity


def test_a_place_freed_above_capacity_is_not_offered(stage: Stage) -> None:
    places = full(stage)
    stage.take(ground="urgent", ground_document="Заповед 3")
    stage.enqueue()
    with acting(stage.provider):
        for placement, offered in zip(places, [False, True], strict=True):
            offer = services.end(
                stage.provider, placement=placement, reason="Напусна", ended_on=TODAY, now=NOW
            )
            assert bool(offer) is offered


def test_order_of_the_queue_and_its_reasons(stage: Stage) -> None:
    full(stage)
    later = stage.enqueue(assessed_on=TODAY - DAY)
    earlier = stage.enqueue(assessed_on=TODAY - 9 * DAY)
    same = stage.enqueue(assessed_on=TODAY - 9 * DAY)
    first = stage.enqueue(assessed_on=TODAY, priority_reason="Дете без родителска грижа")
    assert stage.order() == [first.pk, earlier.pk, same.pk, later.pk]
    with acting(stage.provider):
        rows = queries.queue(stage.provider, stage.service_id, today=TODAY)
    assert [row.place for row in rows] == [1, 2, 3, 4]
    assert "Дете без родителска грижа" in rows[0].why
    assert "12.11.2026" in rows[1].why


def test_every_change_of_order_is_kept_for_everybody_it_moved(stage: Stage) -> None:
    full(stage)
    one, two, three = stage.enqueue(), stage.enqueue(), stage.enqueue()
    with acting(stage.provider):
        services.set_priority(stage.provider, entry=three, reason="Експертно решение 5", now=NOW)
        changes = QueueChange.objects.filter(cause="priority_given").order_by("to_place")
        seen = [(c.entry_id, c.from_place, c.to_place, c.reason) for c in changes]
        assert seen == [
            (three.pk, 3, 1, "Експертно решение 5"),
            (one.pk, 1, 2, ""),
            (two.pk, 2, 3, ""),
        ]
        assert "друг чакащ" in changes[1].words
        services.end_priority(stage.provider, entry=three, reason="Отпадна основание", now=NOW)
    assert stage.order() == [one.pk, two.pk, three.pk]


def test_only_the_provider_gives_priority(stage: Stage) -> None:
    full(stage)
    entry = stage.enqueue()
    with acting(stage.municipality), pytest.raises(Refused, match="доставчика"):
        services.set_priority(stage.municipality, entry=entry, reason="Моля", now=NOW)
    with acting(stage.provider), pytest.raises(Refused, match="основанието"):
        services.set_priority(stage.provider, entry=entry, reason=" ", now=NOW)


def test_a_freed_place_is_offered_to_the_next_at_once(stage: Stage) -> None:
    placement, _other = full(stage)
    first, _second = stage.enqueue(), stage.enqueue()
    with acting(stage.provider):
        offer = services.end(
            stage.provider, placement=placement, reason="Напусна", ended_on=TODAY, now=NOW
        )
    assert offer
    assert offer.entry_id == first.pk
    assert offer.expires_at - offer.offered_at == 72 * HOUR
    with pytest.raises(Refused, match="друго лице чака"):
        stage.take()
    with acting(stage.municipality):
        placement = services.accept_offer(stage.municipality, offer=offer, now=NOW)
    assert (placement.state, placement.person_id) == ("held", first.person_id)
    with acting(stage.provider):
        first.refresh_from_db()
        offer.refresh_from_db()
    assert (first.state, offer.state, offer.placement_id) == ("placed", "accepted", placement.pk)


def test_who_declines_goes_to_the_end_and_the_next_is_offered(stage: Stage) -> None:
    placement, _other = full(stage)
    first = stage.enqueue(priority_reason="Дете в риск")
    others = [stage.enqueue(), stage.enqueue()]
    with acting(stage.provider):
        offer = services.end(
            stage.provider, placement=placement, reason="Напусна", ended_on=TODAY, now=NOW + HOUR
        )
    assert offer
    with acting(stage.municipality):
        with pytest.raises(Refused, match="Посочете защо"):
            services.decline_offer(stage.municipality, offer=offer, reason="", now=NOW + HOUR)
        following = services.decline_offer(
            stage.municipality, offer=offer, reason="Далеч е", now=NOW + 2 * HOUR
        )
    assert following
    assert following.entry_id == others[0].pk
    assert stage.order() == [*(other.pk for other in others), first.pk]
    with acting(stage.municipality):
        own = queries.queue_changes(stage.municipality, entry_id=first.pk).first()
        assert own
        assert (own.from_place, own.to_place, own.cause, own.reason) == (
            1, 3, "declined", "Далеч е",
        )  # fmt: skip
        row = queries.queue(stage.municipality, stage.service_id, today=TODAY)[-1]
    assert "не беше прието" in row.why


def test_the_only_one_who_declines_is_not_offered_the_same_place_again(stage: Stage) -> None:
    placement, other = full(stage)
    entry = stage.enqueue()
    with acting(stage.provider):
        offer = services.end(
            stage.provider, placement=placement, reason="Напусна", ended_on=TODAY, now=NOW
        )
        assert offer
        assert services.decline_offer(stage.provider, offer=offer, reason="Болен", now=NOW) is None
    taken = stage.take()  # nobody eligible waits for this place any more
    with acting(stage.provider):
        for freed in (taken, other):
            again = services.end(
                stage.provider, placement=freed, reason="Напусна", ended_on=TODAY, now=NOW
            )
            assert (again and again.entry_id) == (entry.pk if freed is taken else None)


def test_an_expired_offer_is_settled_before_anybody_counts(stage: Stage) -> None:
    placement, _other = full(stage)
    first, second = stage.enqueue(), stage.enqueue()
    with acting(stage.provider):
        services.end(stage.provider, placement=placement, reason="Напусна", ended_on=TODAY, now=NOW)
    late = NOW + 73 * HOUR
    with pytest.raises(Refused, match="друго лице чака"):
        stage.take(now=late)
    with acting(stage.municipality), pytest.raises(Refused, match="Срокът за отговор изтече"):
        services.accept_offer(stage.municipality, offer=the_offer(stage, first), now=late)
    ((expired, following),) = services.expire_due(late)
    assert following
    assert (expired.entry_id, following.entry_id) == (first.pk, second.pk)
    assert stage.order() == [second.pk, first.pk]
    assert services.expire_due(late) == []


def test_an_offer_is_answered_once(stage: Stage) -> None:
    entry = stage.enqueue()
    offer = the_offer(stage, entry)
    with acting(stage.municipality):
        services.accept_offer(stage.municipality, offer=offer, now=NOW)
        with pytest.raises(Refused, match="приключено"):
            services.accept_offer(stage.municipality, offer=offer, now=NOW)
        with pytest.raises(Refused, match="приключено"):
            services.decline_offer(stage.municipality, offer=offer, reason="Не", now=NOW)


def test_leaving_gives_the_offered_place_to_the_next(stage: Stage) -> None:
    placement, _other = full(stage)
    first, second = stage.enqueue(), stage.enqueue()
    with acting(stage.provider):
        services.end(stage.provider, placement=placement, reason="Напусна", ended_on=TODAY, now=NOW)
    with acting(stage.municipality):
        following = services.leave(stage.municipality, entry=first, reason="Премести се", now=NOW)
    assert following
    assert following.entry_id == second.pk
    assert stage.order() == [second.pk]


def test_who_waits_is_placed_by_an_urgent_act_and_leaves_the_queue(stage: Stage) -> None:
    full(stage)
    entry = stage.enqueue()
    behind = stage.enqueue()
    placement = stage.take(
        stage.provider, person_id=entry.person_id, ground="urgent", ground_document="Заповед 3"
    )
    assert placement.is_over_capacity
    assert stage.order() == [behind.pk]


def test_who_has_an_offer_accepts_it_instead_of_taking(stage: Stage) -> None:
    entry = stage.enqueue()
    with pytest.raises(Refused) as refused:
        stage.take(person_id=entry.person_id)
    assert "Приемете" in refused.value.remedy
    placement = stage.take(person_id=entry.person_id, ground="court", ground_document="Решение 1")
    with acting(stage.provider):
        offer = PlaceOffer.objects.get(entry=entry)
    assert (offer.state, offer.placement_id) == ("accepted", placement.pk)


def test_nobody_waits_twice_for_the_same(stage: Stage) -> None:
    full(stage)
    entry = stage.enqueue()
    with pytest.raises(Refused, match="вече е в списъка"):
        stage.enqueue(person_id=entry.person_id)


def test_capacity_is_not_lowered_below_users_or_offers(stage: Stage) -> None:
    stage.take()
    stage.enqueue()
    with acting(stage.provider), pytest.raises(Refused) as refused:
        change(stage, 1)
    assert "заети са 1" in refused.value.sentence
    assert "чакат отговор: 1" in refused.value.sentence
    assert refused.value.remedy
    assert refused.value.field == "n_places"


def change(stage: Stage, n_places: int, days: int = 0) -> list[PlaceOffer]:
    return services.change_capacity(
        stage.provider,
        service_id=stage.service_id,
        n_places=n_places,
        valid_from=TODAY + days * DAY,
        basis="Решение на Общинския съвет",
        document="№ 45",
        now=NOW,
    )


def test_more_places_are_offered_one_each(stage: Stage) -> None:
    full(stage)
    waiting = [stage.enqueue() for _ in range(3)]
    with acting(stage.provider):
        offers = change(stage, 4)
    assert [offer.entry_id for offer in offers] == [waiting[0].pk, waiting[1].pk]


def test_an_announced_cut_counts_from_today(stage: Stage) -> None:
    stage.take()
    with acting(stage.provider):
        change(stage, 1, days=10)
    with pytest.raises(Refused, match="предстои"):
        stage.take()
    occupancy = queries.occupancy([stage.service_id], TODAY)[stage.service_id]
    assert (occupancy.capacity, occupancy.lasting_capacity, occupancy.n_vacancies) == (2, 1, 0)


def test_announced_places_are_offered_on_their_day(stage: Stage) -> None:
    full(stage)
    entry = stage.enqueue()
    with acting(stage.provider):
        assert change(stage, 3, days=2) == []
        connection.check_constraints()  # as at the end of today's transaction
    assert services.expire_due(NOW + DAY) == []
    assert stage.order() == [entry.pk]
    services.expire_due(NOW + 2 * DAY)
    assert the_offer(stage, entry).offered_at == NOW + 2 * DAY


def test_two_changes_of_capacity_in_a_row(stage: Stage) -> None:
    with acting(stage.provider):
        change(stage, 5, days=10)
        change(stage, 4, days=5)
        change(stage, 3)
        change(stage, 6)
    rows = {day: queries.occupancy([stage.service_id], TODAY + day * DAY) for day in (0, 5, 10)}
    assert [rows[day][stage.service_id].capacity for day in (0, 5, 10)] == [6, 4, 5]


@pytest.mark.parametrize("closes_in", [None, 3, 20])
def test_counts_in_sql_follow_the_rule(stage: Stage, closes_in: int | None) -> None:
    with acting(stage.provider):
        for n_places, days in ((5, 10), (4, 5), (6, 0)):
            change(stage, n_places, days=days)
        closed_on = None if closes_in is None else TODAY + closes_in * DAY
        Service.objects.filter(pk=stage.service_id).update(closed_on=closed_on)
        stored = Capacity.objects.filter(service=stage.service_id)
        rows = rules.until_closed(
            [CapacityRow(row.n_places, row.valid_from, row.valid_to) for row in stored], closed_on
        )
    for days in (-3000, -1, 0, 2, 3, 4, 5, 9, 10, 19, 20, 100):
        day = TODAY + days * DAY
        found = queries.occupancy([stage.service_id], day)[stage.service_id]
        assert found.capacity == rules.capacity_on(rows, day)
        assert found.lasting_capacity == rules.lasting_capacity(rows, day)
        assert queries.vacant_kinds(["dcdu", "dcsh"], day) == (
            {"dcdu"} if found.n_vacancies else set()
        )


def test_a_full_service_makes_its_kind_not_vacant(stage: Stage) -> None:
    assert queries.vacant_kinds(["dcdu"], TODAY) == {"dcdu"}
    full(stage)
    assert queries.vacant_kinds(["dcdu"], TODAY) == set()


def test_a_stranger_touches_and_sees_nothing(stage: Stage) -> None:
    entry = stage.enqueue()
    placement = stage.take()
    offer = the_offer(stage, entry)
    with acting(stage.stranger):
        who = stage.stranger
        for act in (
            lambda: services.begin(who, placement=placement, started_on=TODAY, now=NOW),
            lambda: services.leave(who, entry=entry, reason="х", now=NOW),
            lambda: services.accept_offer(who, offer=offer, now=NOW),
        ):
            with pytest.raises(NotVisible):
                act()
        assert queries.queue(who, stage.service_id, today=TODAY) == []
        assert not queries.placements(who).exists()
        assert not queries.offers(who).exists()
        for model in (Placement, WaitingListEntry, PlaceOffer, QueueChange):
            assert not model.objects.exists()  # the second wall, without any filter
        counts = queries.occupancy([stage.service_id], TODAY)[stage.service_id]
    assert (counts.n_held, counts.n_offered, counts.n_vacancies) == (1, 1, 0)


def test_an_authority_sees_own_people_at_their_true_place(stage: Stage) -> None:
    full(stage)
    stage.enqueue(audience=[stage.stranger.organization_id, stage.municipality.organization_id])
    own = stage.enqueue(audience=[stage.directorate.organization_id, *stage.audience[:1]])
    with acting(stage.directorate):
        (row,) = queries.queue(stage.directorate, stage.service_id, today=TODAY)
    assert (row.entry.pk, row.place) == (own.pk, 2)
    assert row.person is None  # the directorate is not involved with the person


def test_expected_wait_has_a_basis(stage: Stage) -> None:
    for _ in range(3):
        placement = stage.take()
        with acting(stage.provider):
            services.begin(stage.provider, placement=placement, started_on=TODAY - DAY, now=NOW)
            services.end(
                stage.provider, placement=placement, reason="Напусна", ended_on=TODAY, now=NOW
            )
    full(stage)
    stage.enqueue()
    with acting(stage.stranger):
        found = queries.expected_wait([stage.service_id], TODAY)[stage.service_id]
    assert (found.n_days, found.n_ended) == (244, 3)
    with acting(stage.stranger):
        later = queries.expected_wait([stage.service_id], TODAY + 400 * DAY)[stage.service_id]
    assert (later.n_days, later.n_ended) == (None, 0)


def test_the_providers_own_hours_to_answer(stage: Stage) -> None:
    with acting(stage.provider):
        services.set_hours_to_answer(
            stage.provider, n_hours=24, valid_from=TODAY, source="Заповед на управителя", now=NOW
        )
        services.set_hours_to_answer(
            stage.provider, n_hours=48, valid_from=TODAY, source="Заповед на управителя", now=NOW
        )
    entry = stage.enqueue()
    offer = the_offer(stage, entry)
    assert offer.expires_at - offer.offered_at == timedelta(hours=48)
    assert PlaceRule.objects.get(organization=None).confidence == "practice"


def test_a_rule_said_before_an_announced_one_lasts_until_it(stage: Stage) -> None:
    """It failed on the database's own wall against two rules for one day."""
    days = [TODAY, TODAY + timedelta(days=30), TODAY + timedelta(days=10)]
    for n_hours, day in zip((24, 48, 36), days, strict=True):
        with acting(stage.provider):
            services.set_hours_to_answer(
                stage.provider, n_hours=n_hours, valid_from=day, source="Заповед", now=NOW
            )
    own = PlaceRule.objects.exclude(organization=None).order_by("valid_from")
    assert list(own.values_list("n_hours_to_answer", "valid_to")) == [
        (24, days[2]), (36, days[1]), (48, None)
    ]  # fmt: skip


def test_events_tell_the_parties_and_everybody_the_counts(stage: Stage) -> None:
    stage.take()
    with acting(stage.municipality):
        taken = Event.objects.get(name="places.taken")
        assert set(taken.audience) == {stage.provider.organization_id, *stage.audience}
        assert (taken.record_kind, taken.record_id) == ("service", stage.service_id)
    with acting(stage.provider):
        changed = Event.objects.filter(name="places.changed").get()
    assert 0 in changed.audience
    assert changed.subject_id is None


@pytest.mark.parametrize("table", ["placement", "offer", "capacity"])
def test_the_database_is_the_last_wall(stage: Stage, table: str) -> None:
    """What a service would forget: a row past the capacity, written directly."""
    placement, _other = full(stage)
    entry = stage.enqueue()
    placement.pk, placement.person_id = None, entry.person_id
    offer = PlaceOffer(
        entry=entry,
        service_id=stage.service_id,
        organization_id=stage.provider.organization_id,
        audience=entry.audience,
        state="open",
        offered_at=NOW,
        expires_at=NOW + HOUR,
    )
    forgotten = {
        "placement": lambda: placement.save(force_insert=True),
        "offer": offer.save,
        "capacity": lambda: cut_directly(stage),
    }
    with pytest.raises(IntegrityError, match="places and has"), acting(stage.provider):
        forgotten[table]()


def cut_directly(stage: Stage) -> None:
    Capacity.objects.filter(service=stage.service_id).update(n_places=1)
    connection.check_constraints()


def test_days_that_cannot_be(stage: Stage) -> None:
    placement = stage.take()
    provider = stage.provider
    with acting(provider):
        with pytest.raises(Refused, match="бъдещето"):
            services.begin(provider, placement=placement, started_on=TODAY + DAY, now=NOW)
        services.begin(provider, placement=placement, started_on=TODAY - DAY, now=NOW)
        with pytest.raises(Refused, match="бъдещето"):
            services.end(provider, placement=placement, reason="х", ended_on=TODAY + DAY, now=NOW)
        with pytest.raises(Refused, match="преди началото"):
            services.end(
                provider, placement=placement, reason="х", ended_on=TODAY - 2 * DAY, now=NOW
            )
        with pytest.raises(Refused, match="Посочете защо"):
            services.end(provider, placement=placement, reason=" ", ended_on=TODAY, now=NOW)
    with pytest.raises(Refused, match="бъдещето"):
        stage.enqueue(assessed_on=TODAY + DAY)


def test_a_long_explanation_is_kept_whole(stage: Stage) -> None:
    told = "Дълго обяснение. " * 500
    entry = stage.enqueue(priority_reason=told)
    offer = the_offer(stage, entry)
    with acting(stage.provider):
        services.decline_offer(stage.provider, offer=offer, reason=told, now=NOW)
        services.leave(stage.provider, entry=entry, reason=told, now=NOW)
        placement = stage.take()
        services.end(stage.provider, placement=placement, reason=told, ended_on=TODAY, now=NOW)
        placement.refresh_from_db()
        assert placement.end_reason == told.strip()


def test_an_authority_frees_only_what_is_not_used_yet(stage: Stage) -> None:
    used, held = stage.take(), stage.take()
    with acting(stage.provider):
        services.begin(stage.provider, placement=used, started_on=TODAY, now=NOW)
    with acting(stage.municipality):
        who = stage.municipality
        services.end(who, placement=held, reason="Оттегли желанието", ended_on=TODAY, now=NOW)
        with pytest.raises(Refused, match="на доставчика"):
            services.end(who, placement=used, reason="Оттегли", ended_on=TODAY, now=NOW)


def test_the_two_numbers_of_the_register_are_those_of_the_whole_count(
    stage: Stage, second: Callable[..., Service]
) -> None:
    other = second(3)
    stage.take()
    stage.take()
    stage.enqueue()
    empty = second(0)
    ids = [stage.service_id, other.pk, empty.pk]
    with acting(stage.stranger):
        whole = queries.occupancy(ids, TODAY)
        short = queries.tallies(TODAY)
    assert short == {
        pk: (each.n_vacancies, each.n_waiting + each.n_offered) for pk, each in whole.items()
    }
    assert short[stage.service_id] == (0, 1)
    assert short[other.pk] == (3, 0)
