"""Assistants and candidates."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.assistance import queries as assistance
from opora.assistance.pages.common import (
    attempt,
    check_manages,
    done,
    log,
    page,
    seen,
)
from opora.people import queries as people

from .. import forms, panels, queries, rules, services
from ..models import Assistant
from ..rules import AssistantState


@require_GET
def assistants(request: ActingRequest, organization: str) -> HttpResponse:
    """Who is on the list, how much they work, who is free."""
    check_manages(request)
    state = request.GET.get("state", "")
    found = queries.assistants(request.actor)
    found = (
        found.filter(state=state)
        if state in rules.ASSISTANT_LABELS
        else found.exclude(state=AssistantState.LEFT)
    )
    load = queries.workload(request.actor, timezone.localdate())
    rows = [
        {
            "assistant": each,
            "hours": load.get(each.pk, (0, 0))[0],
            "n_users": load.get(each.pk, (0, 0))[1],
            "free": max(0, each.n_hours - load.get(each.pk, (0, 0))[0]),
        }
        for each in found
    ]
    if request.GET.get("free"):
        rows = [row for row in rows if row["free"]]
    context = {"rows": rows, "state": state, "states": rules.ASSISTANT_LABELS}
    return page(request, "assistants/assistants.html", "assistants", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_assistant(request: ActingRequest, organization: str, person_id: int) -> HttpResponse:
    """Somebody is put on the list."""
    check_manages(request)
    person = people.worked_with(request.actor, person_id)
    address = people.current_address(request.actor, person_id)
    form = forms.AssistantForm(
        request.POST or None,
        municipality=str(request.organization.municipality_id),
        initial={"n_hours": 168, "settlement": address and address.settlement_id},
    )
    made: list[Assistant] = []

    def act(facts: dict[str, Any]) -> None:
        made.append(
            services.register_assistant(
                request.actor,
                person_id=person.pk,
                registered_on=timezone.localdate(),
                now=timezone.now(),
                **facts,
            )
        )

    if request.method == "POST" and attempt(form, act):
        return done(request, _("Вписан в списъка."), "assistants:assistant", made[0].pk)
    context = {"form": form, "person": person}
    return page(
        request, "assistants/assistant_new.html", "assistants", context, 400 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def assistant(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One assistant: criteria, hours, agreements, months."""
    check_manages(request)
    found = assistance.one(queries.assistants(request.actor), pk)
    log(request, found.person_id, _("асистент"))
    form = forms.AssistantForm(
        request.POST or None,
        municipality=str(request.organization.municipality_id),
        initial={
            "n_hours": found.n_hours,
            "settlement": found.settlement_id,
            "criteria": found.criteria,
            "experience": found.experience,
        },
    )

    def act(facts: dict[str, Any]) -> None:
        services.update_assistant(
            request.actor, assistant=found, seen=seen(request), now=timezone.now(), **facts
        )

    if request.method == "POST" and attempt(form, act):
        return done(request, _("Записано."), "assistants:assistant", pk)
    context = {
        "assistant": found,
        "form": form,
        "agreements": queries.agreements(request.actor).filter(assistant=found),
        "panels": [panel(request, found) for panel in panels.OF_ASSISTANT],
    }
    return page(
        request, "assistants/assistant.html", "assistants", context, 400 if form.errors else 200
    )


@require_POST
def leave(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Off the list."""
    check_manages(request)
    found = assistance.one(queries.assistants(request.actor), pk)
    services.leave(
        request.actor,
        assistant=found,
        seen=seen(request),
        left_on=timezone.localdate(),
        now=timezone.now(),
    )
    return done(request, _("Отписан от списъка."), "assistants:assistants")
