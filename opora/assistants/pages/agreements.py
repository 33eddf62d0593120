"""One agreement: sign, amend, end, and the paper of it."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.accounts.requests import ActingRequest
from opora.assistance import queries as assistance
from opora.assistance.forms import DayForm, EffectForm
from opora.assistance.pages.common import attempt, check_manages, done, log, page, seen
from opora.assistance.papers import of_enrollment
from opora.assistance.rules import actions

from .. import forms, papers, queries, rules, services
from ..models import AssistanceAgreement
from ..reading import planned_on, written


@require_GET
def agreement(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The parties, the schedule, what may be done now."""
    check_manages(request)
    found = assistance.one(queries.agreements(request.actor), pk)
    log(request, found.enrollment.person_id, _("споразумение за лична помощ"))
    return _shown(request, found)


def _week(found: AssistanceAgreement) -> list[tuple[Any, str]]:
    return [
        (label, written(planned_on(found.schedule, papers.A_MONDAY + timedelta(days=n))))
        for n, label in enumerate(forms.WEEKDAYS)
    ]


def _shown(request: ActingRequest, found: AssistanceAgreement, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    week = _week(found)
    errors = [form for form in more.values() if form.errors]
    initial = {
        "n_hours": found.n_minutes // 60,
        "valid_from": today,
        **{f"day{n}": text for n, (_label, text) in enumerate(week)},
    }
    context = {
        "agreement": found,
        "week": week,
        "actions": actions(rules.AGREEMENT_STEPS, found.state, assistance.who(request.actor)),
        "sign_form": DayForm(initial={"day": today}),
        "end_form": EffectForm(initial={"day": today}, prefix="e"),
        "amend_form": forms.AgreementForm(assistants=[], initial=initial, prefix="m"),
        **of_enrollment(request, found.enrollment),
        **more,
    }
    return page(request, "assistants/agreement.html", "users", context, 400 if errors else 200)


@require_POST
def sign(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """All three have signed."""
    check_manages(request)
    found = assistance.one(queries.agreements(request.actor), pk)
    form = DayForm(request.POST)

    def act(facts: dict[str, Any]) -> None:
        services.sign(
            request.actor,
            agreement=found,
            seen=seen(request),
            signed_on=facts["day"],
            now=timezone.now(),
        )

    if attempt(form, act):
        return done(
            request, _("Споразумението е подписано."), "assistance:user", found.enrollment_id
        )
    return _shown(request, found, sign_form=form)


@require_POST
def amend(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A draft that will replace this one."""
    check_manages(request)
    found = assistance.one(queries.agreements(request.actor), pk)
    form = forms.AgreementForm(request.POST, assistants=[], prefix="m")
    made: list[AssistanceAgreement] = []

    def act(facts: dict[str, Any]) -> None:
        made.append(
            services.amend(
                request.actor,
                agreement=found,
                seen=seen(request),
                n_minutes=facts["n_hours"] * 60,
                schedule=facts["schedule"],
                valid_from=facts["valid_from"],
                now=timezone.now(),
            )
        )

    if attempt(form, act):
        return done(
            request, _("Проектът на изменението е готов."), "assistants:agreement", made[0].pk
        )
    return _shown(request, found, amend_form=form)


@require_POST
def end(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """It holds until a day."""
    check_manages(request)
    found = assistance.one(queries.agreements(request.actor), pk)
    form = EffectForm(request.POST, prefix="e")

    def act(facts: dict[str, Any]) -> None:
        services.end_agreement(
            request.actor,
            agreement=found,
            seen=seen(request),
            ended_on=facts["day"],
            reason=facts["reason"],
            now=timezone.now(),
        )

    if attempt(form, act):
        return done(request, _("Споразумението е прекратено."), "assistants:agreement", pk)
    return _shown(request, found, end_form=form)


@require_POST
def drop(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The draft will not be signed."""
    check_manages(request)
    found = assistance.one(queries.agreements(request.actor), pk)
    services.drop(request.actor, agreement=found, seen=seen(request), now=timezone.now())
    return done(request, _("Проектът е изоставен."), "assistance:user", found.enrollment_id)


@require_POST
def paper(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The agreement on paper, for signing."""
    check_manages(request)
    found = assistance.one(queries.agreements(request.actor), pk)
    papers.issue_agreement(request.actor, found, now=timezone.now())
    return done(request, _("Документът е издаден."), "assistants:agreement", pk)
