"""Pages of the order of waiting lists: the provider's rule with its preview, and the check of any
list at any moment."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opora.accounts import rules as rights
from opora.accounts.requests import ActingRequest
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.lib.words import SOFIA
from opora.people import queries as people
from opora.people.models import Person
from opora.places import order_queries, order_rules, queries
from opora.places import services as places
from opora.places.models import WaitingListEntry
from opora.places.order_rules import CATALOGUE, LAST, Move
from opora.register import queries as register
from opora.register.models import Service

from .queue_forms import FactsForm, MomentForm, OrderRuleForm, first_of


def allow(request: ActingRequest, right: str) -> None:
    """The page is only for who has the right."""
    if not rights.may(request.organization.kind, request.actor.roles, right):
        raise PermissionDenied


# The provider's rule


@require_http_methods(["GET", "POST"])
def order_rule(request: ActingRequest, organization: str) -> HttpResponse:
    """The rules in force of the own services; a new one is previewed, then adopted."""
    allow(request, "queues.rules")
    actor, now = request.actor, timezone.now()
    own = list(Service.objects.filter(provider=actor.organization_id, closed_on=None))
    in_force = queries_of(own, now)
    first = first_of(in_force[0].criteria) if in_force else {}
    form = OrderRuleForm(
        request.POST or None,
        provider_id=actor.organization_id,
        initial=first | {"services": [one.pk for one in own], "act_on": timezone.localdate(now)},
    )
    shown: dict[str, Any] = {
        "form": form,
        "own": [(service, rule) for service, rule in zip(own, in_force, strict=True)],
        "catalogue": CATALOGUE.values(),
        "last": _(LAST),
    }
    if request.method == "POST" and form.is_valid():
        try:
            if form.seen == request.POST.get("previewed"):
                return _adopt(request, form, organization, now)
            shown["previews"] = _previews(actor, form, now)
            shown["previewed"] = form.seen
            shown["words"] = order_rules.rule_words(form.criteria)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return render(request, "desk/order_rule.html", shown, status=400 if form.errors else 200)


def queries_of(services: list[Service], now: datetime) -> list[Any]:
    """The rule in force of each service."""
    found = order_queries.rules_in_force([one.pk for one in services], now)
    return [found[one.pk] for one in services]


def _adopt(
    request: ActingRequest, form: OrderRuleForm, organization: str, now: datetime
) -> HttpResponse:
    places.set_order_rule(
        request.actor,
        service_ids=[one.pk for one in form.cleaned_data["services"]],
        criteria=form.criteria,
        act=form.cleaned_data["act"],
        act_on=form.cleaned_data["act_on"],
        now=now,
    )
    messages.success(
        request, _("Правилото е прието и публикувано, а списъците са подредени по него.")
    )
    return redirect("desk:order_rule", organization)


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A move of the preview with the name of whom it concerns."""

    move: Move
    person: Person | None
    request_id: int


def _previews(
    actor: Actor, form: OrderRuleForm, now: datetime
) -> list[tuple[Service, list[MoveLine]]]:
    n_next = form.cleaned_data["n_next"]
    found = []
    for service in form.cleaned_data["services"]:
        moves = order_queries.preview_rule(actor, service.pk, form.criteria, now=now, n_next=n_next)
        names = _named(actor, [move.entry_id for move in moves])
        found.append((service, [MoveLine(move, *names[move.entry_id]) for move in moves]))
    return found


def _named(actor: Actor, entry_ids: list[int]) -> dict[int, tuple[Person | None, int]]:
    """Who stands behind the entries that the actor may see, and their requests."""
    rows = WaitingListEntry.objects.filter(
        pk__in=entry_ids, audience__contains=[actor.organization_id]
    )
    seen = people.core(actor).in_bulk([row.person_id for row in rows])
    return {row.pk: (seen.get(row.person_id), row.request_id) for row in rows}


# The check


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One place of a list at a moment; `person` is None where the actor may not see whom."""

    place: int
    told_place: int | None
    entry_id: int
    person: Person | None
    request_id: int
    why: str
    may_correct: bool


@require_GET
def check_order(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A service's list at a moment, computed again from the facts beside what was told then."""
    allow(request, "requests.see")
    actor, now = request.actor, timezone.now()
    service = register.service(actor, pk)
    form = MomentForm(request.GET or None, initial={"day": timezone.localdate(now)})
    moment = _moment(form, now) if form.is_bound and form.is_valid() else now
    checked = queries.order_at(pk, moment)
    is_provider = service.provider_id == actor.organization_id
    shown = {
        "service": service,
        "form": form,
        "moment": moment,
        "is_now": moment == now,
        "checked": checked,
        "lines": _lines(actor, service, checked, is_now=moment == now),
        "rules": order_queries.order_rules_of(pk),
        "is_provider": is_provider,
        "may_rule": is_provider
        and rights.may(request.organization.kind, actor.roles, "queues.rules"),
    }
    return render(request, "desk/check_order.html", shown, status=400 if form.errors else 200)


def _moment(form: MomentForm, now: datetime) -> datetime:
    """The end of the asked minute or day, and not later than now."""
    at = form.cleaned_data["at"]
    until = at.replace(second=59, microsecond=999999) if at else time.max
    return min(datetime.combine(form.cleaned_data["day"], until, SOFIA), now)


def _lines(
    actor: Actor, service: Service, checked: queries.CheckedOrder, *, is_now: bool
) -> list[CheckedLine]:
    told = {entry: place for place, entry in enumerate(checked.told, 1)}
    names = _named(actor, list(checked.computed))
    facts = order_queries.facts_at(actor, service.pk, checked.moment)
    return [
        CheckedLine(
            place,
            told.get(entry),
            entry,
            *names.get(entry, (None, 0)),
            why=order_rules.explained(checked.rule.criteria, facts[entry])
            if entry in facts
            else "",
            may_correct=is_now and entry in facts,
        )
        for place, entry in enumerate(checked.computed, 1)
    ]


@require_http_methods(["GET", "POST"])
def order_facts(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The provider corrects what the rule sees of one who waits."""
    allow(request, "places.manage")
    entry = get_object_or_404(
        queries.entries(request.actor).filter(organization=request.actor.organization_id), pk=pk
    )
    first = {name: getattr(entry, name) for name in ("is_urgent", "is_resident", "has_sibling")}
    form = FactsForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            places.set_facts(request.actor, entry=entry, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("Обстоятелствата са поправени и редът е преподреден."))
            return redirect("desk:check_order", organization, entry.service_id)
    person, request_id = _named(request.actor, [pk])[pk]
    shown = {"form": form, "entry": entry, "person": person, "request_id": request_id}
    return render(request, "desk/order_facts.html", shown, status=400 if form.errors else 200)
