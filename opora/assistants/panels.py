"""Assistance on other pages: of a person, of a user; and places on an assistant's page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from opora.accounts.requests import ActingRequest
from opora.accounts.rules import OrganizationKind
from opora.assistance import queries as assistance
from opora.assistance.forms import EffectForm
from opora.assistance.models import Enrollment
from opora.assistance.rules import EnrollmentState
from opora.people.models import Person

from . import queries
from .models import Assistant
from .pages.users import agreement_form
from .rules import AssistantState

SHOWN = 8  # of those who are free

# Cards on the page of an assistant; packages above fill them in `site.urls`.
OF_ASSISTANT: list[Callable[[ActingRequest, Assistant], SafeString]] = []


def of_person(request: ActingRequest, person: Person) -> SafeString:
    """The person's assistance as a card; nothing for whom it is not work."""
    if not assistance.sees(request.actor, request.organization.kind):
        return SafeString("")
    directions, enrollments = assistance.of_person(request.actor, person.pk)
    listed = queries.assistants(request.actor).filter(person=person)
    shown = {
        "person": person,
        "directions": directions,
        "enrollments": enrollments,
        "assistant": listed.exclude(state=AssistantState.LEFT).first(),
        "is_municipality": request.organization.kind == OrganizationKind.MUNICIPALITY,
    }
    return render_to_string("assistants/person_panel.html", shown, request)


def agreements(
    request: ActingRequest, enrollment: Enrollment, wrong: Mapping[str, Any]
) -> SafeString:
    """The agreements of a user, and a new one."""
    is_active = enrollment.state == EnrollmentState.ACTIVE
    shown = {
        "enrollment": enrollment,
        "agreements": queries.agreements(request.actor).filter(enrollment=enrollment),
        "agreement_form": wrong.get("agreement_form")
        or (agreement_form(request, enrollment) if is_active else None),
    }
    return render_to_string("assistants/user_agreements.html", shown, request)


def end(request: ActingRequest, enrollment: Enrollment, wrong: Mapping[str, Any]) -> SafeString:
    """How the use ends."""
    if enrollment.state != EnrollmentState.ACTIVE:
        return SafeString("")
    today = timezone.localdate()
    shown = {
        "enrollment": enrollment,
        "end_form": wrong.get("end_form") or EffectForm(initial={"day": today}, prefix="e"),
    }
    return render_to_string("assistants/user_end.html", shown, request)


def free(request: ActingRequest, enrollment: Enrollment, wrong: Mapping[str, Any]) -> SafeString:
    """Who has hours left, the nearest first."""
    if enrollment.state != EnrollmentState.ACTIVE:
        return SafeString("")
    found = queries.free_assistants(request.actor, enrollment, timezone.localdate())[:SHOWN]
    return render_to_string("assistants/user_free.html", {"free": found}, request)
