"""A family for a child, by published criteria; the stay, its end, the code of the foster parent."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.guests import queries as passes
from opora.guests import services as guests
from opora.people import naming
from opora.people import queries as people
from opora.people.models import Person

from .. import forms, matching, papers, queries, services
from ..guests import KIND
from ..matching import Need
from ..models import FosterFamily, FosterStay
from ..queries import Candidate
from ..relatives import relatives
from ..rules import StayKind, StayState
from .common import allow, attempt, done, log, may, page

LASTS = timedelta(days=30)


@require_http_methods(["GET", "POST"])
def children(request: ActingRequest, organization: str) -> HttpResponse:
    """For which of the directorate's children a family is sought: found by name or number."""
    allow(request, "foster.work")
    typed = request.POST.get("text", "").strip()[:100]
    found = queries.children(request.actor, typed, timezone.localdate())
    running = queries.stays(request.actor).filter(queries.RUNNING)
    homes = dict(running.exclude(kind=StayKind.RESPITE).values_list("child", "pk"))
    names = naming.called(found)
    rows = [(one, names[one.pk], homes.get(one.pk)) for one in found]
    return page(request, "children", "children", {"rows": rows, "typed": typed})


@require_http_methods(["GET", "POST"])
def match(request: ActingRequest, organization: str, person_id: int) -> HttpResponse:
    """What the child needs, and the families in the order of the published criteria."""
    allow(request, "foster.work")
    child, today = people.worked_with(request.actor, person_id), timezone.localdate()
    log(request, child.pk, _("избор на приемно семейство"))
    first = {"begins_on": today, "planned_end_on": today + timedelta(days=90)}
    known = relatives(request.actor, child)
    form = forms.NeedForm(request.POST or None, initial=first, relatives=known)
    context: dict[str, Any] = {"form": form, "child": child, "weights": matching.WEIGHTS.values()}
    if request.method == "POST" and form.is_valid():
        need = need_of(request, child, form.cleaned_data)
        context["candidates"] = queries.candidates(request.actor, need, today)
        context["typed"] = [
            (name, value) for name in form.fields for value in request.POST.getlist(name)
        ]
    return page(request, "match", "children", context, form)


def need_of(request: ActingRequest, child: Person, typed: dict[str, Any]) -> Need:
    """The need as the criteria read it; the child's home is its address, else the directorate's."""
    home = people.current_address(request.actor, child.pk)
    begun, ended = typed["begins_on"], typed["planned_end_on"]
    is_respite = typed["kind"] == StayKind.RESPITE
    return Need(
        age=child.age_on(begun),
        sex=child.sex,
        kind=typed["kind"],
        municipality=home.municipality_id if home else request.organization.municipality_id or "",
        settlement=typed["settlement"].strip(),
        has_disability=typed["has_disability"],
        n_siblings=typed["n_siblings"],
        respite_left=queries.respite_left(request.actor, child.pk, begun.year, begun)
        if is_respite
        else None,
        n_days=(ended - begun).days + 1,
        siblings=frozenset(typed.get("siblings", ())),
    )


@require_POST
def place(request: ActingRequest, organization: str, person_id: int, pk: int) -> HttpResponse:
    """Place the child with one family: first the reasons again, then the act and its contract."""
    allow(request, "foster.work")
    child = people.worked_with(request.actor, person_id)
    family = queries.family(request.actor, pk)
    known = relatives(request.actor, child)
    is_asked = "document" in request.POST
    first = request.POST.dict() | {"siblings": request.POST.getlist("siblings")}
    form = forms.PlaceForm(request.POST if is_asked else None, initial=first, relatives=known)
    made: list[FosterStay] = []

    def act(facts: dict[str, Any]) -> None:
        made.append(_place(request, family, child, facts))

    if is_asked and attempt(form, act):
        return done(request, _("Детето е настанено и договорът е изготвен."), "stay", made[0].pk)
    asked = forms.NeedForm(request.POST, relatives=known)
    found = asked.is_valid() and _suits(request, family, child, asked.cleaned_data)
    context = {"form": form, "child": child, "family": family, "found": found}
    return page(request, "place", "children", context, form)


