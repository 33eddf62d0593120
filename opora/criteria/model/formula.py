"""A criterion as a neutral tree: what a page says in words and a workbook computes live.

`evaluate` is the tree's own meaning; a test holds it equal to `compute` for every criterion.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from .compute import DIGITS, round_users
from .terms import POPULATION, Criterion, Rounding

Op = Literal[
    "known",  # the last argument, when every other one has a value; else nothing
    "coefficient",  # the coefficient of the base called `name`
    "input",  # the figure of the indicator called `name`
    "number",
    "add",
    "multiply",
    "divide",
    "half_up",
    "up",
    "down",
    "at_least",  # the third when the first is at least the second, else 0
]


@dataclass(frozen=True, slots=True)
class Node:
    """An operation with its arguments, or a leaf: a reference by `name`, or a number."""

    op: Op
    args: "tuple[Node, ...]" = ()
    name: str = ""
    number: Decimal | None = None


def formula(criterion: Criterion) -> Node | None:
    """The tree whose value is max_users; None while the criterion lacks bases or a rounding."""
    if not criterion.bases or not criterion.rounding:
        return None
    terms = tuple(
        Node(
            "divide",
            (
                Node(
                    "multiply",
                    (
                        Node("coefficient", name=base.indicator),
                        Node("input", name=base.indicator),
                    ),
                ),
                Node("number", number=Decimal(base.per)),
            ),
        )
        for base in criterion.bases
    )
    tree = Node(_rounding(criterion.rounding), (Node("add", terms),))
    if criterion.threshold is not None:
        limit = Node("number", number=Decimal(criterion.threshold))
        tree = Node("at_least", (Node("input", name=POPULATION), limit, tree))
    needed = [Node("coefficient", name=base.indicator) for base in criterion.bases]
    needed += [Node("input", name=code) for code in criterion.indicators]
    return Node("known", (*needed, tree))


def _rounding(rounding: Rounding) -> Op:
    ways: dict[Rounding, Op] = {
        Rounding.HALF_UP: "half_up",
        Rounding.UP: "up",
        Rounding.DOWN: "down",
    }
    return ways[rounding]


def evaluate(
    node: Node,
    coefficients: Mapping[str, Decimal | None],
    inputs: Mapping[str, Decimal | None],
) -> Decimal | None:
    """The value of a tree; None when something that it needs is missing."""
    with localcontext() as context:
        context.prec = DIGITS
        return _value(node, coefficients, inputs)


def _value(
    node: Node,
    coefficients: Mapping[str, Decimal | None],
    inputs: Mapping[str, Decimal | None],
) -> Decimal | None:
    if node.op == "number":
        return node.number
    if node.op == "coefficient":
        return coefficients.get(node.name)
    if node.op == "input":
        return inputs.get(node.name)
    args = [_value(each, coefficients, inputs) for each in node.args[:-1]]
    if node.op == "known" and any(each is None for each in args):
        return None
    return _apply(node.op, [*args, _value(node.args[-1], coefficients, inputs)])


def _apply(op: Op, args: list[Decimal | None]) -> Decimal | None:
    if op == "known":
        return args[-1]
    values = [each for each in args if each is not None]
    if len(values) < len(args):
        return None
    match op:
        case "add":
            return sum(values, Decimal(0))
        case "multiply":
            return values[0] * values[1]
        case "divide":
            return values[0] / values[1]
        case "at_least":
            return values[2] if values[0] >= values[1] else Decimal(0)
    return Decimal(round_users(values[0], Rounding(op)))


# A workbook computes in binary: 0.285 × 100 is there a hair under 28.5. Nine places, more than six
# places of a coefficient and a division by 1000 can have, bring the exact decimal back.
_EXACT = 9
_SHEET = {"half_up": "ROUND", "up": "ROUNDUP", "down": "ROUNDDOWN"}


def spreadsheet(node: Node, cell: Callable[[str, str], str], missing: str = "") -> str:
    """The tree as a formula for XLSX, without „=“.

    `cell("coefficient" or "input", name)` says where a value stands. While one of them is empty the
    formula shows the text `missing`, never 0.
    """
    match node.op:
        case "number":
            return format(node.number or Decimal(0), "f")
        case "coefficient" | "input":
            return cell(node.op, node.name)
        case "known":
            needed = [spreadsheet(each, cell) for each in node.args[:-1]]
            inner = spreadsheet(node.args[-1], cell)
            return f'IF(COUNT({",".join(needed)})<{len(needed)},"{missing}",{inner})'
    args = [spreadsheet(each, cell) for each in node.args]
    match node.op:
        case "add":
            return "+".join(args)
        case "multiply":
            return f"{args[0]}*{args[1]}"
        case "divide":
            return f"{args[0]}/{args[1]}"
        case "at_least":
            return f"IF({args[0]}>={args[1]},{args[2]},0)"
    return f"{_SHEET[node.op]}(ROUND({args[0]},{_EXACT}),0)"
