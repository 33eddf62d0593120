"""Pages of home patronage, under /o/<organization>/patronage/."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts import rules as rights
from opora.accounts.requests import ActingRequest
from opora.lib.labels import gettext_noop
from opora.lib.money import Money
from opora.lib.refusals import Refused
from opora.people import queries as people
from opora.people import services as people_services

from . import charging, forms, queries, rules, services
from .models import MealStop, PatronageUser

PARTS = (
    ("users", gettext_noop("Потребители")),
    ("routes", gettext_noop("Маршрути")),
    ("kitchen", gettext_noop("Кухня")),
    ("months", gettext_noop("Месец")),
    ("debts", gettext_noop("Кой дължи")),
)


def allow(request: ActingRequest) -> None:
    """Only who leads patronage in a municipality."""
    if not rights.may(request.organization.kind, request.actor.roles, "patronage.manage"):
        raise PermissionDenied


def page(
    request: ActingRequest, name: str, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of patronage with its tabs."""
    tabs = [
        {
            "label": _(label),
            "url": reverse(f"patronage:{each}", args=[request.organization.slug]),
            "active": each == part,
        }
        for each, label in PARTS
    ]
    shown = {"tabs": tabs, "today": timezone.localdate(), **context}
    return render(request, f"patronage/{name}.html", shown, status=status)


