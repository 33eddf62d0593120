"""Money in whole cents of the currency of its day; leva before 2026, euro since (4.6, 1.95583)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

RATE = Decimal("1.95583")  # leva for one euro, fixed


class Currency(StrEnum):
    """What an amount was written in."""

    BGN = "BGN"
    EUR = "EUR"


SIGNS = {Currency.BGN: "лв.", Currency.EUR: "€"}


def whole(amount: Decimal) -> int:
    """To the nearest whole, halves away from zero."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole cents (stotinki for leva) as it was written."""

    cents: int
    currency: Currency = Currency.EUR

    def __add__(self, other: "Money") -> "Money":
        if self.currency is not other.currency:
            raise ValueError("amounts in different currencies are converted before they are added")
        return Money(self.cents + other.cents, self.currency)

    def __str__(self) -> str:
        """4 661,00 €: non-breaking spaces between thousands."""
        units, rest = divmod(abs(self.cents), 100)
        text = f"{units:,}".replace(",", "\N{NO-BREAK SPACE}")
        sign = "\N{MINUS SIGN}" if self.cents < 0 else ""
        return f"{sign}{text},{rest:02}\N{NO-BREAK SPACE}{SIGNS[self.currency]}"

    @property
    def in_euro(self) -> "Money":
        """The same amount in euro, to the cent."""
        if self.currency is Currency.EUR:
            return self
        return Money(whole(self.cents / RATE), Currency.EUR)
