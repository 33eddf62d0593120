"""Hours and amounts as people type them. Pure; a ValueError where they are not such."""

import re
from decimal import Decimal, InvalidOperation

DAY_MINUTES = 24 * 60
RANGE = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?")
CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")
DECIMAL = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?")
MOST_CENTS = 10_000_000


def minutes_of(text: str) -> int:
    """Minutes of typed hours: 4, 4:30, 4,5 or 9-13:30; more than a day is given as it is."""
    text = text.strip()
    if found := RANGE.fullmatch(text):
        begin = int(found[1]) * 60 + int(found[2] or 0)
        end = int(found[3]) * 60 + int(found[4] or 0)
        if begin < end <= DAY_MINUTES:
            return end - begin
    elif found := CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2])
    elif found := DECIMAL.fullmatch(text):
        return int(found[1]) * 60 + int((found[2] or "0").ljust(2, "0")) * 60 // 100
    raise ValueError(text)


def clock(minutes: int) -> str:
    """270 → 4:30, as it is typed."""
    whole, rest = divmod(minutes, 60)
    return f"{whole}:{rest:02d}" if rest else str(whole)


def cents_of(text: str) -> int:
    """Cents of a typed amount: 35, 35,5 or 1 035.50; never below zero."""
    plain = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", ".").rstrip("€")
    try:
        cents = Decimal(plain) * 100
    except InvalidOperation:
        raise ValueError(text) from None
    if not cents.is_finite() or cents != int(cents) or not 0 <= cents <= MOST_CENTS:
        raise ValueError(text)
    return int(cents)
