"""The fees of one case: what is known, what was charged and paid, and the acts on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse as address
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from opora.accounts.requests import ActingRequest
from opora.cases.act_pages import answer
from opora.cases.forms import ActForm
from opora.cases.models import Case
from opora.cases.pages import allow, may, opened
from opora.cases.rules import Part
from opora.documents import queries as documents
from opora.lib.refusals import NotVisible, Refused
from opora.usage.pages import month_of

from . import forms, queries, services
from .models import Payment


@dataclass(frozen=True, slots=True)
class Act:
    """One act with a form: what its button says, the form, the verb."""

    label: str | Promise
    form: type[ActForm]
    verb: Callable[..., object]
    hint: str | Promise = ""


ACTS = {
    "income": Act(gettext_lazy("Впиши доход"), forms.IncomeForm, services.add_income),
    "ground": Act(
        gettext_lazy("Впиши основание"),
        forms.GroundForm,
        services.add_ground,
        gettext_lazy("Освобождаване или плащане на цялата издръжка, с документ и срок."),
    ),
    "payment": Act(gettext_lazy("Впиши плащане"), forms.PaymentForm, services.pay),
    "refund": Act(
        gettext_lazy("Върни надплатеното"),
        forms.RefundForm,
        services.refund,
        gettext_lazy("Иначе надплатеното се приспада от следващата такса."),
    ),
    "reminder": Act(
        gettext_lazy("Издай напомняне"),
        forms.NothingForm,
        services.remind,
        gettext_lazy("Писмото получава изходящ номер и остава сред документите на случая."),
    ),
}


@require_GET
def case(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """What the person pays and why, what is owed."""
    found = opened(request, pk, Part.FEES)
    today = timezone.localdate()
    is_ours = found.organization_id == request.actor.organization_id
    account = queries.account(request.actor, found, today)
    shown = {
        "case": found,
        "account": account,
        "tariff": queries.tariff_of(found.service, today),
        "ground": queries.ground_of_service(found.service, today),
        "letters": [
            one
            for one in documents.of(request.actor, "case", found.pk).issued
            if one.kind.startswith("fees.")
        ],
        "may_work": is_ours and may(request, "fees.manage"),
        "acts": _offered(account),
        "today": today,
    }
    return render(request, "fees/case.html", shown)


def _offered(account: queries.Account) -> list[tuple[str, str | Promise]]:
    """The acts that make sense now, besides a payment."""
    idle = {"payment"}
    if account.balance.owed.cents <= 0:
        idle.add("reminder")
    if not account.balance.overpaid.cents:
        idle.add("refund")
    return [(name, act.label) for name, act in ACTS.items() if name not in idle]


def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """Do one act on the fees of a case that the organization leads."""
    if action not in ACTS:
        raise Http404
    asked, found = ACTS[action], led(request, pk)
    form = asked.form(
        request.POST or None, actor=request.actor, case=found, today=timezone.localdate()
    )
    form.is_bound = request.method == "POST"  # one without fields, by what its button sends

    def do(values: dict[str, Any]) -> None:
        asked.verb(request.actor, case=found, now=timezone.now(), **values)

    label, hint = str(asked.label), str(asked.hint)
    return answer(request, found, form, do, label=label, hint=hint, back=back_to(request, found))


def correct(request: ActingRequest, organization: str, pk: int, month: str) -> HttpResponse:
    """Charge the difference for a month, with the reason."""
    found, day = led(request, pk), month_of(month)
    form = forms.CorrectForm(
        request.POST or None, actor=request.actor, case=found, today=timezone.localdate()
    )

    def do(values: dict[str, Any]) -> None:
        services.correct(request.actor, case=found, month=day, now=timezone.now(), **values)

    label = _("Поправи таксата")
    hint = _("Таксата се смята отново по правилата от месеца; начислява се разликата.")
    back = back_to(request, found)
    return answer(request, found, form, do, label=label, hint=hint, back=back)


@require_POST
def reverse(request: ActingRequest, organization: str, pk: int, number: int) -> HttpResponse:
    """Undo a payment written by mistake."""
    found = led(request, pk)
    payment = get_object_or_404(Payment, pk=number, case=found)
    try:
        services.reverse(request.actor, payment=payment, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Плащането е сторнирано."))
    return redirect(back_to(request, found))


def led(request: ActingRequest, pk: int) -> Case:
    """The case whose fees the organization keeps; the right is checked."""
    allow(request, "fees.manage")
    found = opened(request, pk, Part.FEES)
    if found.organization_id != request.actor.organization_id:
        raise NotVisible
    return found


def back_to(request: ActingRequest, found: Case) -> str:
    """The page of the case's fees."""
    return address("fees:case", args=[request.organization.slug, found.pk])
