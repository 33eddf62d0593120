"""By what a list is ordered: every rule is total, previews tell the truth, waits have intervals."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused
from opora.places import order_queries, order_rules, queries, rules, services
from opora.places.models import OrderRule, QueueChange, WaitingListEntry
from opora.places.order_rules import Criterion, Facts

from .conftest import DAY, HOUR, NOW, TODAY, Stage

MOMENTS = st.integers(0, 10**15).map(
    lambda n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(microseconds=n % (9 * 10**13))
)
FACTS = st.builds(
    Facts,
    entry_id=st.integers(1, 10**6),
    joined_at=MOMENTS,
    assessed_on=st.dates(date(2026, 1, 1), date(2026, 1, 5)),
    priority=st.integers(0, 1),
    is_urgent=st.booleans(),
    is_resident=st.booleans(),
    has_sibling=st.booleans(),
    moved_back_at=st.none() | MOMENTS,
)
QUEUES = st.lists(FACTS, max_size=8, unique_by=lambda facts: facts.entry_id)
CRITERIA = st.lists(st.sampled_from(list(Criterion)), min_size=1, max_size=5, unique=True)
BUSY = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
BY_HOME = [Criterion.RESIDENT, Criterion.PRIORITY, Criterion.ASSESSED]


@BUSY
@given(CRITERIA, QUEUES)
def test_any_rule_is_a_total_order(criteria: list[Criterion], queue: list[Facts]) -> None:
    """Nobody is lost, and the order does not depend on how the rows came."""
    found = order_rules.ordered(criteria, queue)
    assert sorted(facts.entry_id for facts in found) == sorted(facts.entry_id for facts in queue)
    assert order_rules.ordered(criteria, reversed(queue)) == found


@BUSY
@given(CRITERIA, CRITERIA, QUEUES, st.integers(1, 6))
def test_a_preview_tells_every_move_and_its_reason(
    before: list[Criterion], after: list[Criterion], queue: list[Facts], n_next: int
) -> None:
    old = [facts.entry_id for facts in order_rules.ordered(before, queue)]
    new = [facts.entry_id for facts in order_rules.ordered(after, queue)]
    moves = order_rules.preview(before, after, queue, n_next=n_next)
    assert {move.entry_id: (move.was, move.now) for move in moves} == rules.moves(old, new)
    assert all(move.because for move in moves)
    comes_in = {move.entry_id for move in moves if move.turn == "in"}
    drops_out = {move.entry_id for move in moves if move.turn == "out"}
    assert comes_in == set(new[:n_next]) - set(old[:n_next])
    assert drops_out == set(old[:n_next]) - set(new[:n_next])


@BUSY
@given(QUEUES, CRITERIA)
def test_who_was_moved_back_keeps_no_advantage(queue: list[Facts], criteria: list[str]) -> None:
    for facts in queue:
        if facts.moved_back_at and not facts.priority:
            marks = [each for each in Criterion if each != Criterion.ASSESSED]
            assert {facts.value(each) for each in marks} == {"1"}


@pytest.mark.parametrize("criteria", [[], ["priority", "priority"], ["unknown"]])
def test_a_rule_that_cannot_be(criteria: list[str]) -> None:
    with pytest.raises(Refused):
        order_rules.checked(criteria)


@pytest.mark.django_db
def test_the_database_computes_the_same_key() -> None:
    """`places_order_key` and `order_rules.order_key` are one rule in two places."""

    @given(CRITERIA, FACTS)
    @settings(BUSY, max_examples=60)
    def same(criteria: list[Criterion], facts: Facts) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select places_order_key(%s::text[], %s, %s, %s, %s, %s, %s, %s)",
                [
                    [str(each) for each in criteria],
                    facts.priority,
                    facts.is_urgent,
                    facts.is_resident,
                    facts.has_sibling,
                    facts.assessed_on,
                    facts.joined_at,
                    facts.moved_back_at,
                ],
            )
            assert cursor.fetchone() == (order_rules.order_key(criteria, facts),)

    same()


@given(st.integers(1, 60), st.integers(3, 200), st.integers(30, 365))
def test_waits_grow_with_the_place_and_lie_in_their_interval(k: int, n: int, days: int) -> None:
    one, next_one = (
        rules.expected_wait(place=place, n_ended=n, n_days=days) for place in (k, k + 1)
    )
    mine, theirs = (
        [each.n_from or 0, each.n_days or 0, each.n_to or 0] for each in (one, next_one)
    )
    assert mine == sorted(mine)
    assert all(here <= there for here, there in zip(mine, theirs, strict=True))
    assert rules.expected_wait(place=k, n_ended=2, n_days=days).n_from is None


def set_rule(stage: Stage, criteria: list[Criterion], now: datetime) -> list[OrderRule]:
    """The provider's new rule for its one service."""
    with acting(stage.provider):
        return services.set_order_rule(
            stage.provider,
            service_ids=[stage.service_id],
            criteria=criteria,
            act="Заповед № 7",
            act_on=TODAY,
            now=now,
        )


