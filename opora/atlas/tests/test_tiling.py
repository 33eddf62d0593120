"""The tile map: every municipality once, districts in one piece, no holes."""

from collections import defaultdict

from opora.atlas import facts, hexes, tiling
from opora.territory import facts as territory

DISTRICT = {row["code"]: row["district"] for row in territory.rows("municipalities")}
TILES = facts.tiles()


def test_every_municipality_has_a_cell_of_its_own() -> None:
    assert TILES.keys() == DISTRICT.keys()
    assert len(set(TILES.values())) == 265


def test_the_country_is_one_piece_without_holes() -> None:
    cells = set(TILES.values())

    assert len(tiling.components(cells)) == 1
    assert tiling.holes(cells) == set()


def test_every_district_is_one_piece() -> None:
    held = defaultdict(set)
    for code, cell in TILES.items():
        held[DISTRICT[code]].add(cell)

    assert len(held) == 28
    assert [name for name, cells in held.items() if len(tiling.components(cells)) > 1] == []


def test_holes_are_seen() -> None:
    ring = set(hexes.neighbors((0, 0)))

    assert tiling.holes(ring) == {(0, 0)}
    assert tiling.holes(ring - {(1, 0)}) == set()


def test_pieces_are_counted() -> None:
    assert len(tiling.components({(0, 0), (1, 0), (5, 5)})) == 2


def test_a_trade_costs_what_it_says() -> None:
    seats = [(0.0, 0.0), (22.0, 0.0), (44.0, 0.0)]
    board = tiling.Board([(0, 0), (1, 0), (2, 0)], seats, ["A", "A", "B"])
    kept = [board.who[cell] for cell in range(3)]

    assert kept == [0, 1, 2]
    assert board.gain(0, 1) > 0
    assert board.cut(1, 2) == 1
