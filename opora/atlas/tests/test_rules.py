"""Classes of values, their colors and words."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.atlas import rules

NUMBERS = st.dictionaries(
    st.text(min_size=1, max_size=3),
    st.decimals(-10_000, 10_000, places=2, allow_nan=False),
    max_size=60,
)


def values(*numbers: int) -> dict[str, Decimal]:
    return {str(place): Decimal(number) for place, number in enumerate(numbers)}


def test_fifths_hold_a_fifth_of_the_places_each() -> None:
    found = rules.scale(values(*range(1, 11)), 12)

    assert [each.n for each in found.classes] == [2, 2, 2, 2, 2]
    assert [each.upto for each in found.classes] == [2, 4, 6, 8, None]
    assert found.n_missing == 2


@pytest.mark.parametrize(
    ("numbers", "n_classes"),
    [((), 1), ((7,), 1), ((7, 7, 7), 1), ((0, 0, 0, 0, 5), 2), ((1, 2), 2)],
)
def test_equal_values_stay_together(numbers: tuple[int, ...], n_classes: int) -> None:
    found = rules.scale(values(*numbers), len(numbers))

    assert len(found.classes) == n_classes
    assert sum(each.n for each in found.classes) == len(numbers)


@given(NUMBERS, st.booleans())
def test_every_value_has_one_class_that_holds_it(
    known: dict[str, Decimal], is_diverging: bool
) -> None:
    found = rules.scale(known, len(known), is_diverging=is_diverging)

    for value in known.values():
        holds = [
            each
            for each in found.classes
            if (each.above is None or value > each.above)
            and (each.upto is None or value <= each.upto)
        ]
        assert holds == [found.of(value)]
    assert sum(each.n for each in found.classes) == len(known)


@given(NUMBERS)
def test_a_difference_of_nothing_is_in_the_middle(known: dict[str, Decimal]) -> None:
    known = known | {"zero": Decimal(0)}
    found = rules.scale(known, len(known), is_diverging=True)

    assert found.of(Decimal(0)).fill == rules.DIVERGING[2]
    for value in known.values():
        side = rules.DIVERGING.index(found.of(value).fill)
        assert (side < 2) is (value < 0)
        assert (side > 2) is (value > 0)


def test_one_great_difference_does_not_flatten_the_others() -> None:
    found = rules.scale(values(-9, -1, 0, 2, 3, 8, 12000), 7, is_diverging=True)

    assert [each.n for each in found.classes] == [1, 1, 1, 2, 2]


def test_compared_pictures_share_their_classes() -> None:
    pool = [Decimal(number) for number in range(1, 11)]
    before = rules.scale(values(1, 2, 3), 3, pool=pool)
    after = rules.scale(values(8, 9, 10), 3, pool=pool)

    assert [each.upto for each in before.classes] == [each.upto for each in after.classes]
    assert [each.n for each in before.classes] == [2, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"),
        (1, "1–4"),
        (4, "1–4"),
        (5, "5–9"),
        (9, "5–9"),
        (10, "10 и повече"),
        (99, "10 и повече"),
    ],
)
def test_a_count_is_told_by_its_band(number: int, words: str) -> None:
    assert rules.band_words(rules.band(number)) == words
    found = rules.scale({"a": Decimal(rules.band(number))}, 1, is_banded=True)
    assert len(found.classes) == len(rules.BANDS)
    assert found.classes[rules.BANDS.index(rules.band(number))].n == 1


@pytest.mark.parametrize(
    ("figure", "unit", "text"),
    [("1", "места", "място"), ("21", "места", "места"), ("1", "души", "човек"), ("1", "€", "€")],
)
def test_one_has_a_unit_of_its_own(figure: str, unit: str, text: str) -> None:
    assert rules.unit(figure, unit) == text


@pytest.mark.parametrize("fill", [*rules.SEQUENTIAL, *rules.DIVERGING, rules.MISSING])
def test_names_are_read_on_every_color(fill: str) -> None:
    light, dark = sorted((rules.luminance(fill), rules.luminance(rules.ink(fill))), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_classes_are_told_apart_without_color() -> None:
    lightness = [rules.luminance(fill) for fill in rules.SEQUENTIAL]

    assert lightness == sorted(lightness, reverse=True)
    assert all(high / low > 1.3 for high, low in itertools.pairwise(lightness))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1234.56", 1, "1\N{NO-BREAK SPACE}234,6"),
        ("-3", 0, "\N{MINUS SIGN}3"),
        ("-0.04", 1, "0,0"),
        ("0", 0, "0"),
        ("999999", 0, "999\N{NO-BREAK SPACE}999"),
    ],
)
def test_figures_in_words(value: str, decimals: int, text: str) -> None:
    assert rules.figure(Decimal(value), decimals) == text


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Самоков", "Самоков"),
        ("Бяла", "Бяла"),
        ("Горна Оряховица", "Г. Оряхо."),
        ("Благоевград", "Благоев."),
        ("Две могили", "Д. моги."),
    ],
)
def test_a_name_fits_its_hexagon(name: str, short: str) -> None:
    assert rules.short(name) == short
    assert rules.width(rules.short(name)) <= rules.NAME_WIDTH


def test_ranges_in_words() -> None:
    found = rules.scale(values(*range(1, 11)), 10)

    assert [rules.range_words(each, 0) for each in found.classes] == [
        "до 2",
        "над 2 до 4",
        "над 4 до 6",
        "над 6 до 8",
        "над 8",
    ]
    assert rules.range_words(rules.scale(values(5), 1).classes[0], 0) == "всички"
