"""The pages on which the Map is compared and changed during the years."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opora.accounts.requests import ActingRequest
from opora.accounts.rules import may
from opora.lib.refusals import NotVisible, Refused
from opora.planning import presenting as planning_presenting
from opora.planning import queries as planning
from opora.planning.model.rows import Row, compare

from . import forms, queries, rules
from .models import Amendment, NationalMap
from .pages import check_may_see
from .services import amendments
from .services.steps import who_is


@require_safe
def comparison(request: ActingRequest, organization: str) -> HttpResponse:
    """Any two versions of national or district maps, or the Map as it is in force today."""
    check_may_see(request)
    today = timezone.localdate()
    versions = list(planning.visible(request.actor).filter(district=None).order_by("-opened_at"))
    known = {str(each.pk): each for each in versions}
    inforce = queries.map_in_force()
    a, b = request.GET.get("a", ""), request.GET.get("b", "")
    choices = [(str(each.pk), f"№ {each.number} · {each.name}") for each in versions]
    if inforce:
        choices.insert(0, ("today", _("Действащата карта днес, с измененията")))
    found = None
    if a and b:
        first, second = (_side(key, known, inforce, today) for key in (a, b))
        _year, standards = planning.standards_on(today)
        names = queries.names_of({row.municipality for row in [*first, *second]})
        found = planning_presenting.differences(compare(first, second, standards), names)
    page = {"choices": choices, "a": a, "b": b, "differences": found}
    return render(request, "national/comparison.html", page)


def _side(key: str, known: dict[str, Any], inforce: NationalMap | None, today: Any) -> list[Row]:
    if key == "today" and inforce:
        return queries.rows_on(inforce, today)
    if key not in known:
        raise NotVisible
    return planning.rows(known[key])


# Amendments


def propose(request: ActingRequest, organization: str) -> HttpResponse:
    """A municipality proposes a change of its row."""
    check_may_see(request)
    if not may(request.organization.kind, request.actor.roles, "planning.agree"):
        raise NotVisible
    form = forms.ProposeForm(request.POST or None, initial={"council_on": timezone.localdate()})
    found = queries.map_in_force()
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            amendments.propose(request.actor, now=timezone.now(), **form.cleaned_data)
        except Refused as raised:
            refused = raised
        else:
            messages.success(request, _("Промяната е предложена на АСП."))
            url = reverse("national:map", args=[organization, found.pk if found else 0])
            return redirect(f"{url}?part=amendments")
    page = {
        "label": _("Предложи промяна на Картата"),
        "rule": rules.PRACTICE,
        "help": _("Промяната влиза в сила със заповед на изпълнителния директор на АСП."),
        "form": form,
        "refused": refused,
        "back": reverse("national:index", args=[organization]),
        "name": str(found) if found else "",
    }
    status = 400 if refused or form.errors else 200
    return render(request, "national/act.html", page, status=status)


AMENDMENT_ACTS: dict[str, tuple[type[django_forms.Form], Callable[..., Any]]] = {
    "order": (forms.OrderForm, amendments.order),
    "refuse": (forms.RefuseForm, amendments.refuse),
    "withdraw": (forms.EmptyForm, amendments.withdraw),
}


def _check_may(request: ActingRequest, row: Amendment, action: str) -> None:
    """Before the form: who may not do it sees why, and no fields to fill in."""
    who = who_is(request.actor, row)
    rules.next_state(rules.AMENDMENT_STEPS, rules.AMENDMENT_LABELS, row.state, action, who)


def amendment(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """Order, refuse or withdraw a proposed change."""
    check_may_see(request)
    row = Amendment.objects.filter(pk=pk).select_related("planned_service", "municipality").first()
    if row is None or action not in AMENDMENT_ACTS:
        raise NotVisible
    _check_may(request, row, action)
    form = AMENDMENT_ACTS[action][0](
        request.POST or None,
        initial={
            "seen": row.version,
            "order_on": timezone.localdate(),
            "effective_on": timezone.localdate(),
        },
    )
    back = f"{reverse('national:map', args=[organization, row.national_map_id])}?part=amendments"
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            AMENDMENT_ACTS[action][1](
                request.actor, amendment=row, now=timezone.now(), **form.cleaned_data
            )
        except Refused as raised:
            refused = raised
        else:
            messages.success(request, _("Записано."))
            return redirect(back)
    page = {
        "label": _(rules.AMENDMENT_STEPS[action].label),
        "rule": rules.AMENDMENT_STEPS[action].by,
        "help": f"{row.municipality}, {row.planned_service}: "
        f"{row.users_before} → {row.users_after}",
        "form": form,
        "refused": refused,
        "back": back,
        "name": row.get_kind_display(),
    }
    status = 400 if refused or form.errors else 200
    return render(request, "national/act.html", page, status=status)
