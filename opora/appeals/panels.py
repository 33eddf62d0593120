"""Refusals on the pages of a user and of a direction."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from opora.accounts.requests import ActingRequest
from opora.assistance import queries as assistance
from opora.assistance.models import Direction, Enrollment
from opora.assistance.rules import ENROLLMENT_STEPS, DirectionState, actions

from . import forms, queries


def of_user(request: ActingRequest, enrollment: Enrollment, wrong: Mapping[str, Any]) -> SafeString:
    """Where the application is refused, and what was refused before."""
    actor = request.actor
    found = queries.refusals(actor).filter(enrollment=enrollment)
    may_refuse = "refuse" in actions(ENROLLMENT_STEPS, enrollment.state, assistance.who(actor))
    if not (found or may_refuse):
        return SafeString("")
    form = wrong.get("refuse_form") or forms.RefuseForm(prefix="r", bodies=queries.bodies(actor))
    shown = {"enrollment": enrollment, "refusals": found, "may_refuse": may_refuse, "form": form}
    return render_to_string("appeals/of_user.html", shown, request)


def of_direction(request: ActingRequest, direction: Direction) -> SafeString:
    """The letter about a withdrawn direction, for whose direction it was."""
    is_over = direction.state in {DirectionState.WITHDRAWN, DirectionState.VOID}
    if not is_over or direction.organization_id != request.actor.organization_id:
        return SafeString("")
    found = queries.refusals(request.actor).filter(direction=direction).first()
    shown = {"direction": direction, "refusal": found}
    return render_to_string("appeals/of_direction.html", shown, request)
