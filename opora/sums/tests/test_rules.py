"""What an event moves, and what a sum says of what it lacks."""

import pytest

from opora.sums.rules import NAMES, Figures, Happened, Moved, moved, total


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("request", Moved()),
        ("person", Moved()),
        ("sums", Moved()),
        ("meeting", Moved()),
        ("service", Moved(services=frozenset({7}))),
        ("analysis", Moved(analyses=frozenset({7}))),
        ("criteria", Moved(everything=True)),
        ("finance", Moved(everything=True)),
        ("indicators", Moved(everything=True)),
    ],
)
def test_what_an_event_moves(kind: str, expected: Moved) -> None:
    found = moved([Happened(1, f"{kind}.changed", kind, 7)])

    assert found == expected
    assert bool(found) is (expected != Moved())


def test_a_batch_moves_what_its_events_move() -> None:
    events = [Happened(n, "places.changed", "service", n % 2) for n in range(5)]

    assert moved(events) == Moved(services=frozenset({0, 1}))
    assert not moved([])


def test_a_sum_of_the_known_says_how_many_are_missing() -> None:
    found = total(
        [Figures(computed=3, places=2), Figures(computed=None, places=5, cost_cents=None)]
    )

    assert (found.figures.computed, found.figures.places) == (3, 7)
    assert found.missing == {"computed": 1, "cost_cents": 1, "proposed": 2}
    assert not found.is_complete("computed")
    assert found.is_complete("places")


def test_what_nobody_knows_stays_unknown() -> None:
    assert total([Figures(), Figures()]).figures.computed is None
    assert total([Figures(), Figures()]).figures.proposed is None


def test_nothing_sums_to_nothing() -> None:
    assert total([]).figures == Figures(**dict.fromkeys(NAMES, 0))


@pytest.mark.parametrize(
    ("computed", "places", "gap"), [(None, 5, None), (10, 4, 6), (4, 10, 0), (0, 0, 0)]
)
def test_the_gap(computed: int | None, places: int, gap: int | None) -> None:
    assert Figures(computed=computed, places=places).gap == gap
