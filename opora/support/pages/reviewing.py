"""Reviews, and questions to a school or a doctor."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.accounts.requests import ActingRequest
from opora.cases import pages as cases
from opora.cases.rules import Part
from opora.guests import queries as guest_queries
from opora.guests import services as guests
from opora.guests.models import GuestPass
from opora.guests.rules import PassState
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.lib.words import SOFIA

from .. import forms, queries, services
from ..models import OutsideQuestion
from ..rules import Verdict


def review(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Review the plan in force."""
    cases.allow(request, "cases.work")
    case = cases.opened(request, pk, Part.PLAN)
    plan = queries.plan_in_force(request.actor, case)
    if plan is None or plan.organization_id != request.actor.organization_id:
        raise Http404
    form = forms.ReviewForm(request.POST or None, plan=plan, today=timezone.localdate())
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            made = services.hold_review(
                request.actor,
                plan=plan,
                scores=form.scores(),
                now=timezone.now(),
                **form.common(),
            )
        except Refused as refused:
            more["refused"] = refused
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("Прегледът е записан."))
            return redirect(NEXT.get(Verdict(made.verdict), "support:plan"), organization, pk)
    shown = {"case": case, "plan": plan, "form": form, **more}
    status = 400 if request.method == "POST" else 200
    return render(request, "support/review.html", shown, status=status)


NEXT = {Verdict.REVISE: "support:edit", Verdict.CLOSE: "referral:end_case"}


def ask(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Ask a school or a doctor one question; the code is shown once."""
    cases.allow(request, "cases.work")
    case = cases.opened(request, pk, Part.PLAN)
    form = forms.QuestionForm(request.POST or None, today=timezone.localdate())
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        until = datetime.combine(values.pop("until"), time(23, 59), SOFIA)
        try:
            asked, code = services.ask_outside(
                request.actor, case=case, expires_at=until, now=timezone.now(), **values
            )
        except Refused as refused:
            more["refused"] = refused
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            shown = {"case": case, "asked": asked, "code": code}
            return render(request, "support/code.html", shown)
    status = 400 if request.method == "POST" else 200
    return render(request, "support/ask.html", {"case": case, "form": form, **more}, status=status)


@require_POST
def revoke(request: ActingRequest, organization: str, pk: int, question: int) -> HttpResponse:
    """The answer is no longer awaited; the code opens nothing."""
    cases.allow(request, "cases.work")
    case = cases.opened(request, pk, Part.PLAN)
    asked = get_object_or_404(queries.questions(request.actor, case), pk=question)
    now = timezone.now()
    for held in guest_queries.of(request.actor, asked.kind, asked.pk):
        if held.state(now) == PassState.OPEN:
            guests.revoke(request.actor, guest_pass=held, now=now)
    messages.success(request, _("Кодът вече не отваря нищо."))
    return redirect("support:plan", organization, pk)


def guest_question(request: HttpRequest, guest_pass: GuestPass) -> HttpResponse:
    """The school's or the doctor's page: the question, and one answer."""
    asked = get_object_or_404(OutsideQuestion, pk=guest_pass.record_id, kind=guest_pass.kind)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guest = Actor(None, guest_pass.organization_id, frozenset({"guest"}))
        services.answer_question(
            guest, guest_pass=guest_pass, now=timezone.now(), **form.cleaned_data
        )
        return redirect("public:guest")
    shown = {"asked": asked, "form": form, "organization": guest_pass.organization}
    status = 400 if request.method == "POST" else 200
    return render(request, "support/guest.html", shown, status=status)
