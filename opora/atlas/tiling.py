"""One hexagon for each municipality: near its seat, beside its district, without holes.

Computed once by `python -m opora.atlas.tiling`, kept in `facts/tiles.csv`. Cells are pointy-top
hexagons in axial coordinates (q to the east, r to the south-east).

1. Cells as large as a municipality's mean area; the cheapest assignment of seats to cells chooses
   which are used (linear assignment, squared kilometers).
2. Holes and bays are filled, and as many cells are taken off the edge, the loosest first.
3. Municipalities trade cells by simulated annealing: squared kilometers, plus a price for each side
   between two districts, until every district is one piece.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from random import Random

import numpy as np
from scipy.optimize import linear_sum_assignment

from opora.territory import facts

from .hexes import Cell, Point, middle, neighbors, on_plane

SIZE = 12.7  # km from the middle of a hexagon to its corner: 419 km², the mean municipality
MARGIN = 3
ROUNDS = 900_000
SIDE_PRICE = 260.0  # km² for each side between two districts
HOT, COLD = 900.0, 4.0
PIECE_PRICE = 4_000.0  # km² for each piece of a district beyond one
MENDING, WARM = 60_000, 250.0
FACTS = Path(__file__).parent / "facts" / "tiles.csv"


def squares(seats: list[Point], cells: list[Cell]) -> np.ndarray:
    """Squared distances, seats × cells."""
    at = np.array(seats)[:, None, :]
    to = np.array([middle(cell, SIZE) for cell in cells])[None, :, :]
    return np.asarray(((at - to) ** 2).sum(axis=2))


def components(cells: Iterable[Cell]) -> list[set[Cell]]:
    """The pieces of a set of cells that hang together."""
    left, found = set(cells), []
    while left:
        piece, edge = set(), [left.pop()]
        while edge:
            cell = edge.pop()
            piece.add(cell)
            fresh = [other for other in neighbors(cell) if other in left]
            left.difference_update(fresh)
            edge += fresh
        found.append(piece)
    return found


def holes(cells: set[Cell]) -> set[Cell]:
    """The free cells from which no way leads out."""
    span = [(min(axis) - 1, max(axis) + 1) for axis in zip(*cells, strict=True)]
    free = {
        (q, r) for q in range(span[0][0], span[0][1] + 1) for r in range(span[1][0], span[1][1] + 1)
    } - cells
    outside = (span[0][0], span[1][0])
    return {cell for piece in components(free) if outside not in piece for cell in piece}


def country(seats: list[Point]) -> list[Cell]:
    """As many cells as seats, near them, in one piece and without holes."""
    grid = [
        (q, r)
        for r in range(-60, 60)
        for q in range(-80, 80)
        if _is_near(middle((q, r), SIZE), seats, MARGIN * SIZE * 2)
    ]
    _, chosen = linear_sum_assignment(squares(seats, grid))
    cells = {grid[index] for index in chosen}
    while bays := holes(cells) | {cell for cell in grid if _is_bay(cell, cells)}:
        cells |= bays
    while len(cells) > len(seats):
        cells.remove(_thinnest(cells, seats))
    return sorted(cells)


def _is_near(at: Point, seats: list[Point], within: float) -> bool:
    return any(math.dist(at, seat) < within for seat in seats)


def _is_bay(cell: Cell, cells: set[Cell]) -> bool:
    """Whether a free cell is surrounded by at least four used ones."""
    return cell not in cells and sum(other in cells for other in neighbors(cell)) >= 4


def _thinnest(cells: set[Cell], seats: list[Point]) -> Cell:
    """The cell of the edge with the fewest neighbors, then farthest from every seat, that cuts
    nothing off."""

    def is_free(cell: Cell) -> bool:
        rest = cells - {cell}
        at_edge = any(other not in cells for other in neighbors(cell))
        return at_edge and len(components(rest)) == 1 and not holes(rest)

    def loose_first(cell: Cell) -> tuple[int, float]:
        held = sum(other in cells for other in neighbors(cell))
        return held, -min(math.dist(middle(cell, SIZE), seat) for seat in seats)

    return next(cell for cell in sorted(cells, key=loose_first) if is_free(cell))


class Board:
    """Who stands on which cell, and what it costs."""

    def __init__(self, cells: list[Cell], seats: list[Point], districts: list[str]) -> None:
        index = {cell: n for n, cell in enumerate(cells)}
        self.cells, self.districts = cells, districts
        self.around = [
            [index[other] for other in neighbors(cell) if other in index] for cell in cells
        ]
        self.cost = squares(seats, cells)
        _, order = linear_sum_assignment(self.cost)
        self.cell_of = [int(cell) for cell in order]
        self.who = [0] * len(cells)
        for seat, cell in enumerate(self.cell_of):
            self.who[cell] = seat

    def sides(self, cell: int, district: str) -> int:
        """How many sides of a cell would be a border, if `district` stood on it."""
        return sum(self.districts[self.who[other]] != district for other in self.around[cell])

    def gain(self, one: int, two: int) -> float:
        """What the cost grows by when two cells trade who stands on them."""
        first, second = self.who[one], self.who[two]
        meters = (
            self.cost[first, two]
            + self.cost[second, one]
            - self.cost[first, one]
            - self.cost[second, two]
        )
        ours, theirs = self.districts[first], self.districts[second]
        if ours == theirs:
            return float(meters)
        before = self.sides(one, ours) + self.sides(two, theirs)
        self.trade(one, two)
        after = self.sides(one, theirs) + self.sides(two, ours)
        self.trade(one, two)
        return float(meters) + SIDE_PRICE * (after - before)

    def trade(self, one: int, two: int) -> None:
        """Swap who stands on two cells."""
        self.who[one], self.who[two] = self.who[two], self.who[one]

    def pieces(self, *districts: str) -> int:
        """How many pieces these districts, or all, have beyond one each."""
        held: dict[str, set[Cell]] = defaultdict(set)
        for cell, seat in enumerate(self.who):
            if not districts or self.districts[seat] in districts:
                held[self.districts[seat]].add(self.cells[cell])
        return sum(len(components(cells)) - 1 for cells in held.values())

    def cut(self, one: int, two: int) -> int:
        """How many pieces more there are when two cells trade."""
        both = self.districts[self.who[one]], self.districts[self.who[two]]
        before = self.pieces(*both)
        self.trade(one, two)
        after = self.pieces(*both)
        self.trade(one, two)
        return after - before


def anneal(board: Board, random: Random, rounds: int = ROUNDS) -> None:
    """Trade cells: first almost any, in the end only what costs less."""
    for n in range(rounds):
        heat = HOT * (COLD / HOT) ** (n / rounds)
        one = random.randrange(len(board.who))
        two = (
            random.choice(board.around[one])
            if random.random() < 0.7
            else random.randrange(len(board.who))
        )
        gain = board.gain(one, two)
        if gain <= 0 or random.random() < math.exp(-gain / heat):
            board.trade(one, two)


def mend(board: Board, random: Random) -> None:
    """Trade on between neighbors with a price for each piece, until every district is one."""
    for n in range(MENDING):
        heat = WARM * (COLD / WARM) ** (n / MENDING)
        one = random.randrange(len(board.who))
        two = random.choice(board.around[one])
        gain = board.gain(one, two)
        if gain > PIECE_PRICE:
            continue
        gain += PIECE_PRICE * board.cut(one, two)
        if gain <= 0 or random.random() < math.exp(-gain / heat):
            board.trade(one, two)


def tiles() -> dict[str, Cell]:
    """The cell of each municipality by its code; the first at the north-west is (0, 0) or near."""
    rows = list(facts.rows("municipalities"))
    seats = [on_plane(float(row["lat"]), float(row["lon"])) for row in rows]
    west, north = (min(axis) for axis in zip(*seats, strict=True))
    seats = [(x - west, y - north) for x, y in seats]
    cells = country(seats)
    for attempt in range(20):
        board = Board(cells, seats, [row["district"] for row in rows])
        random = Random(attempt)  # noqa: S311
        anneal(board, random)
        mend(board, random)
        if not board.pieces():
            break
    return {rows[seat]["code"]: cells[cell] for cell, seat in enumerate(board.who)}


def main() -> None:
    """Write `facts/tiles.csv` anew."""
    found = tiles()
    with FACTS.open("w", encoding="utf-8", newline="") as out:
        out.write(
            "# One hexagon for each municipality, made by opora.atlas.tiling from the seats.\n"
        )
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(["municipality", "q", "r"])
        lines.writerows([code, q, r] for code, (q, r) in sorted(found.items()))


if __name__ == "__main__":
    main()
