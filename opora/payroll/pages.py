"""What the month costs, what leaves the house (payroll and the report), and the rates."""

from collections import defaultdict
from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from opora.accounts.requests import ActingRequest
from opora.assistance import queries as assistance
from opora.assistance.pages.common import attempt, check_manages, done, month_of, page, slug_of
from opora.assistance.rules import KIND_LABELS
from opora.assistants.reading import next_month, previous_month
from opora.lib.refusals import Refused
from opora.timesheets import board, tables
from opora.timesheets import queries as timesheets
from opora.timesheets.board import Line
from opora.timesheets.rules import MonthState, SheetState

from . import costs, export, forms, pay, queries, services
from .costs import Costs
from .pay import Pay

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def pay_table(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """Approved hours × the rate of each day, by assistant and by user."""
    check_manages(request)
    first = month_of(month)
    whole = board.load(request.actor, first)
    lines = whole.in_state(SheetState.APPROVED)
    by_rate = costs.load(request.actor, first)
    pays = [by_rate.of(line) for line in lines]
    state = timesheets.month_state(request.actor, first)
    context = {
        "month": first,
        "month_slug": month,
        "before": slug_of(previous_month(first)),
        "after": slug_of(next_month(first)),
        "rows": list(zip(lines, pays, strict=True)),
        "total": pay.total(pays, first),
        "by_assistant": _sums(by_rate, lines, lambda line: line.assistant.person.full_name),
        "by_user": _sums(by_rate, lines, lambda line: line.enrollment.person.full_name),
        "by_kind": _sums(by_rate, lines, lambda line: _(KIND_LABELS[line.enrollment.kind])),
        "n_waiting": len(whole.entered) - len(lines),
        "n_missing": len(whole.missing),
        "state": state,
        "row": timesheets.month_row(request.actor, first),
        "is_final": state in {MonthState.APPROVED, MonthState.REPORTED},
        "rates": queries.rates(request.actor),
    }
    return page(request, "payroll/pay.html", "pay", context)


def _sums(by_rate: Costs, lines: list[Line], key: Any) -> list[tuple[str, int, Pay]]:
    found: defaultdict[str, list[Pay]] = defaultdict(list)
    for line in lines:
        found[key(line)].append(by_rate.of(line))
    return sorted((name, len(pays), pay.total(pays, by_rate.month)) for name, pays in found.items())


@never_cache
@require_GET
def download(
    request: ActingRequest, organization: str, month: str, what: str, form: str
) -> HttpResponse | FileResponse:
    """Payroll or the report; only of an approved month, so that nothing else is ever paid."""
    check_manages(request)
    first = month_of(month)
    if timesheets.month_state(request.actor, first) not in {
        MonthState.APPROVED,
        MonthState.REPORTED,
    }:
        raise Refused(_("Месецът още не е утвърден."), remedy=_("Изнася се само утвърден месец."))
    whole = board.load(request.actor, first)
    by_rate = costs.load(request.actor, first)
    sheet = (
        export.payroll(request.actor, whole, by_rate)
        if what == "payroll"
        else export.report(whole, by_rate)
    )
    name = f"opora-{what}-{month}.{form}"
    if form == "xlsx":
        return FileResponse(
            tables.workbook(sheet), as_attachment=True, filename=name, content_type=XLSX
        )
    answer = HttpResponse(tables.as_csv(sheet), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_GET
def settings(request: ActingRequest, organization: str) -> HttpResponse:
    """Rates with their acts, and the numbers of the law with their source."""
    check_manages(request)
    return _settings(request)


def _settings(request: ActingRequest, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    errors = [form for form in more.values() if form.errors]
    context = {
        "rates": queries.rates(request.actor),
        "law": assistance.rules_on(today).values(),
        "rate_form": forms.RateForm(initial={"valid_from": today.replace(day=1)}),
        **more,
    }
    return page(request, "payroll/settings.html", "settings", context, 400 if errors else 200)


@require_POST
def set_rate(request: ActingRequest, organization: str) -> HttpResponse:
    """A new rate from a day on."""
    check_manages(request)
    form = forms.RateForm(request.POST)

    def act(facts: dict[str, Any]) -> None:
        services.set_rate(request.actor, now=timezone.now(), **facts)

    if attempt(form, act):
        return done(request, _("Ставката е записана."), "settings")
    return _settings(request, rate_form=form)
