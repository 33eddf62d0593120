"""The components of every page: `{% load opora %}`. `/styleguide` shows each with an example."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, Form, RadioSelect, Select
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from opora.lib import words

register = template.Library()

_numbers = count()  # of the helps on pages: two of the same word on one page are two elements
TONES = frozenset({"late", "soon", "ok", "wait", "plain", "brand"})


def _language() -> str:
    return get_language() or words.BULGARIAN


def _today() -> date:
    return timezone.localdate(timezone=words.SOFIA)


# Words


@register.filter
def bgdate(value: date | datetime | None) -> str:
    """21.11.2026 г.; a moment gives Sofia's day."""
    if value is None:
        return ""
    on = value.astimezone(words.SOFIA).date() if isinstance(value, datetime) else value
    return words.day(on, _language())


@register.filter
def bgmoment(value: datetime | None) -> str:
    """21.11.2026 г., 09:40:12."""
    return words.moment(value, _language()) if value else ""


@register.simple_tag(takes_context=True)
def ago(context: Context, value: datetime) -> SafeString:
    """„преди 4 секунди“, with the exact moment on hover; live pages keep it true."""
    now = context.get("now") or timezone.now()
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>',
        value.isoformat(),
        words.moment(value, _language()),
        words.ago(value, now, _language()),
    )


@register.simple_tag(takes_context=True)
def ahead(context: Context, value: datetime) -> SafeString:
    """„след 5 часа“, with the exact moment on hover."""
    now = context.get("now") or timezone.now()
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        words.moment(value, _language()),
        words.ahead(value, now, _language()),
    )


@register.simple_tag
def plural(n: int, one: str, many: str) -> str:
    """`{% plural 2 "място" "места" %}` → 2 места."""
    return words.plural(n, one, many)


@register.filter
def number(n: int) -> str:
    """7 364 570; below zero with the sign that is as wide as a plus."""
    return words.number(n).replace("-", "−")


@register.filter
def money(cents: int, currency: str = "EUR") -> str:
    """Whole cents → 3 896,80 €."""
    return words.money(cents, currency, _language())


@register.filter
def age(born_on: date) -> int:
    """Full years today."""
    return words.age(born_on, _today())


@register.filter
def age_words(born_on: date | None) -> str:
    """9 г.; nothing when the birth date is not known."""
    if born_on is None:
        return ""
    years = words.age(born_on, _today())
    return f"{years} г." if _language() == words.BULGARIAN else f"{years} y."


@register.filter
def initials(name: str) -> str:
    """Мария Илиева → МИ."""
    return words.initials(name)


# Small marks


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the cut sprite; with `label` it speaks, without it it is decoration."""
    sprite = static("vendor/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#tabler-{}"/></svg>',
            label,
            sprite,
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#tabler-{}"/></svg>', sprite, name
    )


@register.simple_tag
def chip(text: object, tone: str = "plain", title: str = "") -> SafeString:
    """A word on a wash of its tone: late, soon, ok, wait, plain, brand."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"unknown tone: {tone}")
    if title:
        return format_html('<span class="chip chip-{}" title="{}">{}</span>', tone, title, text)
    return format_html('<span class="chip chip-{}">{}</span>', tone, text)


@register.simple_tag
def due(on: date | None, today: date | None = None, done: bool = False) -> SafeString:
    """The due chip: „остават 3 дни“, amber when near, red when late; `done` says only the day."""
    today = today or _today()
    if done:
        return chip(words.day(on, _language()) if on else "—")
    title = words.day(on, _language()) if on else ""
    return chip(words.due(on, today, _language()), words.urgency(on, today), title)


@register.inclusion_tag("components/turn.html")
def turn(organization: Any, who: str = "", mine: bool = False, text: str = "") -> dict[str, Any]:
    """Whose turn it is: the organization's badge, then the officer. `organization` has `kind`."""
    return {
        "letter": words.organization_letter(organization.kind, _language()),
        "kind": organization.kind,
        "text": capfirst(text or organization),
        "who": who,
        "mine": mine,
    }


@register.inclusion_tag("components/avatar.html")
def avatar(name: str, size: str = "") -> dict[str, str]:
    """A person's initials in a circle; `size` may be "sm"."""
    return {"name": name, "letters": words.initials(name), "size": size}


# Records


