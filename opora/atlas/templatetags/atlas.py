"""Figures with decimals, as the map says them."""

from decimal import Decimal

from django import template

from opora.atlas import rules

register = template.Library()


@register.filter
def figure(value: Decimal, decimals: int = 0) -> str:
    """33 375; 116,8."""
    return rules.figure(value, decimals)
