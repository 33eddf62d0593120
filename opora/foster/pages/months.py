"""The month's list of the municipality: days, amounts, closing, export, own amounts."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.lib.labels import gettext_noop
from opora.lib.refusals import Refused

from .. import forms, queries, services
from .common import allow, attempt, done, page

ITEMS = {
    "care": gettext_noop("възнаграждение"),
    "keep": gettext_noop("издръжка"),
    "respite": gettext_noop("заместваща грижа"),
}


def month_of(text: str) -> date:
    """2026-10 as the first day of the month; anything else is not found."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None


def last_month() -> date:
    """The month before this one, that is usually paid."""
    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)


@require_GET
def months(request: ActingRequest, organization: str) -> HttpResponse:
    """The month that is usually paid."""
    allow(request, "foster.pay")
    return redirect("foster:month", organization, f"{last_month():%Y-%m}")


@require_GET
def month(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """Every family of the month with its items; what has no rate says so."""
    allow(request, "foster.pay")
    return _shown(request, month_of(month))


def _shown(request: ActingRequest, asked: date, refusal: Refused | None = None) -> HttpResponse:
    rows = queries.pay_list(request.actor, asked)
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.currency] = sums.get(row.currency, 0) + row.cents
    context = {
        "month": asked,
        "slug": f"{asked:%Y-%m}",
        "before": f"{(asked - timedelta(days=1)):%Y-%m}",
        "after": f"{(asked + timedelta(days=32)):%Y-%m}",
        "rows": rows,
        "sums": sums.items(),
        "closed": queries.closed(request.actor, asked),
        "is_past": asked <= last_month(),
        "refusal": refusal,
    }
    answer = page(request, "month", "months", context)
    answer.status_code = 400 if refusal else 200
    return answer


@require_POST
def close(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """Keep the list as it stands."""
    allow(request, "foster.pay")
    asked = month_of(month)
    try:
        services.close_month(request.actor, month=asked, now=timezone.now())
    except Refused as refused:
        return _shown(request, asked, refused)
    return done(request, _("Месецът е приключен и списъкът няма да се променя."), "month", month)


@require_GET
def export(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """The list as CSV for the accounting program; the child stands as the number of its stay."""
    allow(request, "foster.pay")
    asked = month_of(month)
    opened = StringIO()
    sheet = csv.writer(opened, delimiter=";")
    sheet.writerow(
        [_("Семейство"), _("Приемен родител"), _("Перо"), _("Престой №"), _("Дни"), _("Сума"),
         _("Валута")]
    )  # fmt: skip
    for row in queries.pay_list(request.actor, asked):
        for amount in row.amounts:
            sheet.writerow(
                [
                    row.family.number,
                    row.parent.full_name if row.parent else "",
                    _(ITEMS[amount.item]),
                    amount.stay_id or "",
                    amount.n_days,
                    _("липсва ставка") if amount.cents is None else Decimal(amount.cents) / 100,
                    amount.currency,
                ]
            )
    answer = HttpResponse("\ufeff" + opened.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="foster-{asked:%Y-%m}.csv"'
    return answer


@require_http_methods(["GET", "POST"])
def rates(request: ActingRequest, organization: str) -> HttpResponse:
    """The amounts by dates with their sources; the municipality types what it knows."""
    allow(request, "foster.pay")
    form = forms.RateForm(request.POST or None, initial={"valid_from": timezone.localdate()})

    def act(facts: dict[str, Any]) -> None:
        services.set_rate(request.actor, now=timezone.now(), **facts)

    if request.method == "POST" and attempt(form, act):
        return done(request, _("Ставката е записана."), "rates")
    labels = dict(forms.ITEMS)
    rows = [(labels[row.item], row) for row in queries.rates(request.actor)]
    known = {row.item for _label, row in rows}
    missing = [label for item, label in forms.ITEMS if item not in known]
    context = {"form": form, "rows": rows, "missing": missing}
    return page(request, "rates", "months", context, form)