@register.inclusion_tag("components/steps.html")
def steps(steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The bar of steps. Each: `label`, `state` (done, now, next, stopped), `note` (optional)."""
    return {"steps": steps}


@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context: Context, entries: Sequence[Any], fresh_after: int = 0) -> dict[str, Any]:
    """What happened, newest first. Each: `organization`, `sentence`, `at`, and optionally `who`,
    `article`, `note`, `happened_on`, `position`; those after position `fresh_after` glow."""
    return {"entries": entries, "fresh_after": fresh_after, "now": context.get("now")}


@register.inclusion_tag("components/meter.html")
def meter(
    taken: int, capacity: int, label: str, note: str = "", waiting: int = 0
) -> dict[str, Any]:
    """Places as a bar with words: „37 от 40“; violet when full and people wait."""
    return {
        "taken": taken,
        "capacity": capacity,
        "shown": min(taken, capacity),
        "free": max(capacity - taken, 0),
        "over": max(taken - capacity, 0),
        "label": label,
        "note": note,
        "waiting": waiting,
        "words": words.filled(taken, capacity, _language()),
        "language": _language(),
    }


@register.inclusion_tag("components/presence.html")
def presence(others: Sequence[Any]) -> dict[str, Any]:
    """Who else has this open. Each: `organization` (with `kind`), `editing` (bool)."""
    letters = [words.organization_letter(each.organization.kind, _language()) for each in others]
    return {"others": list(zip(others, letters, strict=True))}


@register.inclusion_tag("components/conflict.html")
def conflict(changes: Sequence[Any], by: str, action: str = "") -> dict[str, Any]:
    """Two people, one record: per field `label`, `before`, `now`, perhaps `name`, `typed`."""
    return {"changes": changes, "by": by, "action": action}


@register.inclusion_tag("components/work.html")
def work(done: int, total: int, label: str, cancel_url: str = "", note: str = "") -> dict[str, Any]:
    """Long work: progress in words, may leave the page, may cancel."""
    return {
        "done": done,
        "total": total,
        "label": label,
        "cancel_url": cancel_url,
        "note": note,
        "words": words.filled(done, total, _language()),
    }


# Help and refusals


@register.inclusion_tag("components/why.html")
def why(sentence: str, rule: str = "", remedy: str = "", label: str = "") -> dict[str, str]:
    """Instead of a grey button: what one may not do, and „защо?“."""
    return {"sentence": sentence, "rule": rule, "remedy": remedy, "label": label}


@register.inclusion_tag("components/term.html", takes_context=True)
def term(context: Context, word: str, shown: str = "") -> dict[str, Any]:
    """A word of the law with a short help; `word` is the `term` of a law.LegalTerm."""
    return {"shown": shown or word, "term": context["terms"][word], "number": next(_numbers)}


@register.inclusion_tag("components/empty.html")
def empty(
    title: str, text: str = "", icon: str = "inbox", url: str = "", act: str = ""
) -> dict[str, str]:
    """What would stand here, and the one act that begins it."""
    return {"title": title, "text": text, "icon": icon, "url": url, "act": act}


@register.inclusion_tag("components/refused.html")
def refused(refusal: Any) -> dict[str, Any]:
    """A refused act: what (`sentence`), why (`rule`), what to do (`remedy`)."""
    return {"refusal": refusal}


# Forms


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Form) -> dict[str, Any]:
    """All mistakes of a form on top, each a link to its field."""
    return {
        "form": form,
        "fields": [field for field in form if field.errors and not field.is_hidden],
    }


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    hint: str = "",
    source: str = "",
    css: str = "",
    label: str = "",
    optional: bool = True,
) -> dict[str, Any]:
    """A field with label, hint, mistakes and where its first value came from (`source`).

    `label` replaces the form's own words: its label, help and placeholder."""
    widget = bound.field.widget
    shape = "control"
    if isinstance(widget, CheckboxInput):
        shape = "check"
    elif isinstance(widget, RadioSelect):
        shape = "radios"
    hint = hint or ("" if label else str(bound.help_text))
    return {
        "field": bound,
        "label": capfirst(label or bound.label),
        "control": _control(bound, _attributes(bound, shape, hint, source, label)),
        "shape": shape,
        "hint": hint,
        "source": source,
        "css": css,
        "says_optional": optional and not bound.field.required and shape == "control",
    }


def _control(bound: BoundField, attrs: dict[str, str | bool]) -> SafeString:
    """The control itself; Django's dashes for "nothing chosen" become a word."""
    nothing = gettext("изберете") if bound.field.required else "—"
    return SafeString(bound.as_widget(attrs=attrs).replace(">---------<", f">{nothing}<"))


def _attributes(
    bound: BoundField, shape: str, hint: str, source: str, label: str
) -> dict[str, str | bool]:
    """Classes of the control and what describes it to a screen reader."""
    described = {"hint": hint, "source": source, "error": bound.errors}
    look = "form-control" if shape == "control" else "form-check-input"
    classes = ["form-select" if _is_dropdown(bound.field.widget) else look]
    classes += ["is-invalid"] if bound.errors else []
    attrs: dict[str, str | bool] = {"class": " ".join(classes)}
    if shape != "radios" and any(described.values()):
        names = [f"{bound.auto_id}-{name}" for name, there in described.items() if there]
        attrs["aria-describedby"] = " ".join(names)
    return attrs | ({"placeholder": ""} if label else {})


def _is_dropdown(widget: Any) -> bool:
    return isinstance(widget, Select) and not isinstance(widget, RadioSelect)


@register.inclusion_tag("components/act.html", takes_context=True)
def act(
    context: Context, url: str, label: str, look: str = "secondary", name: str = "", value: str = ""
) -> dict[str, Any]:
    """An act as a form with one button: look is primary, secondary, danger or quiet.

    `name` and `value` go along hidden, for example the version that was seen."""
    return {
        "csrf_token": context.get("csrf_token"),
        "url": url,
        "label": label,
        "look": look,
        "name": name,
        "value": value,
    }


# Lists


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Tabs as questions. Each: `label`, `url`, `active`, and optionally `count`, `tone`."""
    return {"items": items}


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, label: str, key: str, default: str = "") -> dict[str, Any]:
    """A column's head that sorts by `?sort=key`; a second press turns it round."""
    request: HttpRequest = context["request"]
    current = request.GET.get("sort", default)
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{key}" if current == key else key
    order = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    return {"label": label, "query": query.urlencode(), "order": order}


@register.inclusion_tag("components/paging.html", takes_context=True)
def paging(context: Context, page: Page[Any], ordered: str = "") -> dict[str, Any]:
    """„1–25 от 31 · подредени по срок“ with the ways on and back."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {
        "page": page,
        "query": query.urlencode(),
        "ordered": ordered,
        "words": words.filled(0, page.paginator.count, _language()).split(" ", 1)[1],
    }
