"""Costs, sums, indexation, comparison: tables of cases and properties. No database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.finance import checks, rules, sources
from opora.finance.checks import Verdict
from opora.finance.rules import Confidence, Counted, Known, Row, Standard, Step
from opora.lib.money import Currency, Money

BGN, EUR = Currency.BGN, Currency.EUR


def standard(cents: int = 466_100, *steps: Step, covers: tuple[str, ...] = ()) -> Standard:
    return Standard("as", 2026, EUR, steps or (Step(1, cents),), covers=covers)


# Users × standard × months

COSTS = [
    (10, 466_100, 12, 4_661_000),
    (10, 466_100, 4, 1_553_667),  # since 1 September; 15 536.666… to the cent
    (1, 100, 1, 8),  # 8.33 cents
    (3, 10, 6, 15),
    (1, 6, 1, 1),  # half a cent is rounded up
    (0, 466_100, 12, 0),
    (10, 466_100, 0, 0),
]


@pytest.mark.parametrize(("users", "cents", "months", "expected"), COSTS)
def test_cost(users: int, cents: int, months: int, expected: int) -> None:
    assert rules.cost(users, standard(cents), months) == Money(expected)


def test_a_standard_that_changed_in_july_counts_by_months() -> None:
    changed = standard(0, Step(1, 120_000), Step(7, 240_000))

    assert rules.cost(1, changed) == Money(180_000)
    assert rules.cost(1, changed, 6) == Money(120_000)
    assert rules.cost(1, changed, 8) == Money(140_000)
    assert changed.amount == Money(240_000)


def test_what_is_missing_is_none_and_never_zero() -> None:
    assert rules.cost(None, standard()) is None
    assert rules.cost(10, None) is None
    assert rules.cost(10, standard(0, Step(7, 100))) is None  # nothing known until July
    assert rules.cost(10, standard(0, Step(7, 1200)), 6) == Money(6_000)


@pytest.mark.parametrize(("users", "months"), [(-1, 12), (1, 13), (1, -1)])
def test_impossible_numbers_are_not_computed(users: int, months: int) -> None:
    with pytest.raises(ValueError, match="not negative"):
        rules.cost(users, standard(), months)


def test_a_sum_says_how_much_it_lacks() -> None:
    money, n_missing = rules.total([Money(100), None, Money(50), None, None])

    assert (money, n_missing) == (Money(150), 3)
    assert rules.incomplete(3) == "Сборът е непълен: за 3\N{NO-BREAK SPACE}услуги няма стандарт."
    assert rules.incomplete(1) == "Сборът е непълен: за 1\N{NO-BREAK SPACE}услуга няма стандарт."
    assert rules.incomplete(0) == ""
    assert rules.incomplete(0, 2).endswith("за 2\N{NO-BREAK SPACE}услуги няма брой потребители.")
    assert rules.incomplete(1, 1).endswith("за 1\N{NO-BREAK SPACE}услуга – брой потребители.")
    lacking = rules.total_of(rules.costs_of([Row("TR", None), Row("AM", 5)], PACKAGE))
    assert (lacking.n_missing, lacking.n_no_users) == (2, 1)
    assert rules.total([]) == (Money(0), 0)


def test_two_currencies_are_not_added() -> None:
    with pytest.raises(ValueError, match="converted"):
        rules.total([Money(1, BGN)])


# A complex service counts once

PACKAGE = {"TR": standard(492_100, covers=("IC", "ST")), "AS": standard()}


@pytest.mark.parametrize(
    ("rows", "how", "cents", "n_missing"),
    [
        ([Row("TR", 60), Row("IC", 60), Row("ST", 40)], "cii", 29_526_000, 0),
        ([Row("IC", 80), Row("TR", 60)], "sc", 29_526_000, 1),  # 20 users nobody pays for
        ([Row("IC", 60), Row("ST", 60)], "ss", 0, 2),  # without a carrier
        ([Row("TR", 60, 4), Row("IC", 60)], "cs", 9_842_000, 1),  # open longer than it is paid
        ([Row("TR", None), Row("IC", 60)], "us", 0, 2),
        ([Row("AS", 10), Row("AM", 5)], "cs", 4_661_000, 1),
    ],
)
def test_the_package_is_paid_once(rows: list[Row], how: str, cents: int, n_missing: int) -> None:
    letters = dict(zip(Counted, "cisu", strict=True))
    costed = rules.costs_of(rows, PACKAGE)
    total = rules.total_of(costed)

    assert "".join(letters[each.how] for each in costed) == how
    assert (total.money, total.n_missing) == (Money(cents), n_missing)


# Versions

JAN, JULY = date(2026, 1, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("versions", "steps"),
    [
        ([Known(1, JAN, 100)], [(1, 100)]),
        ([Known(2, JAN, 110), Known(1, JAN, 100)], [(1, 110)]),  # adopted in July, from January
        ([Known(1, JAN, 100), Known(2, JULY, 120)], [(1, 100), (7, 120)]),
        ([Known(1, JAN, 100), Known(2, JULY, 120), Known(3, JAN, 130)], [(1, 130)]),
        ([Known(1, JAN, 100), Known(2, JAN, None)], []),
        ([Known(1, JAN, None), Known(2, JAN, 90)], [(1, 90)]),
        ([], []),
    ],
)
def test_the_later_word_counts(versions: list[Known], steps: list[tuple[int, int]]) -> None:
    assert rules.in_force(versions) == tuple(Step(*each) for each in steps)


def test_a_kept_standard_is_made_again() -> None:
    kept = Standard("csri", 2026, EUR, (Step(1, 5), Step(7, 6)), covers=("IC",), name="ЦСРИ")
    assert rules.standard_of(kept.as_input) == kept


# Indexation: the published 2024 standards give 2025 and 2026

CHAINS = [
    (7016, 8096, 4661),
    (7407, 8548, 4921),
    (13667, 15772, 9080),
    (6889, 7950, 4577),
    (20993, 24226, 13947),
]


@pytest.mark.parametrize(("in_2024", "in_2025", "in_2026"), CHAINS)
def test_indexation_rounds_to_whole(in_2024: int, in_2025: int, in_2026: int) -> None:
    next_year = rules.indexed(Money(in_2024 * 100, BGN), Decimal("1.154"))
    after = rules.indexed(next_year, Decimal("1.126"), EUR)

    assert next_year == Money(in_2025 * 100, BGN)
    assert after == Money(in_2026 * 100, EUR)


def test_next_year_is_a_calculation_in_its_own_currency() -> None:
    next_year = rules.indexed_standard(
        Standard("as", 2025, BGN, (Step(1, 809_600),)), Decimal("1.126")
    )
    assert next_year.amount == Money(466_100, EUR)
    assert (next_year.year, next_year.confidence) == (2026, Confidence.CALCULATED)


def test_years_are_compared_in_euro() -> None:
    assert rules.growth(Money(94_600_00, BGN), Money(48_368_21, EUR)) == Decimal("0.0")
    assert rules.growth(Money(933_00, BGN), Money(1077_00, BGN)) == Decimal("15.4")
    assert rules.growth(Money(0), Money(1)) is None


def test_per_resident() -> None:
    assert rules.per_resident(Money(99_940_000), 12679) == Money(7882)  # Созопол 2026: 78.82 €
    assert rules.per_resident(None, 9318) is None
    assert rules.per_resident(Money(1), None) is None


def test_printed_thousands_are_exact() -> None:
    assert rules.printed(Decimal("1507.1"), BGN) == Money(150_710_000, BGN)
    with pytest.raises(ValueError, match="five decimals"):
        rules.printed(Decimal("0.000001"), EUR)


# Against the transfer

CHECKS = [
    (1_000_000, None, 2, 0, Verdict.NO_TRANSFER),
    (0, 1_000_000, 0, 3, Verdict.NOTHING),
    (1_000_000, 1_019_999, 2, 0, Verdict.EQUAL),
    (1_000_000, 980_000, 2, 0, Verdict.EQUAL),
    (1_000_000, 979_999, 2, 0, Verdict.SHORT),
    (1_000_000, 979_999, 2, 3, Verdict.SHORT),
    (1_000_000, 1_000_000, 2, 3, Verdict.INCOMPLETE),
    (1_000_000, 1_020_001, 2, 0, Verdict.MORE),
]


@pytest.mark.parametrize(("computed", "transfer", "n_counted", "n_missing", "verdict"), CHECKS)
def test_check(
    computed: int, transfer: int | None, n_counted: int, n_missing: int, verdict: Verdict
) -> None:
    check = checks.check(
        Money(computed),
        None if transfer is None else Money(transfer),
        n_counted=n_counted,
        n_missing=n_missing,
    )
    assert check.verdict is verdict
    assert check.sentence


def test_the_check_speaks() -> None:
    check = checks.check(Money(5_000_00), Money(8_000_00), n_counted=1, n_missing=3)
    assert check.sentence == (
        "Трансферът е с 3 000,00 € повече; в сметката липсват 3 услуги без известен стандарт."
    ).replace(" €", "\N{NO-BREAK SPACE}€").replace("3 000", "3\N{NO-BREAK SPACE}000").replace(
        "3 услуги", "3\N{NO-BREAK SPACE}услуги"
    )


def test_another_currency_is_not_compared() -> None:
    with pytest.raises(ValueError, match="own currency"):
        checks.check(Money(1), Money(1, BGN), n_counted=1)


def test_what_stays_uncovered() -> None:
    covered = sources.Covered(Money(1000), (("pvu", Money(600)), ("municipal", Money(150))))
    assert (covered.given, covered.uncovered) == (Money(750), Money(250))
    assert sources.Covered(Money(10), (("pvu", Money(12)),)).uncovered == Money(0)


# Properties

CENTS = st.integers(0, 10**10)
USERS = st.integers(0, 5000)


@given(USERS, USERS, CENTS)
def test_users_in_two_places_cost_as_together(one: int, other: int, cents: int) -> None:
    """Whole years; the rounding of a part of a year may differ by a cent."""
    both = rules.cost(one + other, standard(cents))
    parts, _n = rules.total([rules.cost(one, standard(cents)), rules.cost(other, standard(cents))])
    assert both == parts


@given(USERS, CENTS, st.integers(0, 12))
def test_the_months_of_a_year_make_the_year(users: int, cents: int, months: int) -> None:
    steps = standard(0, Step(1, cents), Step(7, cents))
    assert rules.cost(users, steps, months) == rules.cost(users, standard(cents), months)


@given(st.lists(st.one_of(st.none(), CENTS.map(Money))))
def test_a_sum_and_what_it_lacks_are_all_of_it(costs: list[Money | None]) -> None:
    money, n_missing = rules.total(costs)
    known = [each for each in costs if each is not None]
    assert n_missing + len(known) == len(costs)
    assert money.cents == sum(each.cents for each in known)


@given(CENTS)
def test_leva_in_euro_and_back_are_the_same_to_a_cent(cents: int) -> None:
    in_euro = Money(cents, BGN).in_euro
    back = rules.indexed(Money(in_euro.cents * 100), Decimal(1), BGN)  # of a hundred times as much
    assert abs(back.cents - cents * 100) <= 200


@given(st.decimals(0, 10**7, places=1))
def test_printed_thousands_come_back(thousands: Decimal) -> None:
    money = rules.printed(thousands, EUR)
    assert Decimal(money.cents) / rules.CENTS_OF_THOUSAND == thousands


@given(CENTS, CENTS, st.integers(1, 5), st.integers(0, 5))
def test_a_comparison_never_calls_equal_what_differs(
    computed: int, transfer: int, n_counted: int, n_missing: int
) -> None:
    check = checks.check(Money(computed), Money(transfer), n_counted=n_counted, n_missing=n_missing)
    if check.verdict is Verdict.EQUAL:
        assert abs(computed - transfer) <= checks.TOLERANCE_CENTS


def test_money_by_source() -> None:
    shares = [
        sources.Share("pvu", Money(600), is_certain=True),
        sources.Share("state", Money(50), is_certain=False),
        sources.Share("pvu", Money(30), is_certain=False),
    ]
    rows = sources.by_source(Money(195_583, BGN), shares, "state")
    assert rows == [
        sources.BySource("state", Money(100_000), Money(0), Money(50)),
        sources.BySource("pvu", None, Money(600), Money(30)),
    ]
    assert sources.by_source(None, [], "state")[0].running is None
