"""The month on one grid: thirty timesheets at once, by keyboard or pasted from a workbook."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.assistance import queries as assistance
from opora.assistance.forms import DayForm
from opora.assistance.pages.common import attempt, check_manages, done, month_of, page, slug_of
from opora.assistance.rules import KIND_LABELS, actions
from opora.assistants.reading import (
    Wrong,
    days_of,
    hours,
    next_month,
    previous_month,
    read_cell,
    written,
)
from opora.law import queries as law
from opora.law.rules import Calendar
from opora.lib.refusals import Refused

from .. import board, forms, queries, rules, services
from ..board import Board, Line
from ..models import Timesheet
from ..rules import SheetState
from ..services.sheets import Entry, Outcome

ON_PAGE = 30  # with 31 days it stays under the thousand fields that a form may send
VIEWS = ("all", "todo", "findings", "confirmed")


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one row as it is drawn."""

    day: date
    name: str
    value: str
    css: str
    shown: str = ""  # the hours, where the cell is too narrow for what is typed
    problem: str = ""


@dataclass(slots=True)
class Row:
    """One line of the board as it is drawn: its cells, and what is wrong with the whole row."""

    line: Line
    cells: list[Cell]
    stated: str
    problem: str = ""

    @property
    def problems(self) -> list[Cell]:
        """The cells that could not be entered."""
        return [cell for cell in self.cells if cell.problem]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent, and what came of it, when it has to be shown again."""

    values: QueryDict = field(default_factory=QueryDict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
def month(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """The grid; what is right is entered, what is wrong stays as it was typed with its sentence."""
    check_manages(request)
    first = month_of(month)
    if request.method != "POST":
        return _shown(request, first, Typed())
    entries = read_entries(request.POST, first)
    try:
        outcomes = services.enter_many(
            request.actor, entries=entries, month=first, now=timezone.now()
        )
    except Refused as refused:
        return _shown(request, first, Typed(request.POST), refused=refused)
    wrong = {_key(each.entry): each for each in outcomes if each.problems}
    n = len(outcomes) - len(wrong)
    sentence = ngettext("Подаден е %(n)s отчет.", "Подадени са %(n)s отчета.", n) % {"n": n}
    if not wrong:
        return done(
            request, sentence if n else _("Отбележете поне един ред."), "timesheets:month", month
        )
    return _shown(request, first, Typed(request.POST, wrong), n_entered=n)


def _key(entry: Entry) -> str:
    return f"{entry.enrollment_id}-{entry.assistant_id}"


def ticked(sent: QueryDict) -> dict[str, int]:
    """The rows that were ticked, with the version that was seen; rows of other pages are not."""
    found = {}
    for mark in sent.get("seen", "").split(","):
        key, _colon, version = mark.partition(":")
        enrollment, _dash, assistant = key.partition("-")
        is_read = enrollment.isdigit() and assistant.isdigit() and version.isdigit()
        if is_read and sent.get(f"on-{key}"):
            found[key] = int(version)
    return found


def read_entries(sent: QueryDict, first: date) -> list[Entry]:
    """The ticked rows as they were typed."""
    entries = []
    for key, version in ticked(sent).items():
        enrollment, assistant = key.split("-")
        cells = {day: sent.get(f"c-{key}-{day.day}", "") for day in days_of(first)}
        stated = sent.get(f"t-{key}", "")
        entries.append(Entry(int(enrollment), int(assistant), cells, stated, version))
    return entries


def _shown(request: ActingRequest, first: date, typed: Typed, **more: Any) -> HttpResponse:
    today, kind = timezone.localdate(), request.GET.get("kind", "")
    whole = board.load(request.actor, first, kind if kind in KIND_LABELS else "")
    view = request.GET.get("view", "all")
    shown = Paginator(_of_view(whole, view), ON_PAGE).get_page(request.GET.get("page"))
    calendar, state = law.calendar(), queries.month_state(request.actor, first)
    rows = [_row(line, whole, calendar, today, typed) for line in shown]
    who = assistance.who(request.actor)
    context = {
        "month": first,
        "month_slug": slug_of(first),
        "before": slug_of(previous_month(first)),
        "after": slug_of(next_month(first)) if next_month(first) <= today else "",
        "days": [(day, not calendar.is_working(day)) for day in whole.days],
        "rows": rows,
        "page": shown,
        "kind": kind,
        "kinds": KIND_LABELS,
        "view": view,
        "counts": counts(whole),
        "seen": ",".join(
            f"{row.line.key}:{row.line.timesheet.version if row.line.timesheet else 0}"
            for row in rows
        ),
        "state": state,
        "row": queries.month_row(request.actor, first),
        "actions": actions(rules.MONTH_STEPS, state, who),
        "is_over": next_month(first) <= today,
        "missing": whole.missing,
        "paper_form": forms.ConfirmForm(initial={"day": today}),
        "note_form": forms.NoteForm(prefix="n"),
        "report_form": DayForm(initial={"day": today}, prefix="rep"),
        "report_rule": assistance.rules_on(first).get("report.day"),
        "typed": bool(typed.values),
        **more,
    }
    is_wrong = typed.values or any(getattr(form, "errors", None) for form in more.values())
    return page(request, "timesheets/month.html", "month", context, 400 if is_wrong else 200)


def _of_view(whole: Board, view: str) -> list[Line]:
    if view == "todo":
        return [line for line in whole.lines if line.is_open and line.state != SheetState.ENTERED]
    if view == "findings":
        return [line for line in whole.lines if line.findings]
    if view == "confirmed":
        return whole.in_state(SheetState.CONFIRMED)
    return whole.lines


def counts(whole: Board) -> dict[str, int]:
    """How many lines stand where."""
    return {
        "all": len(whole.lines),
        "todo": len(_of_view(whole, "todo")),
        "entered": len(whole.in_state(SheetState.ENTERED)),
        "confirmed": len(whole.in_state(SheetState.CONFIRMED)),
        "clear": sum(line.is_clear for line in whole.in_state(SheetState.CONFIRMED)),
        "approved": len(whole.in_state(SheetState.APPROVED)),
        "findings": len(_of_view(whole, "findings")),
        "blocked": sum(bool(line.blocking) for line in whole.lines),
        "minutes": sum(line.total for line in whole.entered),
    }


def _row(line: Line, whole: Board, calendar: Calendar, today: date, typed: Typed) -> Row:
    outcome = typed.outcomes.get(line.key)
    problems = outcome.problems if outcome else {}
    found = {day for finding in line.findings for day in finding.days}
    cells = []
    for day in whole.days:
        name = f"c-{line.key}-{day.day}"
        value = written(line.days.get(day)) if day <= today else ""
        if name in typed.values and line.is_open:
            value = typed.values.get(name, "")
        marks = ["off" if not calendar.is_working(day) else ""]
        marks += ["planned" if line.is_planned and value else "", "found" if day in found else ""]
        marks += ["is-invalid" if day in problems else ""]
        marks += [f"weekday-{day.isoweekday()}" if day.day == 1 else ""]
        css = " ".join(filter(None, marks))
        cells.append(Cell(day, name, value, css, _hours(value), problems.get(day, "")))
    stated = line.timesheet.stated_minutes if line.timesheet else None
    return Row(
        line,
        cells,
        typed.values.get(f"t-{line.key}", hours(stated) if stated else ""),
        problems.get(None, ""),
    )


def _hours(typed: str) -> str:
    """What a narrow cell shows: the hours, a question mark for what cannot be read."""
    found = read_cell(typed)
    return "?" if isinstance(found, Wrong) else hours(found.minutes) if found else ""


def _chosen(request: ActingRequest, first: date) -> list[Timesheet]:
    keys = ticked(request.POST)
    return [
        each
        for each in queries.timesheets(request.actor).filter(month=first)
        if f"{each.enrollment_id}-{each.assistant_id}" in keys
    ]


@require_POST
def confirm_many(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """The chosen ones were confirmed on paper on one day."""
    check_manages(request)
    first = month_of(month)
    chosen = [each for each in _chosen(request, first) if each.state == SheetState.ENTERED]
    form = forms.ConfirmForm(request.POST)

    def act(facts: dict[str, Any]) -> None:
        if not chosen:
            raise Refused(_("Отбележете поне един подаден отчет."))
        for each in chosen:
            services.confirm(
                request.actor,
                timesheet=each,
                seen=None,
                confirmed_on=facts["day"],
                now=timezone.now(),
            )

    if attempt(form, act):
        n = len(chosen)
        words = ngettext("Потвърден е %(n)s отчет.", "Потвърдени са %(n)s отчета.", n)
        return done(request, words % {"n": n}, "timesheets:month", month)
    return _shown(request, first, Typed(), paper_form=form)


@require_POST
def approve_many(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """Approve the chosen ones, or all confirmed ones with nothing against them."""
    check_manages(request)
    first = month_of(month)
    chosen = [each for each in _chosen(request, first) if each.state == SheetState.CONFIRMED]
    sheets = chosen or [
        line.timesheet
        for line in board.load(request.actor, first).in_state(SheetState.CONFIRMED)
        if line.timesheet and line.is_clear
    ]
    left = services.approve(request.actor, timesheets=sheets, month=first, now=timezone.now())
    n = len(sheets) - len(left)
    words = ngettext("Утвърден е %(n)s отчет.", "Утвърдени са %(n)s отчета.", n) % {"n": n}
    if left:
        words += " " + _("Останаха %(n)s със забележки: отворете ги.") % {"n": len(left)}
    return done(request, words, "timesheets:month", month)


@require_POST
def step(request: ActingRequest, organization: str, month: str, verb: str) -> HttpResponse:
    """Close, open again, approve, or write down the sent report."""
    check_manages(request)
    first, now = month_of(month), timezone.now()
    if verb == "close":
        form: Any = forms.NoteForm(request.POST, prefix="n")
        if not attempt(
            form, lambda facts: services.close_month(request.actor, month=first, now=now, **facts)
        ):
            return _shown(request, first, Typed(), note_form=form)
        return done(request, _("Месецът е приключен."), "timesheets:month", month)
    if verb == "report":
        form = DayForm(request.POST, prefix="rep")
        if not attempt(
            form,
            lambda facts: services.report_month(
                request.actor, month=first, reported_on=facts["day"], now=now
            ),
        ):
            return _shown(request, first, Typed(), report_form=form)
        return done(request, _("Изпращането е вписано."), "timesheets:month", month)
    if verb == "reopen":
        services.reopen_month(request.actor, month=first, now=now)
        return done(request, _("Месецът е отворен отново."), "timesheets:month", month)
    services.approve_month(request.actor, month=first, now=now)
    return done(request, _("Месецът е утвърден и заключен."), "payroll:pay", month)
