"""Ending or correcting an income or a ground: first what it changes, then the act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from opora.accounts.requests import ActingRequest
from opora.cases.act_pages import answer
from opora.cases.forms import ActForm
from opora.lib.refusals import Refused

from . import forms, services
from .case_pages import back_to, led
from .models import CaseGround, Income


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a row: what its button says, the form, the verb."""

    label: str | Promise
    form: type[ActForm]
    verb: Callable[..., object]


CHANGES = {
    ("incomes", "end"): Change(gettext_lazy("Прекрати дохода"), forms.EndForm, services.end_income),
    ("incomes", "correct"): Change(
        gettext_lazy("Поправи дохода"), forms.CorrectIncomeForm, services.correct_income
    ),
    ("incomes", "mistake"): Change(
        gettext_lazy("Доходът е вписан по грешка"), forms.MistakeForm, services.mistake_income
    ),
    ("grounds", "end"): Change(
        gettext_lazy("Прекрати основанието"), forms.EndForm, services.end_ground
    ),
    ("grounds", "correct"): Change(
        gettext_lazy("Поправи основанието"), forms.CorrectGroundForm, services.correct_ground
    ),
    ("grounds", "mistake"): Change(
        gettext_lazy("Основанието е вписано по грешка"),
        forms.MistakeForm,
        services.mistake_ground,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def change(
    request: ActingRequest, organization: str, pk: int, what: str, number: int, action: str
) -> HttpResponse:
    """Ask for the day or the reason, show what the months charged would cost, then do it."""
    asked = CHANGES.get((what, action))
    if asked is None:
        raise Http404
    found = led(request, pk)
    row: Income | CaseGround
    if what == "incomes":
        row = get_object_or_404(Income, pk=number, case=found)
    else:
        row = get_object_or_404(CaseGround, pk=number, case=found)
    sent = request.POST if request.method == "POST" else None
    facts: dict[str, Any] = {"actor": request.actor, "case": found, "today": timezone.localdate()}
    form = asked.form(sent, initial=_initial(row), **facts)
    now, back = timezone.now(), back_to(request, found)

    def act() -> object:
        return asked.verb(request.actor, row=row, now=now, **form.cleaned_data)

    if sent and form.is_valid() and "sure" not in request.POST:
        try:
            changes = services.foreseen(request.actor, case=found, act=act)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            shown = {"case": found, "form": form, "row": row, "changes": changes, "back": back,
                     "label": asked.label}  # fmt: skip
            return render(request, "fees/sure.html", shown)

    def do(values: dict[str, Any]) -> None:
        reason = values.get("reason") or str(asked.label)
        made = services.settle(request.actor, case=found, act=act, reason=reason, now=now)
        if made:
            words = ngettext("Поправена е %(n)s такса.", "Поправени са %(n)s такси.", len(made))
            messages.success(request, words % {"n": len(made)})

    return answer(request, found, form, do, label=str(asked.label), back=back)


def _initial(row: Income | CaseGround) -> dict[str, Any]:
    """The row as it was typed."""
    found: dict[str, Any] = {
        "document": row.document,
        "valid_from": f"{row.valid_from:%d.%m.%Y}",
        "valid_to": f"{row.valid_to:%d.%m.%Y}" if row.valid_to else "",
    }
    if isinstance(row, CaseGround):
        return found | {"ground": row.ground_id}
    return found | {
        "source": row.source,
        "cents": f"{row.cents // 100},{row.cents % 100:02d}",
        "currency": row.currency,
        "is_countable": row.is_countable,
    }