def attempt(form: django_forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was right and the act was done; a refusal stands at its field."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as refused:
        words = " ".join(filter(None, [refused.sentence, refused.rule, refused.remedy]))
        form.add_error(refused.field if refused.field in form.fields else None, words)
        return False
    return True


def done(request: ActingRequest, sentence: str, name: str, *args: object) -> HttpResponse:
    """Say what was done, and go where it is seen."""
    messages.success(request, sentence)
    return redirect(f"patronage:{name}", request.organization.slug, *args)


def day_of(text: str) -> date:
    """2026-11-22 as a day; anything else is not found."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


# Who is served


@require_GET
def users(request: ActingRequest, organization: str) -> HttpResponse:
    """Everybody served and every application, by state and route."""
    allow(request)
    state = request.GET.get("state", "")
    found = queries.users(request.actor)
    if state in rules.STATE_LABELS:
        found = found.filter(state=state)
    rows = list(found)
    named = queries.names(request.actor, rows)
    lines = [(one, named.get(one.person_id)) for one in rows]
    context = {"lines": lines, "states": rules.STATE_LABELS, "state": state}
    return page(request, "users", "users", context)


@require_http_methods(["GET", "POST"])
def find(request: ActingRequest, organization: str) -> HttpResponse:
    """Whose application it is, found by name."""
    allow(request)
    typed = request.POST.get("text", "").strip()[:100]
    found = people.search(request.actor, typed) if typed else people.recent(request.actor)
    return page(request, "find", "users", {"found": found, "typed": typed})


@require_http_methods(["GET", "POST"])
def apply(request: ActingRequest, organization: str, person_id: int) -> HttpResponse:
    """The application."""
    allow(request)
    person = people.worked_with(request.actor, person_id)
    form = forms.ApplyForm(request.POST or None, initial={"applied_on": timezone.localdate()})
    made: list[PatronageUser] = []

    def act(facts: dict[str, Any]) -> None:
        made.append(
            services.apply(
                request.actor,
                person_id=person.pk,
                applied_on=facts["applied_on"],
                facts=facts,
                now=timezone.now(),
            )
        )

    if request.method == "POST" and attempt(form, act):
        return done(request, _("Молбата е записана."), "user", made[0].pk)
    context = {"form": form, "person": person}
    return page(request, "apply", "users", context, 400 if form.errors else 200)


@require_GET
def user(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One person: ground, route, calendar, stops, what may be done."""
    allow(request)
    found = queries.user(request.actor, pk)
    people_services.log_view(
        request.actor, person_id=found.person_id, purpose=_("патронаж"), page="patronage"
    )
    return shown(request, found)


def shown(request: ActingRequest, found: PatronageUser, **wrong: Any) -> HttpResponse:
    """The person's page, with a form that was wrong in its place."""
    today = timezone.localdate()
    month = today.replace(day=1)
    acts = rules.actions(found.state)
    context = {
        "served": found,
        "person": queries.names(request.actor, [found]).get(found.person_id),
        "weekdays": [_(rules.WEEKDAYS[n]) for n in found.weekdays],
        "calendar": queries.calendar(request.actor, found, month),
        "blanks": range(month.weekday()),
        "stops": found.stops.all(),
        "may_accept": "accept" in acts,
        "closing": next((name for name in ("refuse", "end") if name in acts), ""),
        "accept_form": forms.AcceptForm(
            initial={"begins_on": today, "stop_order": 1}, routes=queries.routes(request.actor)
        ),
        "close_form": forms.CloseForm(initial={"day": today}, prefix="c"),
        "stop_form": forms.StopForm(initial={"since": today}, prefix="s"),
        "is_served": found.state == rules.UserState.SERVED,
        **fees_of(found, today),
        **wrong,
    }
    return page(request, "user", "users", context, 400 if wrong else 200)


def fees_of(found: PatronageUser, today: date) -> dict[str, Any]:
    """What the person was charged and paid."""
    balance = charging.balance(found, today)
    owed = max(balance.owed.cents, 0)
    initial = {"paid_on": today, "cents": f"{owed // 100},{owed % 100:02d}" if owed else ""}
    return {
        "balance": balance,
        "charges": found.charges.all(),
        "payments": found.payments.select_related("reversed_by"),
        "pay_form": forms.PayForm(initial=initial, prefix="p"),
    }


@require_POST
def accept(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Begin to serve."""
    allow(request)
    found = queries.user(request.actor, pk)
    form = forms.AcceptForm(request.POST, routes=queries.routes(request.actor))

    def act(facts: dict[str, Any]) -> None:
        services.accept(request.actor, user=found, now=timezone.now(), **facts)

    if attempt(form, act):
        return done(request, _("Лицето е включено в патронажа."), "user", pk)
    return shown(request, found, accept_form=form)


@require_POST
def close(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """Refuse or end."""
    allow(request)
    found = queries.user(request.actor, pk)
    if action not in {"refuse", "end"}:
        raise Http404
    form = forms.CloseForm(request.POST, prefix="c")

    def act(facts: dict[str, Any]) -> None:
        services.close(request.actor, user=found, action=action, now=timezone.now(), **facts)

    if attempt(form, act):
        return done(request, _("Записано е."), "user", pk)
    return shown(request, found, close_form=form)


@require_POST
def stop(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Days without meals."""
    allow(request)
    found = queries.user(request.actor, pk)
    form = forms.StopForm(request.POST, prefix="s")

    def act(facts: dict[str, Any]) -> None:
        services.stop_meals(request.actor, user=found, now=timezone.now(), **facts)

    if attempt(form, act):
        return done(request, _("Храната е спряна за тези дни."), "user", pk)
    return shown(request, found, stop_form=form)


@require_POST
def resume(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Meals again from tomorrow."""
    allow(request)
    found = get_object_or_404(MealStop, pk=pk, organization=request.actor.organization_id)
    today = timezone.localdate()
    try:
        services.resume_meals(
            request.actor, stop=found, until=max(today, found.since), now=timezone.now()
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("patronage:user", organization, found.user_id)
    return done(request, _("Храната се възобновява от утре."), "user", found.user_id)


# Routes


@require_http_methods(["GET", "POST"])
def routes(request: ActingRequest, organization: str) -> HttpResponse:
    """The tours with today's stops; a new tour."""
    allow(request)
    form = forms.RouteForm(request.POST or None)

    def act(facts: dict[str, Any]) -> None:
        services.make_route(request.actor, now=timezone.now(), **facts)

    if request.method == "POST" and attempt(form, act):
        return done(request, _("Маршрутът е записан."), "routes")
    today = timezone.localdate()
    rows = []
    for one in queries.routes(request.actor):
        doors = queries.doors(request.actor, one.pk, today)
        rows.append((one, len(doors), sum(door.delivery is not None for door in doors)))
    context = {"rows": rows, "form": form, "slug": f"{today}"}
    return page(request, "routes", "routes", context, 400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def tour(request: ActingRequest, organization: str, pk: int, day: str) -> HttpResponse:
    """The driver's page on a phone: the stops in order, one touch for „предадено“."""
    allow(request)
    route, asked = queries.route(request.actor, pk), day_of(day)
    refusal = None
    if request.method == "POST":
        found = queries.user(request.actor, int(request.POST.get("user", "0") or 0))
        outcome = request.POST.get("outcome", "")
        if outcome not in rules.OUTCOME_LABELS:
            raise Http404
        try:
            services.mark(
                request.actor,
                user=found,
                day=asked,
                outcome=outcome,
                reason=request.POST.get("reason", "")[:200],
                now=timezone.now(),
            )
        except Refused as refused:
            refusal = refused
        else:
            return redirect("patronage:tour", organization, pk, day)
    doors = queries.doors(request.actor, pk, asked)
    context = {
        "route": route,
        "day": asked,
        "doors": doors,
        "n_done": sum(door.delivery is not None for door in doors),
        "may_mark": asked <= timezone.localdate(),
        "refusal": refusal,
        "diets": rules.DIET_LABELS,
    }
    return page(request, "tour", "routes", context, 400 if refusal else 200)


# Kitchen and month


@require_GET
def kitchen(request: ActingRequest, organization: str) -> HttpResponse:
    """The kitchen's list for tomorrow or another day: numbers by diet and route, for printing."""
    allow(request)
    asked = request.GET.get("day", "")
    day = day_of(asked) if asked else timezone.localdate() + timedelta(days=1)
    around = {"before": day - timedelta(days=1), "after": day + timedelta(days=1)}
    found = queries.kitchen(request.actor, day)
    return page(request, "kitchen", "kitchen", {"found": found, "day": day, **around})


@require_GET
def months(request: ActingRequest, organization: str) -> HttpResponse:
    """The month before this one, that is charged."""
    allow(request)
    last = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    return redirect("patronage:month", organization, f"{last:%Y-%m}")


@require_GET
def month(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """How many meals each user had."""
    allow(request)
    return month_page(request, day_of(f"{month}-01"))


def month_page(request: ActingRequest, asked: date, refusal: Refused | None = None) -> HttpResponse:
    """The counts of a month, and the fees of a closed one."""
    rows = queries.month(request.actor, asked)
    today = timezone.localdate()
    fees = {one.user.pk: one for one in charging.lines(request.actor, asked)}
    context = {
        "lines": [(row, fees.get(row.user.pk)) for row in rows],
        "n_ready": sum(not one.charges and not one.missing for one in fees.values()),
        "fee_total": Money(sum(one.charged.cents for one in fees.values() if one.charged)),
        "month": asked,
        "slug": f"{asked:%Y-%m}",
        "before": f"{(asked - timedelta(days=1)):%Y-%m}",
        "after": f"{(asked + timedelta(days=32)):%Y-%m}",
        "rows": rows,
        "total": sum(row.n_meals for row in rows),
        "is_closed": any(row.is_closed for row in rows),
        "is_past": asked < today.replace(day=1),
        "refusal": refusal,
    }
    return page(request, "month", "months", context, 400 if refusal else 200)


@require_POST
def close_month(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """Keep the counts."""
    allow(request)
    asked = day_of(f"{month}-01")
    try:
        services.close_month(request.actor, month=asked, now=timezone.now())
    except Refused as refused:
        return month_page(request, asked, refused)
    return done(request, _("Месецът е приключен."), "month", month)


@require_GET
def export(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """The counts as CSV, for the fee."""
    allow(request)
    asked = day_of(f"{month}-01")
    opened = StringIO()
    sheet = csv.writer(opened, delimiter=";")
    sheet.writerow([_("Номер"), _("Лице"), _("Брой храни"), _("Непредадени"), _("Начислено")])
    charged = {one.user.pk: one.charged for one in charging.lines(request.actor, asked)}
    for row in queries.month(request.actor, asked):
        name = row.person.full_name if row.person else ""
        fee = charged.get(row.user.pk)
        amount = f"{fee.cents // 100},{fee.cents % 100:02d}" if fee else ""
        sheet.writerow([row.user.number, name, row.n_meals, row.n_missed, amount])
    answer = HttpResponse("\ufeff" + opened.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="patronage-{asked:%Y-%m}.csv"'
    return answer
