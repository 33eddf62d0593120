"""Words of assistance for templates: hours, months, states."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opora.lib.labels import gettext_noop

from ..rules import TONES

register = template.Library()
MONTHS = (
    gettext_noop("януари"), gettext_noop("февруари"), gettext_noop("март"), gettext_noop("април"),
    gettext_noop("май"), gettext_noop("юни"), gettext_noop("юли"), gettext_noop("август"),
    gettext_noop("септември"), gettext_noop("октомври"), gettext_noop("ноември"),
    gettext_noop("декември"),
)  # fmt: skip
WEEKDAYS = (
    gettext_noop("пн"), gettext_noop("вт"), gettext_noop("ср"), gettext_noop("чт"),
    gettext_noop("пт"), gettext_noop("сб"), gettext_noop("нд"),
)  # fmt: skip


@register.filter
def month_name(month: date) -> str:
    """октомври 2026 г."""
    year = f"{month.year} г." if get_language() == "bg" else f"{month.year}"
    return f"{_(MONTHS[month.month - 1])} {year}"


@register.filter
def weekday(day: date) -> str:
    """пн, вт …"""
    return _(WEEKDAYS[day.weekday()])


@register.simple_tag
def standing(label: str, state: str) -> SafeString:
    """Where something stands, as a chip of its tone."""
    return format_html('<span class="chip chip-{}">{}</span>', TONES.get(state, "plain"), label)


@register.simple_tag
def said(label: str) -> str:
    """A label of the rules in the language of the person."""
    return _(label)
