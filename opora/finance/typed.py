"""Reads amounts as people type them. Refuses what could mean two numbers. Pure."""

import re
from decimal import Decimal

from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import Refused

SPACES = str.maketrans("", "", " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}'")
PLAIN = re.compile(r"[-+−]?\d+([.,]\d+)?")
# 1.500 and 1,500: thousands in one country, one and a half in another.
DOUBTFUL = re.compile(r"[-+−]?\d{1,3}[.,]\d{3}")


def number(text: str, *, field: str = "") -> Decimal:
    """8 548,00 → 8548.00. One decimal comma or point; thousands apart only by spaces."""
    typed = text.translate(SPACES)
    if not PLAIN.fullmatch(typed):
        raise Refused(
            _("Това не е число."), remedy=_("Напишете например 8548 или 8548,50."), field=field
        )
    if DOUBTFUL.fullmatch(typed) and not typed.lstrip("+-−").startswith("0"):
        raise Refused(
            _("Числото може да се прочете по два начина: като хиляди и като дроб."),
            remedy=_("Хилядите пишете слято или с интервал, дробта с различен брой знаци."),
            field=field,
        )
    return Decimal(typed.replace("−", "-").replace(",", "."))


def amount_cents(text: str, *, field: str = "amount") -> int:
    """Whole cents of a typed positive amount; refused with more than two decimals."""
    value = number(text, field=field)
    if value <= 0:
        raise Refused(_("Сумата трябва да е по-голяма от нула."), field=field)
    cents = value * 100
    if cents != cents.to_integral_value():
        raise Refused(_("Сумата е с най-много два знака след запетаята."), field=field)
    return int(cents)


def factor(text: str, *, field: str = "factor") -> Decimal:
    """A factor of indexation: 1,126; or a growth in percent: 12,6 %."""
    typed = text.translate(SPACES)
    if typed.endswith("%"):
        return _sane(1 + number(typed[:-1], field=field) / 100, field)
    # A factor has three decimals by nature (1.126) and is never thousands.
    if not PLAIN.fullmatch(typed):
        raise Refused(
            _("Това не е множител."), remedy=_("Напишете например 1,126 или 12,6 %."), field=field
        )
    return _sane(Decimal(typed.replace("−", "-").replace(",", ".")), field)


def _sane(value: Decimal, field: str) -> Decimal:
    if not Decimal("0.5") <= value <= 2:
        raise Refused(
            _("Множителят трябва да е между 0,5 и 2."),
            remedy=_("Ръст от 12,6 % се пише 1,126 или „12,6 %“."),
            field=field,
        )
    if value != value.quantize(Decimal("0.0001")):
        raise Refused(_("Множителят е с най-много четири знака след запетаята."), field=field)
    return value