def _place(
    request: ActingRequest, family: FosterFamily, child: Person, facts: dict[str, Any]
) -> FosterStay:
    kept = ("document", "note", "begins_on", "planned_end_on")
    stay = services.place(
        request.actor,
        family=family,
        child_id=child.pk,
        need=need_of(request, child, facts),
        now=timezone.now(),
        **{name: facts[name] for name in kept},
    )
    papers.issue_contract(request.actor, stay, now=timezone.now())
    return stay


def _suits(
    request: ActingRequest, family: FosterFamily, child: Person, typed: dict[str, Any]
) -> Candidate | None:
    """How the chosen family suits the child."""
    need = need_of(request, child, typed)
    found = queries.candidates(request.actor, need, timezone.localdate())
    return next((each for each in found if each.family == family), None)


@require_GET
def stays(request: ActingRequest, organization: str) -> HttpResponse:
    """All stays, the running ones first."""
    allow(request, "foster.work")
    rows = list(queries.stays(request.actor).order_by("-state", "-begins_on")[:200])
    named = [one.child_id for one in rows] + [one.family.parent_id for one in rows]
    names = naming.called(queries.names(request.actor, named).values())
    lines = [(one, names.get(one.child_id), names.get(one.family.parent_id)) for one in rows]
    return page(request, "stays", "stays", {"lines": lines})


@require_GET
def stay(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One stay: why this family, until when, what may be done."""
    allow(request, "foster.work")
    found = queries.stay(request.actor, pk)
    log(request, found.child_id, _("престой в приемно семейство"))
    return _shown(request, found)


def _shown(request: ActingRequest, found: FosterStay, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    names = queries.names(request.actor, [found.child_id, found.family.parent_id])
    owns = found.organization_id == request.actor.organization_id and may(request, "foster.work")
    context = {
        "stay": found,
        "child": names.get(found.child_id),
        "parent": names.get(found.family.parent_id),
        "owns": owns,
        "is_running": found.state == StayState.RUNNING,
        "total": sum(each["most"] for each in found.explanation),
        "respite_left": _respite_left(request, found, today),
        "end_form": forms.EndStayForm(initial={"ended_on": today}),
        "guest_form": forms.GuestForm(initial={"until": today + LASTS}, prefix="g"),
        "passes": passes.of(request.actor, KIND, found.pk),
        "now": timezone.now(),
        **more,
    }
    bound = [each for each in more.values() if isinstance(each, forms.forms.BaseForm)]
    return page(request, "stay", "stays", context, *bound)


def _respite_left(request: ActingRequest, found: FosterStay, today: date) -> int | None:
    if found.kind != StayKind.RESPITE:
        return None
    return queries.respite_left(request.actor, found.child_id, today.year, today)


@require_POST
def end(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The child has left."""
    allow(request, "foster.work")
    found = queries.stay(request.actor, pk)
    form = forms.EndStayForm(request.POST)

    def act(facts: dict[str, Any]) -> None:
        services.end_stay(request.actor, stay=found, now=timezone.now(), **facts)

    if attempt(form, act):
        return done(request, _("Престоят е приключен."), "stay", pk)
    return _shown(request, found, end_form=form)


@require_POST
def invite(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A code with which the foster parent sees this stay; shown once."""
    allow(request, "foster.work")
    found = queries.stay(request.actor, pk)
    form = forms.GuestForm(request.POST, prefix="g")
    codes: list[str] = []

    def act(facts: dict[str, Any]) -> None:
        _pass, code = guests.invite(
            request.actor,
            kind=KIND,
            record_id=found.pk,
            for_whom=facts["for_whom"],
            purpose=_("престой на дете в приемно семейство"),
            expires_at=facts["until"],
            now=timezone.now(),
        )
        codes.append(code)

    if attempt(form, act):
        return _shown(request, found, code=codes[0])
    return _shown(request, found, guest_form=form)
