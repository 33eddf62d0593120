"""Figures of indicators in templates: `{% load figures %}`."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opora.lib.labels import gettext_noop
from opora.needs.indicator_rows import Status
from opora.needs.indicator_rules import DOUBT_LABELS, Doubt, plain_number
from opora.territory.indicator_rules import PROVENANCE_LABELS, Provenance, tidy

register = template.Library()

STATUS_TONES = {
    Status.ADDED: "ok",
    Status.CHANGED: "brand",
    Status.UNCHANGED: "plain",
    Status.REFUSED: "late",
    Status.EMPTY: "plain",
}
ROW_LABELS = {
    Status.ADDED: gettext_noop("нова"),
    Status.CHANGED: gettext_noop("променя се"),
    Status.UNCHANGED: gettext_noop("без промяна"),
    Status.REFUSED: gettext_noop("отказан ред"),
    Status.EMPTY: gettext_noop("без стойност"),
}


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


@register.filter
def status_chip(status: Status) -> SafeString:
    """What becomes of a row of an import, as a word on its tone."""
    tone, word = STATUS_TONES[status], _(ROW_LABELS[status])
    return format_html('<span class="chip chip-{}">{}</span>', tone, word)


@register.filter
def named(names: Mapping[object, str], key: object) -> str:
    """What a dictionary calls the key; nothing when it is not there."""
    return names.get(key, "")
