"""Pages of the patronage's fees: charge a month, correct one, payments, who owes."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import Refused

from . import charging, forms, pages, queries
from .models import PatronagePayment


@require_POST
def charge(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """Charge everybody of the closed month."""
    pages.allow(request)
    asked = pages.day_of(f"{month}-01")
    try:
        made, left = charging.charge_month(request.actor, month=asked, now=timezone.now())
    except Refused as refused:
        return pages.month_page(request, asked, refused)
    if left:
        words = ngettext("За %(n)s лице липсват данни.", "За %(n)s лица липсват данни.", len(left))
        messages.warning(request, words % {"n": len(left)})
    said = ngettext("Начислена е %(n)s такса.", "Начислени са %(n)s такси.", len(made))
    return pages.done(request, said % {"n": len(made)}, "month", month)


@require_POST
def correct(request: ActingRequest, organization: str, pk: int, month: str) -> HttpResponse:
    """Charge the difference for a month of one user."""
    pages.allow(request)
    found, asked = queries.user(request.actor, pk), pages.day_of(f"{month}-01")
    form = forms.ReasonForm(request.POST)

    def act(facts: dict[str, Any]) -> None:
        charging.correct(request.actor, user=found, month=asked, now=timezone.now(), **facts)

    if pages.attempt(form, act):
        return pages.done(request, _("Разликата е начислена."), "user", pk)
    for errors in form.errors.values():
        messages.error(request, " ".join(str(one) for one in errors))
    return redirect("patronage:month", organization, month)


@require_POST
def pay(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Money received from a user."""
    pages.allow(request)
    found = queries.user(request.actor, pk)
    form = forms.PayForm(request.POST, prefix="p")

    def act(facts: dict[str, Any]) -> None:
        charging.pay(request.actor, user=found, now=timezone.now(), **facts)

    if pages.attempt(form, act):
        return pages.done(request, _("Плащането е вписано."), "user", pk)
    return pages.shown(request, found, pay_form=form)


@require_POST
def reverse(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Undo a payment written by mistake."""
    pages.allow(request)
    payment = get_object_or_404(PatronagePayment, pk=pk, organization=request.actor.organization_id)
    try:
        charging.reverse(request.actor, payment=payment, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("patronage:user", organization, payment.user_id)
    return pages.done(request, _("Плащането е сторнирано."), "user", payment.user_id)


@require_GET
def debts(request: ActingRequest, organization: str) -> HttpResponse:
    """Who owes, the most overdue first."""
    pages.allow(request)
    today: date = timezone.localdate()
    return pages.page(request, "debts", "debts", {"rows": charging.debts(request.actor, today)})
