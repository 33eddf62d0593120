"""Hours in templates."""

from django import template

from .. import reading

register = template.Library()


@register.filter
def hours(minutes: int | None) -> str:
    """Minutes as hours: 4, 4,5; nothing for nothing."""
    return "" if minutes is None else reading.hours(minutes)


@register.filter
def worked(day: reading.Worked | None) -> str:
    """A day as it stands in a cell."""
    return reading.written(day)
