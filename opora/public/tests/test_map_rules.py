"""Nothing hidden can be computed from what is told: asked of a solver, not of the rule itself."""

from collections.abc import Iterator
from random import Random

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp

from opora.public import map_rules as rules
from opora.public.map_rules import Counts, Hidden

DISTRICT = {"A1": "A", "A2": "A", "A3": "A", "B1": "B", "B2": "B", "C1": "C"}


def of_one(**values: int | None) -> dict[str, Counts]:
    return {code: (value,) for code, value in values.items()}


def test_large_counts_are_all_told() -> None:
    counts = of_one(A1=50, A2=5, B1=9, C1=5)

    assert rules.hidden(counts, DISTRICT) == Hidden()
    assert rules.told_sums(counts, DISTRICT, Hidden(), 0) == ({"A": 55, "B": 9, "C": 5}, 69)


def test_a_small_count_takes_the_smallest_other_of_its_district_with_it() -> None:
    found = rules.hidden(of_one(A1=3, A2=40, A3=20, B1=30, C1=10), DISTRICT)

    assert found == Hidden(frozenset({"A1", "A3"}))


def test_two_small_counts_that_sum_below_five_need_a_third() -> None:
    found = rules.hidden(of_one(A1=1, A2=2, A3=30, B1=30, B2=9, C1=10), DISTRICT)

    assert found.municipalities == {"A1", "A2", "A3"}
    assert not found.districts


def test_a_district_of_one_hides_its_sum_and_that_of_another() -> None:
    counts = of_one(A1=30, A2=40, B1=8, B2=9, C1=3)
    found = rules.hidden(counts, DISTRICT)

    assert found == Hidden(frozenset({"C1", "B1"}), frozenset({"B", "C"}))
    assert rules.told_sums(counts, DISTRICT, found, 0) == ({"A": 70, "B": None, "C": None}, 90)


def test_a_country_too_small_to_hide_in_is_not_told_either() -> None:
    found = rules.hidden(of_one(A1=1, B1=2, C1=0), DISTRICT)

    assert found == Hidden(frozenset({"A1", "B1", "C1"}), frozenset("ABC"), has_country=True)


def test_a_figure_hides_its_whole_family() -> None:
    counts = {"A1": (3, 90), "A2": (7, 80), "A3": (9, 70), "B1": (9, 9), "C1": (9, 9)}

    assert rules.hidden(counts, DISTRICT).municipalities == {"A1", "A3"}


def test_what_nobody_knows_is_not_hidden_nor_hides() -> None:
    counts = of_one(A1=3, A2=None, A3=20, B1=30, C1=10)

    assert rules.hidden(counts, DISTRICT).municipalities == {"A1", "A3"}


# By a solver: everything told as equations, each hidden number at its least and greatest


def tables() -> Iterator[tuple[dict[str, Counts], dict[str, str]]]:
    """Small countries with few people, where hiding is hardest; sums of two figures as a third."""
    for seed in range(80):
        random = Random(seed)
        district = {
            f"{place}{n}": place for place in "ABC"[: random.choice([2, 3])] for n in range(4)
        }
        district = {code: place for code, place in district.items() if random.random() < 0.7}
        counts: dict[str, Counts] = {}
        for code in district:
            most = random.choice([3, 9, 30])
            one, two = random.randint(0, most), random.randint(0, most)
            counts[code] = (one, two, one + two) if random.random() < 0.85 else (one, None, None)
        if district:
            yield counts, district


def extremes(
    counts: dict[str, Counts], district: dict[str, str], found: Hidden
) -> Iterator[tuple[int, float, float]]:
    """Of each hidden count and sum: the true number, the least and the greatest that what is told
    allows. Told too is that the third figure is the sum of the first two."""
    cells = [
        (code, figure)
        for code, values in counts.items()
        for figure in range(3)
        if values[figure] is not None
    ]
    place = {cell: n for n, cell in enumerate(cells)}
    truth = np.array([counts[code][figure] for code, figure in cells], dtype=float)
    rows: list[np.ndarray] = []
    asked: list[np.ndarray] = []

    def row(*of: tuple[str, int]) -> np.ndarray:
        found = np.zeros(len(cells))
        found[[place[cell] for cell in of]] = 1
        return found

    for code, figure in cells:
        (asked if code in found.municipalities else rows).append(row((code, figure)))
    for figure in range(3):
        sums, country = rules.told_sums(counts, district, found, figure)
        of_figure = [cell for cell in cells if cell[1] == figure]
        for name, total in [*sums.items(), ("", country)]:
            line = row(*[cell for cell in of_figure if not name or district[cell[0]] == name])
            if line.any():
                (asked if total is None else rows).append(line)
    for code, values in counts.items():
        if values[2] is not None:
            rows.append(row((code, 0), (code, 1)) - row((code, 2)))
    told = LinearConstraint(np.array(rows), np.array(rows) @ truth, np.array(rows) @ truth)
    for line in asked:
        ends = [
            milp(sign * line, constraints=told, integrality=np.ones(len(cells)), bounds=_bounds())
            for sign in (1, -1)
        ]
        yield round(line @ truth), ends[0].fun, -ends[1].fun


def _bounds() -> tuple[int, int]:
    return 0, 1000


@pytest.mark.parametrize("part", range(5))
def test_what_is_hidden_may_be_five_or_more_and_is_never_the_only_number(part: int) -> None:
    n_asked = 0
    for counts, district in list(tables())[part::5]:
        found = rules.hidden(counts, district)
        for code, values in counts.items():
            if any(value is not None and value < rules.LEAST for value in values):
                assert code in found.municipalities
        for truth, least, greatest in extremes(counts, district, found):
            n_asked += 1
            assert least <= truth <= greatest
            assert greatest >= rules.LEAST
            assert greatest > least
    assert n_asked > 30
