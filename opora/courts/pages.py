"""Court placements: the list, a new application, one placement, each act."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opora.accounts.requests import ActingRequest
from opora.documents.panels import papers
from opora.journal import queries as journal
from opora.lib.labels import gettext_noop
from opora.lib.refusals import Refused
from opora.people import queries as people
from opora.people import services as people_services
from opora.protection.pages.common import Asked, Shown, allow, do
from opora.protection.sentences import lines as told
from opora.protection.steps import actions_for

from . import forms, queries, rules, services
from .rules import AWAITED, LABELS, STAGES, STEPS, CourtState
from .sentences import SENTENCES

ACTS = {
    "file": Asked(
        services.file_application,
        forms.FileForm,
        gettext_noop("Искането се пише на официален документ."),
    ),
    "withdraw": Asked(services.withdraw_application, forms.ReasonForm),
    "set_hearing": Asked(services.set_hearing, forms.HearingForm),
    "grant": Asked(services.grant_placement, forms.TermForm),
    "reject": Asked(services.reject_placement, forms.DecisionForm),
    "admit": Asked(
        services.admit,
        forms.AdmitForm,
        gettext_noop("Мястото се заема веднага, ако трябва и над капацитета."),
    ),
    "ask_prolongation": Asked(services.ask_prolongation, forms.EndForm),
    "prolong": Asked(services.prolong, forms.TermForm),
    "refuse_prolongation": Asked(services.refuse_prolongation, forms.ActOfCourtForm),
    "end": Asked(
        services.end_placement,
        forms.EndForm,
        gettext_noop("Мястото в услугата се освобождава веднага; доставчикът получава известие."),
    ),
}
PRIMARY = ("file", "set_hearing", "admit", "prolong", "ask_prolongation")
QUIET = ("withdraw", "reject", "end", "refuse_prolongation")


@require_safe
def index(request: ActingRequest, organization: str) -> HttpResponse:
    """The directorate's court placements; the one whose term ends first stands first."""
    allow(request)
    today = timezone.localdate()
    shown = {
        "rows": queries.placements(request.actor),
        "ending": queries.ending(request.actor, today),
        "today": today,
    }
    return render(request, "courts/index.html", shown)


@require_http_methods(["GET", "POST"])
def new(request: ActingRequest, organization: str, person_id: int) -> HttpResponse:
    """Prepare an application for an adult whom the directorate works with."""
    allow(request)
    person = get_object_or_404(people.fully_visible(request.actor), pk=person_id)
    today = timezone.localdate()
    address = people.current_address(request.actor, person_id)
    speaker = people.representatives(request.actor, person, today).exclude(kind="parent").first()
    initial = {
        "municipality": address.municipality_id if address else None,
        "guardian": speaker.name if speaker else "",
    }
    form = forms.ApplicationForm(request.POST or None, initial=initial)
    refused = None
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["municipality_id"] = values.pop("municipality").pk
        try:
            made = services.propose_placement(
                request.actor, person=person, now=timezone.now(), **values
            )
        except Refused as error:
            refused = error
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(
                request, _("Искането е подготвено с номер %(n)s.") % {"n": made.number}
            )
            return redirect("courts:page", organization=organization, pk=made.pk)
    shown = {"form": form, "person": person, "refused": refused}
    status = 400 if request.method == "POST" else 200
    return render(request, "courts/new.html", shown, status=status)


@require_safe
def page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One placement: what is awaited, the acts, the facts, the course."""
    allow(request)
    found = queries.placement(request.actor, pk)
    if not request.headers.get("Opora-Fetch"):
        people_services.log_view(
            request.actor,
            person_id=found.person_id,
            purpose=_("настаняване от съда"),
            page="court",
        )
    state, today = CourtState(found.state), timezone.localdate()
    names = actions_for(STEPS, state, queries.who_places(request.actor, found))
    lines = told(journal.timeline(request.actor, kind="court", record_id=pk), SENTENCES)
    shown = {
        "found": found,
        "person": found.person,
        "acts": _acts(names),
        "awaited": _(AWAITED[state]) if state in AWAITED else "",
        "steps": _steps(state),
        "is_ending": state == CourtState.ADMITTED and rules.is_ending(found.until, today),
        "due_on": _due(found, state),
        "lines": lines,
        "today": today,
        "papers": papers(
            request,
            record_kind="court",
            record_id=pk,
            audience=found.audience,
            person_id=found.person_id,
        ),
    }
    return render(request, "courts/page.html", shown)


def _due(found: Any, state: CourtState) -> Any:
    """The next day to think of: of the hearing, or of the end of the term."""
    if state == CourtState.HEARING:
        return found.hearing_on
    return found.until if state in rules.INSIDE else None


def _acts(names: list[str]) -> dict[str, list[dict[str, str]]]:
    first = next((name for name in PRIMARY if name in names), None)
    groups: dict[str, list[dict[str, str]]] = {"primary": [], "ordinary": [], "quiet": []}
    for name in names:
        look = "primary" if name == first else "quiet" if name in QUIET else "ordinary"
        groups[look].append({"name": name, "label": _(STEPS[name].label)})
    return groups


def _steps(state: CourtState) -> list[dict[str, str]]:
    now = next((i for i, (_label, states) in enumerate(STAGES) if state in states), -1)
    if now < 0:
        return [{"label": _(LABELS[state]), "state": "stopped"}]
    return [
        {"label": _(label), "state": "done" if i < now else "now" if i == now else "next"}
        for i, (label, _states) in enumerate(STAGES)
    ]


@require_http_methods(["GET", "POST"])
def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """Do one step of a court placement."""
    allow(request)
    if action not in ACTS:
        raise Http404
    found = queries.placement(request.actor, pk)
    back = reverse("courts:page", args=[organization, pk])
    title = f"{found.person.full_name} · {found.number}"
    shown = Shown(found, action, STEPS[action], back, title, f"court-{pk}-{action}", f"court:{pk}")
    return do(request, ACTS[action], shown, {"placement": found})
