"""Figures of indicators in templates: `{% load figures %}`."""

from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opora.needs.indicator_rules import DOUBT_LABELS, Doubt, plain_number
from opora.territory.indicator_rules import PROVENANCE_LABELS, Provenance, tidy

register = template.Library()


@register.filter
def figure(value: Decimal | None) -> str:
    """33 375 or 62,5; a missing one is a dash, never 0."""
    if value is None:
        return "—"
    text = plain_number(tidy(value))
    return text.replace(",", ".") if get_language() == "en" else text


@register.filter
def signed(value: Decimal | None) -> str:
    """+12,5 % or −3 %; nothing when there is no base."""
    if value is None:
        return ""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{figure(abs(value))}\u00a0%"


@register.filter
def doubt_words(codes: Iterable[str]) -> list[str]:
    """Why figures were looked at twice."""
    return [_(DOUBT_LABELS[Doubt(code)]) for code in codes]


@register.filter
def provenance_words(code: str) -> str:
    """How a figure came into Opora."""
    return _(PROVENANCE_LABELS[Provenance(code)])
