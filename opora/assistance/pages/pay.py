"""What the month costs, and what leaves the house: payroll and the report."""

from collections import defaultdict
from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import Refused

from .. import board, export, pay, queries, rules
from ..board import Board, Line
from ..pay import Pay
from ..reading import next_month, previous_month
from ..rules import MonthState, SheetState
from .common import check_manages, month_of, page, slug_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def pay_table(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """Approved hours × the rate of each day, by assistant and by user."""
    check_manages(request)
    first = month_of(month)
    whole = board.load(request.actor, first)
    lines = whole.in_state(SheetState.APPROVED)
    pays = [whole.pay(line) for line in lines]
    state = queries.month_state(request.actor, first)
    context = {
        "month": first,
        "month_slug": month,
        "before": slug_of(previous_month(first)),
        "after": slug_of(next_month(first)),
        "rows": list(zip(lines, pays, strict=True)),
        "total": pay.total(pays, first),
        "by_assistant": _sums(whole, lines, lambda line: line.assistant.person.full_name),
        "by_user": _sums(whole, lines, lambda line: line.enrollment.person.full_name),
        "by_kind": _sums(whole, lines, lambda line: _(rules.KIND_LABELS[line.enrollment.kind])),
        "n_waiting": len(whole.entered) - len(lines),
        "n_missing": len(whole.missing),
        "state": state,
        "row": queries.month_row(request.actor, first),
        "is_final": state in {MonthState.APPROVED, MonthState.REPORTED},
        "rates": queries.rates(request.actor),
    }
    return page(request, "pay", "pay", context)


def _sums(whole: Board, lines: list[Line], key: Any) -> list[tuple[str, int, Pay]]:
    found: defaultdict[str, list[Pay]] = defaultdict(list)
    for line in lines:
        found[key(line)].append(whole.pay(line))
    return sorted((name, len(pays), pay.total(pays, whole.month)) for name, pays in found.items())


@never_cache
@require_GET
def download(
    request: ActingRequest, organization: str, month: str, what: str, form: str
) -> HttpResponse | FileResponse:
    """Payroll or the report; only of an approved month, so that nothing else is ever paid."""
    check_manages(request)
    first = month_of(month)
    if queries.month_state(request.actor, first) not in {
        MonthState.APPROVED,
        MonthState.REPORTED,
    }:
        raise Refused(_("Месецът още не е утвърден."), remedy=_("Изнася се само утвърден месец."))
    whole = board.load(request.actor, first)
    sheet = export.payroll(request.actor, whole) if what == "payroll" else export.report(whole)
    name = f"opora-{what}-{month}.{form}"
    if form == "xlsx":
        return FileResponse(
            export.workbook(sheet), as_attachment=True, filename=name, content_type=XLSX
        )
    answer = HttpResponse(export.as_csv(sheet), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