@pytest.fixture
def waiting(stage: Stage) -> list[WaitingListEntry]:
    """Two places in use; five wait: a resident, one with priority, three others."""
    stage.take()
    stage.take()
    return [
        stage.enqueue(assessed_on=TODAY - 30 * DAY),
        stage.enqueue(assessed_on=TODAY - 20 * DAY, priority_reason="заповед"),
        stage.enqueue(assessed_on=TODAY - 40 * DAY),
        stage.enqueue(assessed_on=TODAY - 5 * DAY, is_resident=True),
        stage.enqueue(assessed_on=TODAY - 10 * DAY, is_urgent=True),
    ]


def test_a_new_rule_moves_people_and_says_why(
    stage: Stage, waiting: list[WaitingListEntry]
) -> None:
    """As the preview said; back and forth restores the order, and the past stays as it was."""
    before = stage.order()
    with acting(stage.provider):
        told = order_queries.preview_rule(
            stage.provider, stage.service_id, BY_HOME, now=NOW + HOUR, n_next=1
        )
    (rule,) = set_rule(stage, BY_HOME, NOW + HOUR)
    after = stage.order()
    assert after[0] == waiting[3].pk
    assert {move.entry_id: (move.was, move.now) for move in told} == rules.moves(before, after)
    assert [(move.turn, move.because) for move in told if move.turn] == [
        ("in", "живее в общината на услугата"),
        ("out", "пред него минава лице с: живее в общината на услугата"),
    ]
    with acting(stage.municipality):
        change = queries.queue_changes(stage.municipality, entry_id=waiting[3].pk)[0]
        assert (change.from_place, change.to_place, change.cause) == (5, 1, "rule_changed")
        assert "Заповед № 7" in change.words
        checked = {
            hours: queries.order_at(stage.service_id, NOW + hours * HOUR) for hours in (-1, 0.5, 2)
        }
    assert [list(each.computed) for each in checked.values()] == [[], before, after]
    assert all(each.is_same and each.seal == each.told_seal for each in checked.values())
    assert checked[2].rule == rule
    set_rule(stage, list(order_rules.FIRST_RULE), NOW + 3 * HOUR)
    assert stage.order() == before
    with acting(stage.stranger):
        assert queries.order_at(stage.service_id, NOW + 2 * HOUR).seal == checked[2].seal
        assert not QueueChange.objects.exists()


def test_every_kind_of_change_can_be_checked(stage: Stage, waiting: list[WaitingListEntry]) -> None:
    """An offer that is declined, facts corrected, somebody who leaves: at each moment the same."""
    with acting(stage.provider):
        services.set_facts(
            stage.provider,
            entry=waiting[0],
            is_urgent=False,
            is_resident=False,
            has_sibling=True,
            reason="сестра в групата",
            now=NOW + HOUR,
        )
    set_rule(stage, [Criterion.SIBLING, Criterion.ASSESSED], NOW + 2 * HOUR)
    assert stage.order()[0] == waiting[0].pk
    with acting(stage.provider):
        placement = queries.active_placements(stage.provider, stage.service_id)[0]
        offer = services.end(
            stage.provider, placement=placement, reason="край", ended_on=TODAY, now=NOW + 3 * HOUR
        )
        assert offer
        assert offer.entry_id == waiting[0].pk
        services.decline_offer(stage.provider, offer=offer, reason="не", now=NOW + 4 * HOUR)
        services.leave(stage.provider, entry=waiting[3], reason="отказ", now=NOW + 5 * HOUR)
        for hours in (0.5, 1, 2, 3, 4, 5):
            found = queries.order_at(stage.service_id, NOW + hours * HOUR)
            assert found.is_same, hours
            facts = order_queries.facts_at(stage.provider, stage.service_id, found.moment)
            recounted = order_rules.ordered(found.rule.criteria, facts.values())
            assert [each.entry_id for each in recounted] == list(found.computed)
    assert stage.order()[-1] == waiting[0].pk


def test_only_the_provider_sets_its_rule(stage: Stage) -> None:
    with acting(stage.municipality), pytest.raises(NotVisible):
        services.set_order_rule(
            stage.municipality,
            service_ids=[stage.service_id],
            criteria=BY_HOME,
            act="Заповед",
            act_on=TODAY,
            now=NOW,
        )


@pytest.mark.parametrize(
    "changed",
    [{"act": " "}, {"act_on": TODAY + timedelta(days=1)}, {"service_ids": []}, {"criteria": []}],
)
def test_a_rule_needs_its_act(stage: Stage, changed: dict[str, object]) -> None:
    facts = {
        "service_ids": [stage.service_id],
        "criteria": BY_HOME,
        "act": "Заповед",
        "act_on": TODAY,
        "now": NOW,
    }
    with acting(stage.provider), pytest.raises(Refused):
        services.set_order_rule(stage.provider, **(facts | changed))  # type: ignore[arg-type]
