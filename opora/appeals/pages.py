"""A refusal: told to the person, appealed, decided; one form at a time, the next one."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.assistance import queries as assistance
from opora.assistance.pages.common import (
    attempt,
    check_directs,
    check_manages,
    check_sees,
    done,
    log,
    page,
    seen,
)
from opora.assistance.pages.users import shown
from opora.referral import appeal_forms
from opora.referral.appeal_rules import APPEAL_TONES, AppealState, actions_for
from opora.referral.services.appeals import last_day

from . import forms, papers, queries, services
from .models import AssistanceRefusal


@require_POST
def refuse(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Refused, with a reason and a letter."""
    check_manages(request)
    found = assistance.one(assistance.own(request.actor), pk)
    form = forms.RefuseForm(request.POST, prefix="r", bodies=queries.bodies(request.actor))
    made: list[AssistanceRefusal] = []

    def act(facts: dict[str, Any]) -> None:
        made.append(
            services.refuse(
                request.actor, enrollment=found, seen=seen(request), now=timezone.now(), **facts
            )
        )

    if attempt(form, act):
        sentence = _("Отказът е вписан и писмото е издадено. Връчете го и впишете кога.")
        return done(request, sentence, "appeals:refusal", made[0].pk)
    return shown(request, found, refuse_form=form)


@require_POST
def tell_withdrawal(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The letter about a withdrawn direction."""
    check_directs(request)
    found = assistance.one(assistance.directions(request.actor), pk)
    body = queries.bodies(request.actor).first()
    made = services.tell_withdrawal(request.actor, direction=found, body=body, now=timezone.now())
    return done(request, _("Писмото е издадено."), "appeals:refusal", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def refusal(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """What was refused, how the person got it, and the appeal."""
    check_sees(request)
    found = assistance.one(queries.refusals(request.actor), pk)
    form = _form(request, found)
    if request.method == "POST" and form is not None:
        if attempt(form, lambda facts: _do(request, found, form, facts)):
            return done(request, _("Записано."), "appeals:refusal", pk)
    elif request.method != "POST":
        log(request, found.person_id, _("отказ на лична помощ"))
    is_wrong = form is not None and form.errors
    part = "users" if found.enrollment_id else "directions"
    facts = _facts(request, found, form)
    return page(request, "appeals/refusal.html", part, facts, 400 if is_wrong else 200)


def _form(request: ActingRequest, found: AssistanceRefusal) -> Any:
    """The form of what comes next: to serve, to appeal, to send, to decide; none at an end."""
    appeal = queries.last_appeal(found)
    typed = request.POST if request.method == "POST" else None
    initial = {"happened_on": timezone.localdate()}
    if found.served_on is None:
        return appeal_forms.ServeForm(typed, initial=initial)
    if appeal is None:
        return appeal_forms.FileForm(typed, initial={**initial, "filed_by": found.person.full_name})
    about: dict[str, Any] = {
        "appeal": appeal,
        "organization_id": request.actor.organization_id,
        "initial": initial,
    }
    if appeal.state == AppealState.FILED:
        return appeal_forms.SendForm(typed, **about)
    if appeal.state == AppealState.SENT:
        return appeal_forms.DecideForm(typed, **about)
    return None


def _do(request: ActingRequest, found: AssistanceRefusal, form: Any, facts: dict[str, Any]) -> None:
    """The verb that belongs to the form."""
    actor, now, appeal = request.actor, timezone.now(), queries.last_appeal(found)
    match form:
        case appeal_forms.ServeForm():
            services.serve(actor, refusal=found, now=now, **facts)
        case appeal_forms.FileForm():
            services.file_appeal(actor, refusal=found, now=now, **facts)
        case appeal_forms.SendForm() if appeal:
            services.send_appeal(actor, appeal=appeal, now=now, **facts)
        case appeal_forms.DecideForm() if appeal:
            services.decide_appeal(actor, appeal=appeal, now=now, **facts)


def _facts(request: ActingRequest, found: AssistanceRefusal, form: Any) -> dict[str, Any]:
    today, appeal = timezone.localdate(), queries.last_appeal(found)
    state = AppealState(appeal.state) if appeal else None
    return {
        "refusal": found,
        "form": form,
        "appeal": appeal,
        "appeals": found.appeals.select_related("body"),
        "tone": APPEAL_TONES.get(state, "plain") if state else "",
        "may_withdraw": state is not None and "withdraw" in actions_for(state),
        "rule": queries.term_on(found.served_on or today),
        "until_if_today": last_day(today),
        "has_bodies": queries.bodies(request.actor).exists(),
        **papers.of_refusal(request, found),
    }


@require_POST
def withdraw(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The person takes the appeal back."""
    check_sees(request)
    found = assistance.one(queries.refusals(request.actor), pk)
    appeal = queries.last_appeal(found)
    if appeal:
        services.withdraw_appeal(
            request.actor, appeal=appeal, seen=appeal.version, now=timezone.now()
        )
    return done(request, _("Оттеглянето е вписано."), "appeals:refusal", pk)
