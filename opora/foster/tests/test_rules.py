"""Steps, matching by published criteria, amounts by dated rates."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.foster import matching, pay, rules
from opora.foster.matching import Need, Profile
from opora.foster.pay import Rate, Stayed
from opora.foster.rules import FAMILY_STEPS, FamilyState, StayKind
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

OFFICER = Actor(1, 10, frozenset({"officer"}))
FAMILY = Profile(
    "registered", 3, 11, "any", 2, frozenset({"long", "respite"}), False, False, "SFO39", "Самоков"
)
CHILD = Need(7, "female", "long", "SFO39", "самоков")
OCTOBER = date(2026, 10, 1)
RATES = [
    Rate(1, "care.1", 93_030, "EUR", date(2026, 1, 1), None),
    Rate(2, "care.2", 99_232, "EUR", date(2026, 1, 1), None),
    Rate(3, "keep.middle", 39_063, "EUR", date(2026, 1, 1), None),
    Rate(4, "keep.edge", 42_969, "EUR", date(2026, 1, 1), None),
    Rate(5, "keep.middle", 63_800, "BGN", date(2025, 1, 1), date(2026, 1, 1)),
]


@pytest.mark.parametrize(("action", "state"), list(product(FAMILY_STEPS, ["", *FamilyState])))
@pytest.mark.parametrize("role", ["officer", "head", "analyst", "administrator"])
def test_every_action_state_role(action: str, state: str, role: str) -> None:
    actor = Actor(1, 10, frozenset({role}))
    if role in {"officer", "head"} and state in FAMILY_STEPS[action].sources:
        target = rules.next_state(FAMILY_STEPS, action, state, actor, 10)
        assert target == FAMILY_STEPS[action].target
    else:
        with pytest.raises(Refused):
            rules.next_state(FAMILY_STEPS, action, state, actor, 10)
    with pytest.raises(NotVisible):
        rules.next_state(FAMILY_STEPS, action, state, actor, 11)


@pytest.mark.parametrize(
    ("profile", "need"),
    [
        ({"state": "paused"}, {}),
        ({"n_children": 2}, {}),
        ({"age_to": 6}, {}),
        ({"sex": "male"}, {}),
        ({}, {"kind": "emergency"}),
        ({}, {"has_disability": True}),
        ({}, {"n_siblings": 1}),
        ({}, {"kind": "respite", "respite_left": 3, "n_days": 4}),
    ],
)
def test_each_block_stands_alone(profile: dict[str, object], need: dict[str, object]) -> None:
    found = matching.match(replace(FAMILY, **profile), replace(CHILD, **need))  # type: ignore[arg-type]
    assert len(found.blocks) == 1
    assert not found.is_possible


def test_points_are_explained_and_add_up() -> None:
    found = matching.match(replace(FAMILY, n_training_hours=9, has_sibling=True), CHILD)
    assert [each.given for each in found.points] == [30, 30, 20, 10, 4]
    assert all(each.why and each.given <= each.most for each in found.points)
    assert found.total == 94
    assert sum(each.most for each in matching.WEIGHTS.values()) == 100
    far = matching.match(FAMILY, replace(CHILD, municipality="VTR13"))
    assert [one for one, _ in matching.ranked([("far", far), ("near", found)])] == ["near", "far"]


@given(st.integers(0, 18), st.integers(0, 17), st.integers(0, 5), st.integers(0, 400))
def test_no_criterion_gives_more_than_published(low: int, age: int, n: int, hours: int) -> None:
    profile = replace(FAMILY, age_from=low, age_to=18, n_children=n, n_training_hours=hours)
    found = matching.match(profile, replace(CHILD, age=age))
    assert all(0 <= each.given <= each.most for each in found.points)


def stayed(pk: int = 1, **changed: object) -> Stayed:
    first = Stayed(pk, date(2019, 5, 4), StayKind.LONG, date(2026, 1, 1), None)
    return replace(first, **changed)  # type: ignore[arg-type]


def months(*stays: Stayed, month: date = OCTOBER, is_professional: bool = True) -> list[object]:
    found = pay.amounts(month, stays, RATES, is_professional=is_professional)
    return [(each.item, each.n_days, each.cents, each.currency) for each in found]


def test_a_whole_month() -> None:
    assert months(stayed()) == [("care", 31, 93_030, "EUR"), ("keep", 31, 39_063, "EUR")]
    assert months(stayed(), is_professional=False) == [("keep", 31, 39_063, "EUR")]


def test_a_second_child_from_the_middle_of_the_month() -> None:
    """Sixteen days with one child, fifteen with two; both ends of a stay are counted."""
    second = stayed(2, begins_on=date(2026, 10, 17), birth_date=date(2024, 1, 1))
    care = round((16 * 93_030 + 15 * 99_232) / 31)
    assert months(stayed(), second) == [
        ("care", 31, care, "EUR"),
        ("keep", 31, 39_063, "EUR"),
        ("keep", 15, round(15 * 42_969 / 31), "EUR"),
    ]


def test_what_has_no_rate_says_so() -> None:
    assert months(stayed(kind=StayKind.RESPITE)) == [("respite", 31, None, "")]
    old = date(2025, 12, 1)
    assert months(stayed(begins_on=date(2025, 1, 1)), month=old) == [
        ("care", 31, None, ""),
        ("keep", 31, 63_800, "BGN"),
    ]


def test_a_birthday_changes_the_item() -> None:
    fourteen = stayed(birth_date=date(2012, 10, 11))
    _care, keep = months(fourteen)
    assert keep == ("keep", 31, round((10 * 39_063 + 21 * 42_969) / 31), "EUR")


def test_respite_days_by_calendar_year() -> None:
    over = [(date(2025, 12, 20), date(2026, 1, 5)), (date(2026, 3, 1), date(2026, 3, 10))]
    assert rules.respite_days(over, 2025) == 12
    assert rules.respite_days(over, 2026) == 15
    assert list(rules.years_touched(*over[0])) == [2025, 2026]
