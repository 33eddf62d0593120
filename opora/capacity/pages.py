"""Pages of the procedure by which places are changed: both sides see the same page."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from opora.accounts.models import Organization
from opora.accounts.queries import allowed
from opora.accounts.requests import ActingRequest
from opora.documents import panels
from opora.journal import queries as journal
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.register import queries as register
from opora.register.forms import DAY, OpeningForm, drafted
from opora.register.models import Provider

from . import rules, sentences, services
from .models import CapacityRequest
from .rules import STEPS, RequestKind, RequestState

LINES = {"rows": 4}


def day_field(label: Any) -> forms.DateField:
    """A day that is typed."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY))


class AskForm(forms.Form):
    """How many places, since when, why."""

    n_asked = forms.IntegerField(label=gettext_lazy("Искани места"), min_value=0, max_value=10_000)
    wanted_from = day_field(gettext_lazy("Искано от"))
    reason = forms.CharField(
        label=gettext_lazy("Защо"),
        max_length=2000,
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy("Колко хора чакат, какво се е променило, има ли сграда и хора."),
    )


class AnswerForm(forms.Form):
    """What АСП says to the municipality."""

    answer = forms.CharField(
        label=gettext_lazy("Мотиви"), max_length=2000, widget=forms.Textarea(attrs=LINES)
    )


