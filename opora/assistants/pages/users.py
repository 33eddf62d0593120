"""What is done with a user's agreements: a new one, and the end of the use with all of them."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.accounts.requests import ActingRequest
from opora.assistance import queries as assistance
from opora.assistance.forms import EffectForm
from opora.assistance.models import Enrollment
from opora.assistance.pages.common import (
    attempt,
    check_manages,
    done,
    seen,
)
from opora.assistance.pages.users import shown

from .. import forms, queries, services


def agreement_form(request: ActingRequest, found: Enrollment) -> forms.AgreementForm:
    """For a new agreement: who is free, and the hours that the direction still has."""
    today = timezone.localdate()
    listed = [
        (each.assistant.pk, f"{each.assistant} · {_('свободни %s ч.') % each.free_hours}")
        for each in queries.free_assistants(request.actor, found, today)
    ]
    taken = sum(
        each.n_minutes
        for each in queries.in_period(request.actor, today, today).filter(enrollment=found)
    )
    most = found.direction.n_hours if found.direction else 80
    left = max(0, most - taken // 60)
    return forms.AgreementForm(
        request.POST or None,
        assistants=listed or [(0, "—")],
        initial={
            "n_hours": left or "",
            "valid_from": today,
            **{f"day{n}": spread(left) for n in range(5)},
        },
    )


def spread(n_hours: int) -> str:
    """So many hours a month evenly on working mornings: what a schedule begins as."""
    minutes = min(8 * 60, n_hours * 60 // 22 // 30 * 30)
    return f"8-{hours_of(8 * 60 + minutes)}" if minutes else ""


def hours_of(minutes: int) -> str:
    """A moment of the day."""
    return f"{minutes // 60}:{minutes % 60:02}" if minutes % 60 else f"{minutes // 60}"


@require_POST
def end(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The use ends, and the agreements with it."""
    check_manages(request)
    found = assistance.one(assistance.own(request.actor), pk)
    form = EffectForm(request.POST, prefix="e")

    def act(facts: dict[str, Any]) -> None:
        services.end_use(
            request.actor,
            enrollment=found,
            seen=seen(request),
            ended_on=facts["day"],
            reason=facts["reason"],
            now=timezone.now(),
        )

    if attempt(form, act):
        return done(request, _("Ползването е прекратено."), "assistance:user", pk)
    return shown(request, found, end_form=form)


@require_POST
def add_agreement(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A draft of an agreement with one of the free assistants."""
    check_manages(request)
    found = assistance.one(assistance.own(request.actor), pk)
    form = agreement_form(request, found)

    def act(facts: dict[str, Any]) -> None:
        services.draft_agreement(
            request.actor,
            enrollment=found,
            assistant=assistance.one(queries.assistants(request.actor), facts["assistant"]),
            n_minutes=facts["n_hours"] * 60,
            schedule=facts["schedule"],
            valid_from=facts["valid_from"],
            is_substitute=facts["is_substitute"],
            now=timezone.now(),
        )

    if attempt(form, act):
        return done(request, _("Проектът е готов за подпис."), "assistance:user", pk)
    return shown(request, found, agreement_form=form)
