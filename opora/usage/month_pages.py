"""The month of a service: gaps, closing, approval, corrections, the report."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.models import User
from opora.accounts.requests import ActingRequest
from opora.cases import queries as cases
from opora.cases.pages import allow
from opora.documents import panels
from opora.lib.refusals import Refused
from opora.register.models import Service

from . import forms, papers, queries, report, rules, services, working
from .models import ServiceMonth
from .pages import month_of
from .services.days import KIND
from .utilization import running, utilization

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _opened(request: ActingRequest, pk: int, month: str) -> tuple[Service, ServiceMonth]:
    allow(request, "usage.enter")
    service = cases.own_service(request.actor, pk)
    return service, queries.month_of(request.actor, service, month_of(month))


@require_GET
def month(request: ActingRequest, organization: str, pk: int, month: str) -> HttpResponse:
    """A month of a service: what is missing, who used how much, what may be done."""
    service, row = _opened(request, pk, month)
    return _month(request, service, row)


def _month(
    request: ActingRequest, service: Service, row: ServiceMonth, status: int = 200, **more: Any
) -> HttpResponse:
    actor, today = request.actor, timezone.localdate()
    first = row.month
    is_open = row.state == rules.MonthState.OPEN
    figures = (
        running([service], first, today=today) if is_open else utilization([service.pk], first)
    )
    days = rules.days_of(first)
    works = working.opening_amounts(service, days)
    shown = {
        "service": service,
        "row": row,
        "slug": f"{first:%Y-%m}",
        "words": rules.month_words(first),
        "check": queries.check(actor, service=service, month=first, today=today)
        if is_open
        else None,
        "is_over": rules.last_of(first) < today,
        "people": report.people(actor, service=service, month=first),
        "days": [{"day": day, "works": works[day]} for day in days],
        "figure": figures.get(service.pk),
        "corrections": queries.corrections(actor, service=service, month=first),
        "acts": rules.actions_for(row.state, actor),
        "before": f"{first - rules.DAY:%Y-%m}",
        "after": f"{rules.last_of(first) + rules.DAY:%Y-%m}"
        if rules.last_of(first) < today
        else "",
        "signed": User.objects.in_bulk([pk for pk in (row.closed_by_id, row.approved_by_id) if pk]),
        "reopen_form": forms.ReopenForm(),
        "today": today,
        "papers": panels.papers(
            request, record_kind=KIND, record_id=row.pk or 0, audience=[], may_attach=bool(row.pk)
        ),
        **more,
    }
    return render(request, "usage/month.html", shown, status=status)


@require_POST
def act(
    request: ActingRequest, organization: str, pk: int, month: str, action: str
) -> HttpResponse:
    """Close the month, give it back, or approve it."""
    if action not in {"close", "reopen", "approve"}:
        raise Http404
    service, row = _opened(request, pk, month)
    allow(request, "usage.approve" if action == "approve" else "usage.enter")
    about: dict[str, Any] = {"service": service, "month": row.month, "now": timezone.now()}
    try:
        if action == "close":
            services.close_month(request.actor, **about)
        elif action == "approve":
            services.approve_month(request.actor, **about)
        else:
            reason = request.POST.get("reason", "")[:500]
            services.reopen_month(request.actor, reason=reason, **about)
    except Refused as refused:
        fresh = queries.month_of(request.actor, service, row.month)
        return _month(request, service, fresh, status=400, refusal=refused)
    said = {
        "close": _("Месецът е приключен и чака утвърждаване."),
        "approve": _("Месецът е утвърден и заключен."),
        "reopen": _("Месецът е върнат за поправка."),
    }
    messages.success(request, said[action])
    return redirect("usage:month", organization, pk, month)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: ActingRequest, organization: str, pk: int, month: str) -> HttpResponse:
    """Correct one day of one person in an approved month, with the reason."""
    service, row = _opened(request, pk, month)
    allow(request, "usage.approve")
    people = report.people(request.actor, service=service, month=row.month)
    form = forms.CorrectionForm(
        request.POST or None, people=people, month=row.month, is_hourly=service.mode == "hourly"
    )
    refused = None
    if request.method == "POST" and form.is_valid():
        found = {person.agreement.pk: person.agreement for person in people}
        try:
            services.correct(
                request.actor,
                agreement=found[form.cleaned_data["agreement"]],
                day=form.cleaned_data["day"],
                mark=form.mark(),
                why=form.cleaned_data["why"],
                now=timezone.now(),
            )
        except Refused as error:
            refused = error
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            messages.success(request, _("Поправката е вписана и остава видима в месеца."))
            return redirect("usage:month", organization, pk, month)
    shown = {
        "service": service,
        "slug": month,
        "words": rules.month_words(row.month),
        "form": form,
        "refusal": refused,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "usage/correct.html", shown, status=status)


@require_GET
def workbook(request: ActingRequest, organization: str, pk: int, month: str) -> FileResponse:
    """The month as a spreadsheet."""
    service, row = _opened(request, pk, month)
    people = report.people(request.actor, service=service, month=row.month)
    file = report.workbook(service, row.month, row.get_state_display(), people)
    name = f"opora-{service.pk}-{row.month:%Y-%m}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_POST
def paper(request: ActingRequest, organization: str, pk: int, month: str) -> HttpResponse:
    """Issue the report of a closed month as a document."""
    service, row = _opened(request, pk, month)
    if row.state == rules.MonthState.OPEN:
        refused = Refused(
            _("Месецът още не е приключен."), remedy=_("Приключете го и издайте отчета.")
        )
        return _month(request, service, row, status=400, refusal=refused)
    papers.issue(request.actor, service, row, now=timezone.now())
    messages.success(request, _("Отчетът е издаден."))
    return redirect("usage:month", organization, pk, month)
