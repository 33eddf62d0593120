"""A refusal: told, appealed, decided; to whom appeals are sent; days of urgent papers."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.accounts import services as accounts
from opora.accounts.requests import ActingRequest
from opora.documents.panels import papers
from opora.law import queries as law
from opora.lib.refusals import Refused

from . import appeal_forms, queries, services
from .appeal_rules import APPEAL_TONES, TERM, AppealState, actions_for
from .models import Appeal, AppealBody, Refusal, UrgentPaperRule
from .rules import Who
from .services.appeals import last_day


@require_http_methods(["GET", "POST"])
def refusal(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One refusal: the act, when it was told, until when it is appealed, what came of it."""
    found = _found(request, pk)
    may_write = Who.OWNER in queries.who_is(request.actor, found.request)
    form = _form(request, found) if may_write else None
    refused = None
    if request.method == "POST" and form and form.is_valid():
        try:
            _do(request, found, form)
        except Refused as error:
            refused = error
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Записано."))
            return redirect("referral:refusal", organization=organization, pk=pk)
    status = 400 if request.method == "POST" else 200
    return render(
        request, "referral/refusal.html", _shown(request, found, form, refused), status=status
    )


def _found(request: ActingRequest, pk: int) -> Refusal:
    return get_object_or_404(
        Refusal.objects.select_related("request__person", "organization", "service"),
        pk=pk,
        request__in=queries.visible(request.actor),
    )


def _appeal(found: Refusal) -> Appeal | None:
    return found.appeals.select_related("body").order_by("-pk").first()


def _form(request: ActingRequest, found: Refusal) -> Any:
    """The form of what comes next: to serve, to appeal, to send, to decide; none at an end."""
    today, appeal = timezone.localdate(), _appeal(found)
    initial = {"happened_on": today}
    typed = request.POST or None
    if found.served_on is None:
        return appeal_forms.ServeForm(typed, initial=initial)
    if appeal is None:
        person = found.request.person
        return appeal_forms.FileForm(typed, initial={**initial, "filed_by": person.full_name})
    about: dict[str, Any] = {
        "appeal": appeal,
        "organization_id": request.actor.organization_id,
        "initial": initial,
    }
    match AppealState(appeal.state):
        case AppealState.FILED:
            return appeal_forms.SendForm(typed, **about)
        case AppealState.SENT:
            return appeal_forms.DecideForm(typed, **about)
    return None


def _do(request: ActingRequest, found: Refusal, form: Any) -> None:
    """The verb that belongs to the form."""
    values, now, appeal = dict(form.cleaned_data), timezone.now(), _appeal(found)
    match form:
        case appeal_forms.ServeForm():
            services.serve(request.actor, refusal=found, now=now, **values)
        case appeal_forms.FileForm():
            services.file_appeal(request.actor, refusal=found, now=now, **values)
        case appeal_forms.SendForm() if appeal:
            services.send_appeal(request.actor, appeal=appeal, now=now, **values)
        case appeal_forms.DecideForm() if appeal:
            services.decide_appeal(request.actor, appeal=appeal, now=now, **values)


def _shown(
    request: ActingRequest, found: Refusal, form: Any, refused: Refused | None
) -> dict[str, Any]:
    today: date = timezone.localdate()
    appeal = _appeal(found)
    return {
        "refusal": found,
        "found": found.request,
        "person": found.request.person,
        "form": form,
        "refused": refused,
        "appeals": found.appeals.select_related("body").order_by("pk"),
        "appeal": appeal,
        "tone": APPEAL_TONES.get(AppealState(appeal.state), "plain") if appeal else "",
        "may_withdraw": appeal is not None and "withdraw" in actions_for(AppealState(appeal.state)),
        "rule": law.rule_in_force(TERM, found.served_on or today),
        "until_if_today": last_day(today),
        "has_bodies": AppealBody.objects.filter(
            organization=request.actor.organization_id, valid_to=None
        ).exists(),
        "today": today,
        "papers": papers(
            request,
            record_kind="request",
            record_id=found.request_id,
            audience=found.request.audience,
            person_id=found.request.person_id,
        ),
    }


@require_POST
def withdraw(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The person takes the appeal back."""
    appeal = get_object_or_404(
        Appeal.objects.select_related("request"), pk=pk, request__in=queries.visible(request.actor)
    )
    services.withdraw_appeal(request.actor, appeal=appeal, seen=appeal.version, now=timezone.now())
    messages.success(request, _("Жалбата е оттеглена."))
    return redirect("referral:refusal", organization=organization, pk=appeal.refusal_id)


@require_http_methods(["GET", "POST"])
def bodies(request: ActingRequest, organization: str) -> HttpResponse:
    """To whom the organization sends appeals."""
    accounts.require(request.actor, "requests.record")
    form = appeal_forms.BodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_body(request.actor, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Записано."))
        return redirect("referral:bodies", organization=organization)
    found = AppealBody.objects.filter(organization=request.actor.organization_id, valid_to=None)
    shown = {"form": form, "bodies": found}
    return render(request, "referral/bodies.html", shown, status=400 if form.errors else 200)


@require_POST
def end_body(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """No more appeals are sent to it."""
    accounts.require(request.actor, "requests.record")
    body = get_object_or_404(AppealBody, pk=pk, organization=request.actor.organization_id)
    services.end_body(request.actor, body=body, now=timezone.now())
    messages.success(request, _("Записано."))
    return redirect("referral:bodies", organization=organization)


@require_http_methods(["GET", "POST"])
def urgent_days(request: ActingRequest, organization: str) -> HttpResponse:
    """The provider's own days for the papers after an urgent admission."""
    accounts.require(request.actor, "places.manage")
    in_force = UrgentPaperRule.objects.filter(
        organization=request.actor.organization_id, valid_to=None
    )
    initial: dict[str, Any] = dict(in_force.values_list("paper", "n_days"))
    form = appeal_forms.DaysForm(
        request.POST or None, initial={**initial, "valid_from": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.set_urgent_days(
                request.actor,
                days=form.days(),
                valid_from=form.cleaned_data["valid_from"],
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, _("Записано."))
            return redirect("referral:urgent_days", organization=organization)
    return render(
        request, "referral/urgent_days.html", {"form": form}, status=400 if form.errors else 200
    )
