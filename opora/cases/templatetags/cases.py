"""`{% load cases %}`: the head and the tabs that every page of a case begins with."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from opora.accounts.requests import ActingRequest
from opora.law import queries as law

from .. import queries
from ..models import Case
from ..rules import Part

register = template.Library()

# What each tab asks of the actor's organization; a page that does not exist yet is left out.
TABS = [
    ("cases:case", noop("Случаят"), Part.CORE),
    ("support:plan", noop("Оценка и план"), Part.PLAN),
    ("agreements:agreement", noop("Договор"), Part.USE),
    ("diary:case", noop("Ползване"), Part.USE),
    ("fees:case", noop("Такси"), Part.FEES),
    ("cases:papers", noop("Документи"), Part.PAPERS),
    ("cases:course", noop("Ход"), Part.CORE),
]


@register.inclusion_tag("cases/head.html", takes_context=True)
def case_head(context: Context, case: Case) -> dict[str, Any]:
    """Who, which service, who leads, what is next and until when."""
    request: ActingRequest = context["request"]
    clocks = law.clocks_of(request.actor, "case", [case.pk]).get(case.pk, [])
    running = [clock for clock in clocks if clock.stopped_on is None]
    return {
        "request": request,
        "case": case,
        "next": running[0] if running else None,
    }


@register.inclusion_tag("components/tabs.html", takes_context=True)
def case_tabs(context: Context, case: Case) -> dict[str, Any]:
    """The pages of the case that the actor's organization may open."""
    request: ActingRequest = context["request"]
    seen = queries.parts(request.actor, case)
    here = request.resolver_match
    items = []
    for name, label, part in TABS:
        if part not in seen:
            continue
        try:
            url = reverse(name, args=[request.organization.slug, case.pk])
        except NoReverseMatch:
            continue
        items.append({"label": _(label), "url": url, "active": _is_under(here, name)})
    return {"items": items}


def _is_under(here: Any, name: str) -> bool:
    package, _colon, page = name.partition(":")
    if package != "cases":
        return here is not None and here.app_name == package
    others = {"papers", "course"}
    if here is None or here.app_name not in {"cases", "referral"}:
        return False
    return here.url_name == page or (page == "case" and here.url_name not in others)