class OrderForm(forms.Form):
    """The order of АСП."""

    n_approved = forms.IntegerField(
        label=gettext_lazy("Разрешени места"), min_value=0, max_value=10_000
    )
    order_number = forms.CharField(
        label=gettext_lazy("Заповед №"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Празно: следващият номер от регистъра на заповедите."),
    )
    answer = forms.CharField(
        label=gettext_lazy("Условия"), max_length=2000, required=False,
        widget=forms.Textarea(attrs=LINES),
    )  # fmt: skip


class DecisionForm(forms.Form):
    """The decision of the council."""

    decision_number = forms.CharField(label=gettext_lazy("Решение №"), max_length=80)
    decision_on = day_field(gettext_lazy("Дата на решението"))
    effective_from = day_field(gettext_lazy("В сила от"))


FORMS: dict[str, type[Form]] = {
    "send": Form,
    "drop": Form,
    "return": AnswerForm,
    "refuse": AnswerForm,
    "order": OrderForm,
    "decide": DecisionForm,
    "apply": Form,
}
PRIMARY = ("send", "order", "decide", "apply")


VERBS: dict[str, Callable[..., CapacityRequest]] = {
    "send": services.send,
    "drop": services.drop,
    "return": services.give_back,
    "refuse": services.refuse,
    "order": services.order,
    "decide": services.decide,
    "apply": services.enter,
}


@require_GET
def index(request: ActingRequest, organization: str) -> HttpResponse:
    """The requests of the organization or to it, the open ones first."""
    rows = sorted(services.visible(request.actor), key=lambda row: row.state not in rules.OPEN)
    context = {
        "lines": [{"row": each, "tone": _tone(each)} for each in rows],
        "may_ask": allowed(request.actor, "capacity.request"),
    }
    return render(request, "capacity/index.html", context)


def _tone(row: CapacityRequest) -> str:
    return rules.STATE_TONES.get(row.state, "plain")


@require_http_methods(["GET", "POST"])
def ask(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A request for other places of a service."""
    service = register.service(request.actor, pk)
    now = timezone.now()
    form = AskForm(request.POST or None, initial={"wanted_from": timezone.localdate(now)})
    n_now = register.capacity_on(pk, timezone.localdate(now))
    context = {"form": form, "service": service, "n_now": n_now}
    may_ask = allowed(request.actor, "capacity.request")
    if not (may_ask and register.may_manage(request.actor, service)):
        raise NotVisible
    if request.method == "POST" and form.is_valid():
        try:
            row = services.begin(
                request.actor,
                service=service,
                provider=service.provider,
                title=service.name,
                now=now,
                **form.cleaned_data,
            )
        except Refused as refusal:
            return _refused(request, "capacity/ask.html", context, refusal)
        return redirect("capacity:one", organization, row.pk)
    status = 400 if form.errors else 200
    return render(request, "capacity/ask.html", context, status=status)


class NewForm(OpeningForm):
    """A service that is asked for: its facts, how many places, since when, why."""

    reason = AskForm.base_fields["reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["basis"]
        self.fields["opened_on"].label = gettext_lazy("Искано от")


@require_http_methods(["GET", "POST"])
def ask_new(request: ActingRequest, organization: str) -> HttpResponse:
    """A request for a new service: its facts are typed once and enter the register at the end."""
    if not allowed(request.actor, "capacity.request"):
        raise NotVisible
    now = timezone.now()
    form = NewForm(
        request.POST or None,
        initial=drafted({}) | {"municipality": request.organization.municipality_id},
        actor=request.actor,
        today=timezone.localdate(now),
        provider_id=None,
    )
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            row = services.begin(
                request.actor,
                service=None,
                provider=Provider.objects.get(pk=values["provider"]),
                title=values["name"],
                n_asked=values["n_places"],
                wanted_from=values["opened_on"],
                reason=values["reason"],
                facts=asdict(form.facts()),
                now=now,
            )
        except Refused as refusal:
            return _refused(request, "capacity/new.html", context, refusal)
        return redirect("capacity:one", organization, row.pk)
    status = 400 if form.errors else 200
    return render(request, "capacity/new.html", context, status=status)


def _one(request: ActingRequest, pk: int) -> CapacityRequest:
    found = services.visible(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


@require_GET
def page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One request: whose turn, what is asked, the acts of whoever looks."""
    row = _one(request, pk)
    actions = rules.actions_for(row.state, services.sides(request.actor, row))
    kind, record = (
        ("service", row.service_id) if row.service_id else ("provider", row.facts["provider"])
    )
    events = journal.timeline(request.actor, kind=kind, record_id=record)
    mine = events.filter(name__startswith=services.EVENTS, detail__values__request=pk)
    context = {
        "row": row,
        "tone": _tone(row),
        "turn": _turn(row),
        "is_mine": bool(actions),
        "acts": [
            {
                "name": each,
                "label": _(STEPS[each].label),
                "look": "primary" if each in PRIMARY else "secondary",
            }
            for each in actions
        ],
        "steps": _way(row),
        "is_opening": row.kind == RequestKind.OPENING,
        "course": sentences.lines(mine[:20]),
        "papers": panels.papers(request, record_kind=kind, record_id=record, audience=row.audience),
    }
    return render(request, "capacity/one.html", context)


def _turn(row: CapacityRequest) -> Organization | None:
    sides = {step.who for step in STEPS.values() if row.state in step.sources}
    if not sides:
        return None
    if row.state == RequestState.SENT:
        return Organization.objects.filter(kind="assistance_agency").first()
    return Organization.objects.get(pk=row.organization_id)


def _way(row: CapacityRequest) -> list[dict[str, str]]:
    """Request, order, decision, register; where it stopped, if it did."""
    done = {
        _("Искане"): bool(row.sent_on),
        _("Заповед на АСП"): bool(row.order_on),
        _("Решение на съвета"): bool(row.decision_on),
        _("В регистъра"): row.state == RequestState.APPLIED,
    }
    marks: list[dict[str, str]] = []
    seen_now = row.state not in rules.OPEN
    for label, is_done in done.items():
        marks.append(
            {"label": label, "state": "done" if is_done else "next" if seen_now else "now"}
        )
        seen_now = seen_now or not is_done
    if row.state in {RequestState.REFUSED, RequestState.DROPPED}:
        marks.append({"label": str(row.get_state_display()), "state": "stopped"})
    return marks


@require_http_methods(["GET", "POST"])
def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """One act of the step table, with the form that it needs."""
    if action not in VERBS:
        raise Http404
    row = _one(request, pk)
    initial = {"n_approved": row.n_asked, "effective_from": row.wanted_from}
    form = FORMS[action](request.POST if request.method == "POST" else None, initial=initial)
    label = _(STEPS[action].label)
    context: dict[str, Any] = {"form": form, "row": row, "label": label}
    if request.method == "GET":
        rules.next_state(row.state, action, services.sides(request.actor, row))
        return render(request, "capacity/act.html", context)
    if not form.is_valid():
        return render(request, "capacity/act.html", context, status=400)
    try:
        VERBS[action](
            request.actor, row=row, seen=_seen(request), now=timezone.now(), **form.cleaned_data
        )
    except Refused as refusal:
        return _refused(request, "capacity/act.html", context, refusal)
    except Stale as stale:
        context["stale"] = stale
        return render(request, "capacity/act.html", context, status=409)
    messages.success(request, _("Готово: %(act)s.") % {"act": label.lower()})
    return redirect("capacity:one", organization, pk)


def _seen(request: ActingRequest) -> int:
    seen = request.POST.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0


def _refused(
    request: ActingRequest, template: str, context: dict[str, Any], refusal: Refused
) -> HttpResponse:
    form = context["form"]
    if refusal.field in form.fields:
        form.add_error(refusal.field, refusal.sentence)
    return render(request, template, {**context, "refusal": refusal}, status=400)
