"""The day book: today's services, what runs out, incidents."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opora.accounts.requests import ActingRequest
from opora.cases import queries as cases
from opora.cases.pages import allow, may
from opora.incidents import queries as found

from . import limits, overview

SHOWN = 100


def tabs(request: ActingRequest, shown: str) -> list[dict[str, Any]]:
    """The parts of the day book."""
    slug = request.organization.slug
    parts: list[tuple[str, str, int | None]] = []
    if may(request, "usage.enter"):
        today = timezone.localdate()
        n_soon = len(limits.running_out(request.actor, today))
        n_signals = found.awaiting_signal(request.actor).count()
        parts = [
            ("index", _("Днес"), None),
            ("expiring", _("Изтичат"), n_soon),
            ("incidents", _("Инциденти"), n_signals or None),
        ]
    parts.append(("utilization", _("Използваемост"), None))
    return [
        {
            "label": label,
            "url": reverse(f"diary:{name}", args=[slug]),
            "active": name == shown,
            "count": count,
            "tone": "soon" if count else "",
        }
        for name, label, count in parts
    ]


@require_GET
def index(request: ActingRequest, organization: str) -> HttpResponse:
    """The services of the organization: how far today is marked, which months wait."""
    allow(request, "usage.enter")
    today = timezone.localdate()
    shown = {
        "tabs": tabs(request, "index"),
        "lines": overview.lines(request.actor, today),
        "signals": found.awaiting_signal(request.actor),
        "today": today,
    }
    return render(request, "diary/index.html", shown)


# What runs out


@require_GET
def expiring(request: ActingRequest, organization: str) -> HttpResponse:
    """Agreements and limits of use that run out soon or have run out."""
    allow(request, "usage.enter")
    lines = limits.running_out(request.actor, timezone.localdate())
    shown = {"tabs": tabs(request, "expiring"), "lines": lines}
    return render(request, "diary/expiring.html", shown)


# Incidents


@require_GET
def incidents(request: ActingRequest, organization: str) -> HttpResponse:
    """The incidents of the own services, and those that wait for a signal first."""
    allow(request, "usage.enter")
    own = found.own(request.actor)
    shown = {
        "tabs": tabs(request, "incidents"),
        "waiting": [each for each in own[:SHOWN] if each.awaits_signal],
        "rows": own[:SHOWN],
        "services": cases.own_services(request.actor, timezone.localdate()),
    }
    return render(request, "diary/incidents.html", shown)
