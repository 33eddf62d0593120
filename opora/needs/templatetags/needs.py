"""Words of an analysis for templates: `{% load needs %}`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from opora.needs import presenting
from opora.needs.rules import SECTIONS

register = template.Library()


@register.simple_tag
def weight_words() -> str:
    """The formula of the ranking."""
    return presenting.weight_words()


@register.simple_tag
def trend_words(trend: Mapping[str, Any]) -> str:
    """What the projection says."""
    return presenting.trend_words(trend)


@register.simple_tag
def prompt_of(code: str) -> str:
    """What a section is to tell."""
    return _(SECTIONS[code].prompt)


@register.simple_tag
def tone_of(tones: Mapping[str, str], state: str) -> str:
    """The tone of a state's chip."""
    return tones.get(state, "plain")
