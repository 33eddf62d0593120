"""One timesheet: its days, what is wrong with it, and the codes for assistant and user."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.assistance import queries as assistance
from opora.assistance.forms import ReasonForm
from opora.assistance.pages.common import (
    attempt,
    check_manages,
    done,
    log,
    month_of,
    page,
    seen,
    slug_of,
)
from opora.assistance.rules import actions
from opora.guests import queries as guests
from opora.guests import services as passes
from opora.guests.models import GuestPass
from opora.lib.refusals import NotVisible
from opora.lib.words import SOFIA

from .. import board, forms, panels, queries, rules, services
from ..guests import FOR_ASSISTANT, FOR_USER, PURPOSES
from ..models import Timesheet


@never_cache
@require_GET
def sheet(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The month of one assistant at one user."""
    check_manages(request)
    found = assistance.one(queries.timesheets(request.actor), pk)
    log(request, found.enrollment.person_id, _("отчет за лична помощ"))
    return _shown(request, found)


def _shown(request: ActingRequest, found: Timesheet, **more: Any) -> HttpResponse:
    whole = board.load(request.actor, found.month)
    line = whole.line_of(found)
    today = timezone.localdate()
    month = queries.month_state(request.actor, found.month)
    invite = forms.InviteForm(
        people=choices(line), initial={"day": today + timedelta(days=14)}, prefix="g"
    )
    errors = [form for form in more.values() if getattr(form, "errors", None)]
    who = assistance.who(request.actor)
    context = {
        "line": line,
        "sheet": found,
        "days": [(day, line.days[day]) for day in whole.days if day in line.days],
        "corrected": {each.day for each in line.corrections},
        "panels": [panel(request, whole, line) for panel in panels.OF_SHEET],
        "actions": actions(rules.SHEET_STEPS, found.state, who),
        "month_state": month,
        "month_slug": slug_of(found.month),
        "confirm_form": forms.ConfirmForm(initial={"day": today}),
        "return_form": ReasonForm(prefix="r"),
        "correction_form": forms.CorrectionForm(prefix="c"),
        "invite_form": invite,
        "passes": [(each, each.state(timezone.now())) for each in _passes(request, found)],
        "code": "",
        **more,
    }
    return page(request, "timesheets/sheet.html", "month", context, 400 if errors else 200)


def _passes(request: ActingRequest, found: Timesheet) -> list[GuestPass]:
    """The codes that open this timesheet: the assistant's for the whole month, then the user's."""
    of_month = queries.of_assistant(request.actor, found).values_list("pk", flat=True)
    return [
        *(each for pk in of_month for each in guests.of(request.actor, FOR_ASSISTANT, pk)),
        *guests.of(request.actor, FOR_USER, found.pk),
    ]


def choices(line: board.Line) -> list[tuple[str, str]]:
    """For whom a code may be."""
    return [
        (FOR_ASSISTANT, _("асистента %(name)s") % {"name": line.assistant.person.full_name}),
        (FOR_USER, _("потребителя %(name)s") % {"name": line.enrollment.person.full_name}),
    ]


