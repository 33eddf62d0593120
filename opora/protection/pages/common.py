"""What the pages share: rights, and one act with a form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts import services as accounts
from opora.accounts.requests import ActingRequest
from opora.lib.refusals import Refused, Stale

from ..forms import ActForm
from ..steps import Step

WORK, REPORT = "protection.work", "people.see"


def allow(request: ActingRequest, right: str = WORK) -> None:
    """Refuse whoever has not the right, in words."""
    accounts.require(request.actor, right)


@dataclass(frozen=True, slots=True)
class Asked:
    """One act: its form (the plain one asks nothing) and its verb."""

    verb: Callable[..., object]
    form: type[ActForm] = ActForm
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Where an act stands: the record, its row, what it is called, where one goes back to."""

    record: Any
    name: str
    row: Step
    back: str
    title: str
    draft_key: str
    live: str


def do(
    request: ActingRequest, asked: Asked, shown: Shown, known: Mapping[str, Any]
) -> HttpResponse:
    """Show the form, call the verb with what was typed, go back; what is refused is said there."""
    form = asked.form(
        request.POST or None,
        actor=request.actor,
        record=shown.record,
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            asked.verb(request.actor, now=timezone.now(), **known, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            return act_page(request, asked, shown, form, refused=refused)
        except Stale as stale:
            form.data = {**request.POST.dict(), "seen": form.fields["seen"].initial}
            return act_page(request, asked, shown, form, stale=stale, status=409)
        messages.success(request, _("Готово: „%(what)s“.") % {"what": _(shown.row.label)})
        return redirect(shown.back)
    status = 400 if request.method == "POST" else 200
    return act_page(request, asked, shown, form, status=status)


def act_page(
    request: HttpRequest,
    asked: Asked,
    shown: Shown,
    form: ActForm,
    *,
    status: int = 400,
    **more: Any,
) -> HttpResponse:
    """The form of one act, with what was typed."""
    page = {
        "form": form,
        "shown": shown,
        "label": _(shown.row.label),
        "rule": _(shown.row.by),
        "hint": _(asked.hint) if asked.hint else "",
    }
    return render(request, "protection/act.html", page | more, status=status)
