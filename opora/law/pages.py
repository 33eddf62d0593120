"""The law as the product applies it: deadlines, calendar, words. Every role may read it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from . import forms, queries, rules, services
from .models import DeadlineRule


class Request(HttpRequest):
    """A page's request with what the middleware of `site` has set; accounts stands above."""

    actor: Actor
    organization: Any


@require_safe
def deadlines(request: Request, organization: str) -> HttpResponse:
    """Every deadline with its length, basis and how sure the row is."""
    rows = list(queries.deadline_rules())
    n_unconfirmed = sum(row.confidence in rules.UNCONFIRMED for row in rows)
    page = {"rows": rows, "today": timezone.localdate(), "n_unconfirmed": n_unconfirmed}
    return _law(request, "deadlines", page)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: Request, organization: str) -> HttpResponse:
    """The non-working days of a year; an editor enters those moved by decree."""
    first, last = queries.calendar_years()
    year = _year(request, first, last)
    form = forms.CalendarDayForm(request.POST or None) if _may_edit(request) else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            moved = services.set_calendar_day(request.actor, **form.cleaned_data)
            messages.success(request, _("Денят е записан."))
            here = reverse("law:calendar", kwargs={"organization": organization})
            return redirect(f"{here}?year={moved.day.year}")
    page = {
        "year": year,
        "before": year - 1 if year > first else None,
        "after": year + 1 if year < last else None,
        "days": queries.calendar_days(year),
        "form": form,
    }
    return _law(request, "calendar", page, status=400 if form and form.errors else 200)


@require_safe
def terms(request: Request, organization: str) -> HttpResponse:
    """The words of the law in plain words."""
    return _law(request, "terms", {"rows": queries.legal_terms().values()})


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: Request, organization: str, rule_id: int) -> HttpResponse:
    """The next version of a deadline; what already runs keeps its day."""
    if not _may_edit(request):
        raise Http404
    rule = get_object_or_404(DeadlineRule, pk=rule_id)
    form = forms.RevisionForm(
        request.POST or None,
        initial={name: getattr(rule, name) for name in forms.RevisionForm.Meta.fields[:-1]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.revise_rule(request.actor, rule=rule, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, _("Новият ред е записан. Течащите срокове не се променят."))
            return redirect("law:deadlines", organization=organization)
    page = {"rule": rule, "form": form}
    return _law(request, "revise", page, status=400 if form.errors else 200)


def _law(request: Request, name: str, page: dict[str, Any], status: int = 200) -> HttpResponse:
    shown = "deadlines" if name == "revise" else name
    tabs = [
        {
            "label": label,
            "url": reverse(f"law:{each}", kwargs={"organization": request.organization.slug}),
            "active": each == shown,
        }
        for each, label in (
            ("deadlines", _("Срокове")),
            ("calendar", _("Неработни дни")),
            ("terms", _("Думите на закона")),
        )
    ]
    context = page | {"tabs": tabs, "may_edit": _may_edit(request)}
    return render(request, f"law/{name}.html", context, status=status)


def _may_edit(request: Request) -> bool:
    return rules.may_edit(request.organization.kind, request.actor.roles)


def _year(request: Request, first: int, last: int) -> int:
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    return year if first <= year <= last else timezone.localdate().year
