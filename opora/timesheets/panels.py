"""Timesheets on the pages of a user and of an assistant; and places on a timesheet's page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from opora.accounts.requests import ActingRequest
from opora.assistance.models import Enrollment
from opora.assistants.models import Assistant

from . import queries
from .board import Board, Line

# Facts about a timesheet; packages above fill them in `site.urls`.
OF_SHEET: list[Callable[[ActingRequest, Board, Line], SafeString]] = []


def of_user(request: ActingRequest, enrollment: Enrollment, wrong: Mapping[str, Any]) -> SafeString:
    """The months of a user."""
    found = queries.timesheets(request.actor).filter(enrollment=enrollment)
    shown = {"timesheets": found.order_by("-month", "pk")}
    return render_to_string("timesheets/of_user.html", shown, request)


def of_assistant(request: ActingRequest, assistant: Assistant) -> SafeString:
    """The months of an assistant."""
    found = queries.timesheets(request.actor).filter(assistant=assistant)
    return render_to_string(
        "timesheets/of_assistant.html", {"timesheets": found.order_by("-month")}, request
    )