@require_POST
def confirm(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The user signed on paper."""
    check_manages(request)
    found = assistance.one(queries.timesheets(request.actor), pk)
    form = forms.ConfirmForm(request.POST)

    def act(facts: dict[str, Any]) -> None:
        services.confirm(
            request.actor,
            timesheet=found,
            seen=seen(request),
            confirmed_on=facts["day"],
            now=timezone.now(),
        )

    if attempt(form, act):
        return done(request, _("Потвърждението е вписано."), "timesheets:sheet", pk)
    return _shown(request, found, confirm_form=form)


@require_POST
def return_sheet(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Back, with what is wrong."""
    check_manages(request)
    found = assistance.one(queries.timesheets(request.actor), pk)
    form = ReasonForm(request.POST, prefix="r")

    def act(facts: dict[str, Any]) -> None:
        services.return_sheet(
            request.actor, timesheet=found, seen=seen(request), now=timezone.now(), **facts
        )

    if attempt(form, act):
        return done(request, _("Отчетът е върнат за поправка."), "timesheets:sheet", pk)
    return _shown(request, found, return_form=form)


@require_POST
def explain(request: ActingRequest, organization: str, pk: int, code: str) -> HttpResponse:
    """Why a finding is let through."""
    check_manages(request)
    found = assistance.one(queries.timesheets(request.actor), pk)
    text = request.POST.get("reason", "")
    services.explain(request.actor, timesheet=found, code=code, text=text, now=timezone.now())
    return done(request, _("Причината е записана."), "timesheets:sheet", pk)


@require_POST
def approve(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Approve this one; what stands against it is on the page."""
    check_manages(request)
    found = assistance.one(queries.timesheets(request.actor), pk)
    left = services.approve(
        request.actor, timesheets=[found], month=found.month, now=timezone.now()
    )
    if left:
        return done(request, _("Не е утвърден: има нерешени забележки."), "timesheets:sheet", pk)
    return done(request, _("Отчетът е утвърден."), "timesheets:month", slug_of(found.month))


@require_POST
def correct(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A day of an approved sheet put right."""
    check_manages(request)
    found = assistance.one(queries.timesheets(request.actor), pk)
    form = forms.CorrectionForm(request.POST, prefix="c")

    def act(facts: dict[str, Any]) -> None:
        services.correct(request.actor, timesheet=found, now=timezone.now(), **facts)

    if attempt(form, act):
        return done(
            request, _("Поправката е записана до това, което стоеше."), "timesheets:sheet", pk
        )
    return _shown(request, found, correction_form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A code for the assistant's month or for the user's confirmation; shown once."""
    check_manages(request)
    found = assistance.one(queries.timesheets(request.actor), pk)
    if request.method != "POST":  # the shown code's page is asked for again
        return redirect("timesheets:sheet", organization, pk)
    line = board.load(request.actor, found.month).line_of(found)
    form = forms.InviteForm(request.POST, people=choices(line), prefix="g")
    shown: list[str] = []

    def act(facts: dict[str, Any]) -> None:
        kind = facts["for_whom"]
        shown.append(
            passes.invite(
                request.actor,
                kind=kind,
                record_id=found.pk,
                for_whom=dict(choices(line))[kind],
                purpose=_(PURPOSES[kind]),
                expires_at=datetime.combine(facts["day"], time.max, SOFIA),
                now=timezone.now(),
            )[1]
        )

    if attempt(form, act):
        return _shown(request, found, code=shown[0])
    return _shown(request, found, invite_form=form)


@require_POST
def revoke(request: ActingRequest, organization: str, pk: int, pass_id: int) -> HttpResponse:
    """A code opens nothing any more."""
    check_manages(request)
    found = assistance.one(queries.timesheets(request.actor), pk)
    mine = [each.pk for each in _passes(request, found)]
    given = GuestPass.objects.filter(pk__in=mine)
    passes.revoke(request.actor, guest_pass=assistance.one(given, pass_id), now=timezone.now())
    return done(request, _("Кодът е оттеглен."), "timesheets:sheet", pk)


@require_POST
def expect(request: ActingRequest, organization: str, month: str, key: str) -> HttpResponse:
    """Empty timesheets of an assistant's month, so that a code can be given for them."""
    check_manages(request)
    first = month_of(month)
    lines = board.load(request.actor, first).lines
    line = next((each for each in lines if each.key == key), None)
    if line is None:
        raise NotVisible
    others = [each for each in lines if each.assistant == line.assistant and each is not line]
    made = [
        services.expect(request.actor, line=each, month=first, now=timezone.now())
        for each in (line, *others)
    ]
    return done(request, _("Сега дайте кода на асистента."), "timesheets:sheet", made[0].pk)
