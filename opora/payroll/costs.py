"""What the lines of a month cost by the municipality's rates."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from opora.lib.actor import Actor
from opora.timesheets.board import Line

from . import pay, queries
from .pay import Pay, Rate


@dataclass(frozen=True, slots=True)
class Costs:
    """The rates of a municipality, by kind of assistance, for the days of one month."""

    month: date
    rates: Mapping[str, Sequence[Rate]]

    def of(self, line: Line) -> Pay:
        """What the line costs by the rates of its days."""
        minutes = {day: worked.minutes for day, worked in line.days.items()}
        return pay.pay_of(minutes, self.rates.get(line.enrollment.kind, []), self.month)


def load(actor: Actor, month: date) -> Costs:
    """The rates that the actor's municipality typed."""
    found: defaultdict[str, list[Rate]] = defaultdict(list)
    for each in queries.rates(actor):
        found[each.kind].append(
            Rate(each.cents, each.amount.currency, each.valid_from, each.valid_to)
        )
    return Costs(month, found)
