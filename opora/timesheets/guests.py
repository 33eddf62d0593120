"""Who comes by a code: the assistant opens their month, the user confirms one timesheet.

The assistant's code names one timesheet and opens all of the same assistant and month, also those
that are still empty (`services.expect` makes them). On the phone the hours of the schedule stand
there already.
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
from opora.lib.refusals import NotVisible, Refused

from . import board, queries, rules, services
from .board import Line
from .models import Timesheet
from .rules import SheetState
from .services.sheets import Entry

FOR_ASSISTANT, FOR_USER = "timesheet", "timesheet-user"
PURPOSES = {
    FOR_ASSISTANT: gettext_noop("Отчети за часове за един месец, при всички потребители"),
    FOR_USER: gettext_noop("Потвърждаване на часовете за един месец"),
}


def _guest(found: GuestPass) -> Actor:
    return Actor(None, found.organization_id, frozenset({GUEST}))


def _line(found: GuestPass) -> tuple[Timesheet, Line]:
    actor = _guest(found)
    sheet = assistance.one(queries.timesheets(actor), found.record_id)
    return sheet, board.load(actor, sheet.month).line_of(sheet)


def assistant_page(request: HttpRequest, guest_pass: GuestPass) -> HttpResponse:
    """The assistant's month on a phone: the users, then a day a row, from–to or hours, one button.

    One code opens all users of one month; the one to be filled in is named in the address.
    """
    first, _line_of_first = _line(guest_pass)
    sheets = list(queries.of_assistant(_guest(guest_pass), first).order_by("pk"))
    asked = request.GET.get("sheet", "")
    if len(sheets) > 1 and not asked:
        return _users(request, guest_pass, first)
    sheet = next((each for each in sheets if str(each.pk) == asked), None)
    if asked and sheet is None:
        raise NotVisible
    return _one_user(request, guest_pass, sheet or first, n_users=len(sheets))


def _users(request: HttpRequest, guest_pass: GuestPass, first: Timesheet) -> HttpResponse:
    """Whom the assistant helped in the month, and how far each timesheet is."""
    whole = board.load(_guest(guest_pass), first.month)
    lines = [
        line
        for line in whole.lines
        if line.timesheet and line.timesheet.assistant_id == first.assistant_id
    ]
    context = {
        "lines": lines,
        "minutes": sum(line.total for line in lines if not line.is_planned),
        "n_waiting": sum(line.is_open and line.state != SheetState.ENTERED for line in lines),
        **_common(guest_pass, first, lines[0]),
    }
    return render(request, "timesheets/guest_users.html", context)


def _one_user(
    request: HttpRequest, guest_pass: GuestPass, sheet: Timesheet, *, n_users: int
) -> HttpResponse:
    """The days of one timesheet; what is wrong stays as it was typed."""
    actor = _guest(guest_pass)
    line = board.load(actor, sheet.month).line_of(sheet)
    problems: dict[date | None, str] = {}
    values = {day: written(line.days.get(day)) for day in days_of(sheet.month)}
    if request.method == "POST":
        values = {day: request.POST.get(f"d{day.day}", "") for day in values}
        problems = _entered(request, actor, sheet, values)
        if not problems:
            messages.success(request, _("Отчетът е подаден. Сега потребителят го потвърждава."))
            return redirect(request.path if n_users > 1 else request.get_full_path())
    today = timezone.localdate()
    context: dict[str, Any] = {
        "rows": [(day, values[day], problems.get(day, "")) for day in values if day <= today],
        "problem": problems.get(None, ""),
        "n_problems": len(problems),
        "may_enter": sheet.state in rules.SHEET_STEPS["enter"].sources,
        "n_users": n_users,
        **_common(guest_pass, sheet, line),
    }
    status = 400 if problems else 200
    return render(request, "timesheets/guest_assistant.html", context, status=status)


def _entered(
    request: HttpRequest, actor: Actor, sheet: Timesheet, values: dict[date, str]
) -> dict[date | None, str]:
    """Enter what was typed; what is wrong by day, None: with the whole."""
    seen = int(request.POST.get("version", "0") or 0)
    entry = Entry(
        sheet.enrollment_id, sheet.assistant_id, values, request.POST.get("total", ""), seen
    )
    try:
        return services.enter(actor, entry=entry, month=sheet.month, now=timezone.now()).problems
    except Refused as refused:
        return {None: f"{refused.sentence} {refused.remedy}"}


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
