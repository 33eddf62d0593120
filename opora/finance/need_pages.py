"""Pages by which a municipality writes down what capital it needs and who gives it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import NotVisible, Refused, Stale

from . import forms, funding
from .edit_pages import seen
from .models import FundingNeed
from .pages import check_may_see, shown


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ActingRequest, organization: str) -> HttpResponse:
    """A new need."""
    if not funding.may_plan(request.actor):
        raise NotVisible
    form = forms.NeedForm(request.POST or None, initial={"year": timezone.localdate().year + 1})
    if request.method == "POST" and form.is_valid():
        row = funding.record_need(request.actor, now=timezone.now(), **form.facts())
        messages.success(request, _("Записано. Сега посочете кой източник какво дава."))
        return redirect("finance:need", organization, row.pk)
    page = {"form": form, "may_plan": True}
    return shown(request, "need", "overview", page, 400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def need(request: ActingRequest, organization: str, need_id: int) -> HttpResponse:
    """A need with its sources; its municipality changes it."""
    check_may_see(request)
    row = funding.need(request.actor, need_id)
    may_change = row.organization_id == request.organization.pk and funding.may_plan(request.actor)
    if request.method == "POST" and not may_change:
        raise NotVisible
    form = forms.NeedForm(request.POST or None, initial=_initial(row))
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            funding.edit_need(
                request.actor,
                need=row,
                seen_version=seen(request),
                now=timezone.now(),
                **form.facts(),
            )
        except Stale as raised:
            stale = raised
        except Refused as refused:
            form.add_error("amount", f"{refused.sentence} {refused.remedy}")
        else:
            messages.success(request, _("Промените са записани."))
            return redirect("finance:need", organization, need_id)
    return _shown(request, row, may_change=may_change, form=form, stale=stale)


def _initial(row: FundingNeed) -> dict[str, Any]:
    return {
        "title": row.title,
        "measure": row.measure,
        "planned_service": row.planned_service_id,
        "year": row.year,
        "amount": "{},{:02}".format(*divmod(row.amount_cents, 100)),
        "basis": row.basis,
    }


def _shown(
    request: ActingRequest,
    row: FundingNeed,
    *,
    may_change: bool,
    form: forms.NeedForm,
    share_form: forms.ShareForm | None = None,
    stale: Stale | None = None,
) -> HttpResponse:
    share_form = share_form or forms.ShareForm()
    page = {
        "need": row,
        "covered": funding.covered(row),
        "certain": funding.covered(row, only_certain=True),
        "shares": row.shares.select_related("source"),
        "form": form,
        "share_form": share_form,
        "may_plan": may_change,
        "stale": stale,
    }
    status = 409 if stale else 400 if form.errors or share_form.errors else 200
    part = "overview" if row.organization_id == request.organization.pk else "all"
    return shown(request, "need", part, page, status)


@require_POST
def set_share(request: ActingRequest, organization: str, need_id: int) -> HttpResponse:
    """What a source gives."""
    row = funding.need(request.actor, need_id)
    form = forms.ShareForm(request.POST)
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            funding.set_share(
                request.actor,
                need=row,
                seen_version=seen(request),
                amount_cents=values.pop("amount"),
                now=timezone.now(),
                **values,
            )
        except Refused as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field, f"{refused.sentence} {refused.rule}".strip())
        else:
            messages.success(request, _("Записано."))
            return redirect("finance:need", organization, need_id)
    may_change = row.organization_id == request.organization.pk
    first = forms.NeedForm(initial=_initial(row))
    return _shown(request, row, may_change=may_change, form=first, share_form=form)


@require_POST
def remove_share(
    request: ActingRequest, organization: str, need_id: int, source: str
) -> HttpResponse:
    """A source gives nothing after all."""
    row = funding.need(request.actor, need_id)
    funding.remove_share(
        request.actor, need=row, seen_version=seen(request), source=source, now=timezone.now()
    )
    messages.success(request, _("Махнато."))
    return redirect("finance:need", organization, need_id)


@require_POST
def withdraw(request: ActingRequest, organization: str, need_id: int) -> HttpResponse:
    """Take a need back."""
    row = funding.need(request.actor, need_id)
    funding.withdraw_need(request.actor, need=row, seen_version=seen(request), now=timezone.now())
    messages.success(request, _("Нуждата е оттеглена."))
    return redirect("finance:overview", organization)
