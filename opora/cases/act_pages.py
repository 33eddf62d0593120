"""The acts on a case: show the form, call the verb, say what happened, go back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from opora.accounts.requests import ActingRequest
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from . import forms, pages, queries, services
from .models import Case
from .rules import PartyBasis


@dataclass(frozen=True, slots=True)
class Act:
    """One act with a form: what its button says, the form, the verb, by which right."""

    label: str | Promise
    form: type[forms.ActForm]
    verb: Callable[..., object]
    right: str = "cases.work"
    hint: str | Promise = ""


def _link(actor: Actor, *, number: str, **values: Any) -> object:
    return services.link(actor, **values)


def _hide(actor: Actor, **values: Any) -> object:
    return services.set_confidential(actor, is_confidential=True, **values)


def _show(actor: Actor, **values: Any) -> object:
    return services.set_confidential(actor, is_confidential=False, **values)


def _add_party(actor: Actor, *, basis: str, **values: Any) -> object:
    return services.add_party(actor, basis=PartyBasis(basis), **values)


ACTS = {
    "lead": Act(gettext_lazy("Определи водещ"), forms.LeadForm, services.assign_lead),
    "member": Act(gettext_lazy("Включи в екипа"), forms.MemberForm, services.add_member),
    "contact": Act(gettext_lazy("Впиши близък"), forms.ContactForm, services.add_contact),
    "party": Act(gettext_lazy("Включи организация"), forms.PartyForm, _add_party),
    "link": Act(gettext_lazy("Свържи с друг случай"), forms.LinkForm, _link),
    "hide": Act(
        gettext_lazy("Направи поверителен"),
        forms.ReasonForm,
        _hide,
        "cases.sign",
        gettext_lazy(
            "Другите участници ще виждат само, че се оказва подкрепа, и кого да попитат. Органът,"
            " който е насочил лицето, вижда основното."
        ),
    ),
    "show": Act(gettext_lazy("Отмени поверителността"), forms.ReasonForm, _show, "cases.sign"),
    "plan_follow_up": Act(
        gettext_lazy("Планирай да попиташ"), forms.PlanFollowUpForm, services.plan_follow_up
    ),
}


def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """Do one act on the case that the organization leads."""
    if action not in ACTS:
        raise Http404
    asked = ACTS[action]
    pages.allow(request, asked.right)
    case = _led(request, pk)
    form = asked.form(
        request.POST or None, actor=request.actor, case=case, today=timezone.localdate()
    )

    def do(values: dict[str, Any]) -> None:
        asked.verb(request.actor, case=case, now=timezone.now(), **values)

    return answer(request, case, form, do, label=str(asked.label), hint=str(asked.hint))


def _led(request: ActingRequest, pk: int) -> Case:
    case = queries.seen(request.actor, pk)
    if case.organization_id != request.actor.organization_id:
        raise NotVisible
    return case


def answer(
    request: ActingRequest,
    case: Case,
    form: forms.ActForm,
    do: Callable[[dict[str, Any]], None],
    *,
    label: str,
    hint: str = "",
    rule: str = "",
    back: str = "",
) -> HttpResponse:
    """Show the form, or do the act and go back to the case; a refusal keeps what was typed."""
    slug = request.organization.slug
    back = back or reverse("cases:case", args=[slug, case.pk])
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            do(dict(form.cleaned_data))
        except Refused as error:
            refused = error
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Готово: „%(what)s“.") % {"what": label})
            return redirect(back)
    shown = {
        "case": case,
        "form": form,
        "label": label,
        "hint": hint,
        "rule": rule,
        "refused": refused,
        "back": back,
        "draft_key": f"case-{case.pk}-{type(form).__name__.lower()}",
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "cases/act.html", shown, status=status)


def parts(request: ActingRequest, organization: str, pk: int, party: int) -> HttpResponse:
    """Change what a party sees, or end that it takes part."""
    pages.allow(request, "cases.work")
    case = _led(request, pk)
    found = get_object_or_404(case.parties.select_related("organization"), pk=party, until=None)
    form = forms.PartsForm(
        request.POST or None, actor=request.actor, case=case, today=timezone.localdate()
    )
    form.show(found)

    def do(values: dict[str, Any]) -> None:
        services.set_parts(request.actor, case=case, party=found, now=timezone.now(), **values)

    label = _("Какво вижда %(who)s") % {"who": found.organization.short_name}
    return answer(request, case, form, do, label=label)


REMOVALS: dict[str, tuple[str, Callable[..., object]]] = {
    "member": ("members", services.remove_member),
    "contact": ("contacts", services.remove_contact),
}


@require_POST
def remove(request: ActingRequest, organization: str, pk: int, what: str, row: int) -> HttpResponse:
    """Take somebody off the team, a contact or a link off the case."""
    pages.allow(request, "cases.work")
    case = _led(request, pk)
    now = timezone.now()
    if what == "link":
        link = get_object_or_404(queries.links(request.actor, case), pk=row)
        services.unlink(request.actor, case=case, link=link, now=now)
    elif what in REMOVALS:
        name, verb = REMOVALS[what]
        found = get_object_or_404(getattr(case, name), pk=row, until=None)
        verb(request.actor, case=case, **{what: found}, now=now)
    else:
        raise Http404
    messages.success(request, _("Записано."))
    return redirect("cases:case", organization, pk)


def follow_up(request: ActingRequest, organization: str, pk: int, row: int) -> HttpResponse:
    """Write how the person is after the end."""
    pages.allow(request, "cases.work")
    case = _led(request, pk)
    found = get_object_or_404(case.follow_ups, pk=row, held_on=None)
    form = forms.FollowUpForm(
        request.POST or None, actor=request.actor, case=case, today=timezone.localdate()
    )

    def do(values: dict[str, Any]) -> None:
        services.tell_follow_up(request.actor, follow_up=found, now=timezone.now(), **values)

    return answer(request, case, form, do, label=_("Впиши как е лицето"))
