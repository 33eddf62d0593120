"""The pure part: steps, order of the queue, free places, waiting."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.places import order_rules, rules
from opora.places.order_rules import Facts
from opora.places.rules import CapacityRow, ExpectedWait, Occupancy, Side

PROVIDER = Actor(1, 10, frozenset({"officer"}))
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TABLES = {
    "placement": (rules.PLACEMENT_STEPS, ["", *rules.PlacementState]),
    "entry": (rules.ENTRY_STEPS, ["", *rules.EntryState]),
    "offer": (rules.OFFER_STEPS, ["", *rules.OfferState]),
}
EVERY = [
    (table, action, state, side)
    for table, (steps, states) in TABLES.items()
    for action, state, side in product(steps, states, Side)
]


@pytest.mark.parametrize(("table", "action", "state", "side"), EVERY)
@pytest.mark.parametrize("role", ["officer", "head", "system", "analyst", "administrator"])
def test_every_state_action_side_role(
    table: str, action: str, state: str, side: Side, role: str
) -> None:
    """A step happens only from its states, from its side, by those who do casework."""
    step = TABLES[table][0][action]
    actor = Actor(1, 10, frozenset({role}))
    allowed = side in step.who and state in step.sources and role in {"officer", "head", "system"}
    if allowed:
        assert rules.next_state(TABLES[table][0], action, state, actor, side) == step.target
    else:
        with pytest.raises(Refused) as refused:
            rules.next_state(TABLES[table][0], action, state, actor, side)
        assert refused.value.sentence
        assert refused.value.remedy


def test_sides() -> None:
    assert rules.side_of(PROVIDER, 10, [10, 20]) is Side.PROVIDER
    assert rules.side_of(PROVIDER, 11, [10, 11]) is Side.AUTHORITY
    with pytest.raises(NotVisible):
        rules.side_of(PROVIDER, 11, [11, 12])


ROWS = [
    CapacityRow(30, date(2020, 1, 1), date(2026, 6, 1)),
    CapacityRow(40, date(2026, 6, 1), date(2026, 12, 1)),
    CapacityRow(35, date(2026, 12, 1), date(2027, 1, 1)),
    CapacityRow(50, date(2027, 1, 1)),
]


@pytest.mark.parametrize(
    ("day", "capacity", "lasting"),
    [
        (date(2019, 12, 31), 0, 0),
        (date(2020, 1, 1), 30, 30),
        (date(2026, 5, 31), 30, 30),
        (date(2026, 6, 1), 40, 35),
        (date(2026, 11, 30), 40, 35),
        (date(2026, 12, 1), 35, 35),
        (date(2027, 1, 1), 50, 50),
    ],
)
def test_capacity_by_days(day: date, capacity: int, lasting: int) -> None:
    """A cut that is announced already counts for what is given today; a raise only from its day."""
    assert rules.capacity_on(ROWS, day) == capacity
    assert rules.lasting_capacity(ROWS, day) == lasting


def test_closed_service_has_no_places() -> None:
    rows = rules.until_closed(ROWS, date(2026, 10, 1))
    assert rules.capacity_on(rows, date(2026, 9, 30)) == 40
    assert rules.capacity_on(rows, date(2026, 10, 1)) == 0
    assert rules.until_closed(ROWS, None) == ROWS


@given(st.integers(0, 50), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_free_places_are_never_negative(capacity: int, taken: int, held: int, offered: int) -> None:
    found = Occupancy(capacity, capacity, taken, held, offered)
    assert found.n_vacancies >= 0
    assert found.n_vacancies + found.n_occupied >= capacity
    assert found.n_over == max(0, taken + held - capacity)


MOMENTS = st.integers(0, 5_000_000).map(lambda minutes: NOW - timedelta(minutes=minutes))
PLACE = st.tuples(st.integers(0, 1), st.dates(date(2020, 1, 1), date(2029, 12, 31)), MOMENTS)


@given(PLACE, PLACE)
def test_order_is_priority_then_assessment_then_joining(
    one: tuple[int, date, datetime], other: tuple[int, date, datetime]
) -> None:
    def key(facts: tuple[int, date, datetime]) -> str:
        priority, assessed_on, joined_at = facts
        return order_rules.order_key(
            order_rules.FIRST_RULE, Facts(1, joined_at, assessed_on, priority)
        )

    def rank(facts: tuple[int, date, datetime]) -> tuple[int, date, datetime]:
        return (-facts[0], facts[1], facts[2])

    assert (key(one) < key(other)) == (rank(one) < rank(other))


@given(MOMENTS, st.integers(0, 3650), st.integers(0, 3650))
def test_who_declines_is_behind_everybody_who_joined_before(
    moment: datetime, days: int, assessed_days: int
) -> None:
    earlier = moment - timedelta(days=days)
    assessed_on = (earlier - timedelta(days=assessed_days)).date()
    waiting, back = (
        order_rules.order_key(order_rules.FIRST_RULE, facts)
        for facts in (
            Facts(1, earlier, assessed_on),
            Facts(2, earlier, date(2000, 1, 1), moved_back_at=moment),
        )
    )
    assert waiting < back


def test_moves() -> None:
    assert rules.moves([1, 2, 3], [1, 2, 3]) == {}
    assert rules.moves([1, 2, 3], [3, 1, 2]) == {3: (3, 1), 1: (1, 2), 2: (2, 3)}
    assert rules.moves([1, 2], [1, 9, 2]) == {9: (None, 2), 2: (2, 3)}
    assert rules.moves([1, 2, 3], [2, 3]) == {2: (2, 1), 3: (3, 2), 1: (1, None)}


@pytest.mark.parametrize(
    ("place", "n_ended", "n_vacancies", "expected"),
    [
        (1, 0, 1, ExpectedWait(0, 0)),
        (1, 2, 0, ExpectedWait(None, 2)),
        (1, 3, 0, ExpectedWait(122, 3)),
        (4, 12, 0, ExpectedWait(122, 12)),
        (4, 12, 2, ExpectedWait(61, 12)),
        (1, 365, 0, ExpectedWait(1, 365)),
    ],
)
def test_expected_wait(place: int, n_ended: int, n_vacancies: int, expected: ExpectedWait) -> None:
    found = rules.expected_wait(place=place, n_ended=n_ended, n_vacancies=n_vacancies)
    assert (found.n_days, found.n_ended) == (expected.n_days, expected.n_ended)
    assert found.has_basis == (expected.n_days is not None)


def test_only_an_act_with_its_document_exceeds() -> None:
    assert not rules.exceeds_with_ground("regular", "")
    assert rules.exceeds_with_ground("court", "Решение 12/2026 на РС Самоков")
    with pytest.raises(Refused) as refused:
        rules.exceeds_with_ground("urgent", "  ")
    assert refused.value.field == "ground_document"


@pytest.mark.parametrize(
    ("new", "current", "users", "offered", "kept"),
    [
        (10, 10, 12, 0, True),
        (11, 10, 12, 0, True),
        (9, 10, 9, 0, True),
        (9, 10, 9, 1, False),
        (8, 10, 9, 0, False),
        (0, 5, 0, 0, True),
    ],
)
def test_capacity_is_not_lowered_below_what_is_occupied(
    new: int, current: int, users: int, offered: int, kept: bool
) -> None:
    found = Occupancy(current, current, n_taken=users, n_offered=offered)
    assert rules.keeps_capacity(new=new, current=current, occupancy=found) is kept
