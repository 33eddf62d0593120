"""Who comes by a code: the assistant opens one month, the user confirms one timesheet.

The assistant's code is given before the first hours are entered, so it may name a timesheet that is
still empty: `open_month` makes it. On the phone the hours of the schedule stand there already.
"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.assistance import queries as assistance
from opora.assistance.rules import GUEST
from opora.assistants.reading import days_of, written
from opora.guests.models import GuestPass
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop
from opora.lib.refusals import Refused

from . import board, queries, rules, services
from .board import Line
from .models import Timesheet
from .rules import SheetState
from .services.sheets import Entry

FOR_ASSISTANT, FOR_USER = "timesheet", "timesheet-user"
PURPOSES = {
    FOR_ASSISTANT: gettext_noop("Отчет за часове за един месец"),
    FOR_USER: gettext_noop("Потвърждаване на часовете за един месец"),
}


def _guest(found: GuestPass) -> Actor:
    return Actor(None, found.organization_id, frozenset({GUEST}))


def _line(found: GuestPass) -> tuple[Timesheet, Line]:
    actor = _guest(found)
    sheet = assistance.one(queries.timesheets(actor), found.record_id)
    return sheet, board.load(actor, sheet.month).line_of(sheet)


def assistant_page(request: HttpRequest, guest_pass: GuestPass) -> HttpResponse:
    """The assistant's month on a phone: a day a row, from–to or hours, one button."""
    sheet, line = _line(guest_pass)
    problems: dict[date | None, str] = {}
    values = {day: written(line.days.get(day)) for day in days_of(sheet.month)}
    if request.method == "POST":
        values = {day: request.POST.get(f"d{day.day}", "") for day in values}
        entry = Entry(
            sheet.enrollment_id,
            sheet.assistant_id,
            values,
            request.POST.get("total", ""),
            int(request.POST.get("version", "0") or 0),
        )
        try:
            outcome = services.enter(
                _guest(guest_pass), entry=entry, month=sheet.month, now=timezone.now()
            )
        except Refused as refused:
            problems[None] = f"{refused.sentence} {refused.remedy}"
        else:
            problems = outcome.problems
        if not problems:
            messages.success(request, _("Отчетът е подаден. Сега потребителят го потвърждава."))
            return redirect(request.path)
    today = timezone.localdate()
    context: dict[str, Any] = {
        "rows": [(day, values[day], problems.get(day, "")) for day in values if day <= today],
        "problem": problems.get(None, ""),
        "n_problems": len(problems),
        "may_enter": sheet.state in rules.SHEET_STEPS["enter"].sources,
        **_common(guest_pass, sheet, line),
    }
    status = 400 if problems else 200
    return render(request, "timesheets/guest_assistant.html", context, status=status)


def user_page(request: HttpRequest, guest_pass: GuestPass) -> HttpResponse:
    """The user sees the hours and says whether they are true."""
    sheet, line = _line(guest_pass)
    problem = ""
    if request.method == "POST":
        actor, now = _guest(guest_pass), timezone.now()
        seen = int(request.POST.get("version", "0") or 0)
        try:
            if request.POST.get("answer") == "yes":
                day = timezone.localdate(now)
                services.confirm(actor, timesheet=sheet, seen=seen, confirmed_on=day, now=now)
            else:
                reason = request.POST.get("reason", "")
                services.return_sheet(actor, timesheet=sheet, seen=seen, reason=reason, now=now)
        except Refused as refused:
            problem = f"{refused.sentence} {refused.remedy}"
        else:
            messages.success(request, _("Благодарим, отговорът Ви е записан."))
            return redirect(request.path)
    context = {
        "days": [(day, line.days[day]) for day in days_of(sheet.month) if day in line.days],
        "problem": problem,
        "may_answer": sheet.state == SheetState.ENTERED,
        **_common(guest_pass, sheet, line),
    }
    return render(request, "timesheets/guest_user.html", context, status=400 if problem else 200)


def _common(guest_pass: GuestPass, sheet: Timesheet, line: Line) -> dict[str, Any]:
    return {
        "sheet": sheet,
        "line": line,
        "office": Organization.objects.get(pk=guest_pass.organization_id),
        "guest_pass": guest_pass,
    }
