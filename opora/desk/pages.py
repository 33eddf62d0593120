"""The desk's pages: the worklist and what stands around it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.accounts import queries as accounts
from opora.accounts import rules as rights
from opora.accounts.requests import ActingRequest
from opora.accounts.rules import CASEWORK
from opora.journal import queries as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.people import queries as people
from opora.people import services as people_services
from opora.places import queries as places
from opora.places import services as place_services
from opora.referral import candidates, queries, rules, sentences
from opora.referral import pages as referral
from opora.referral.models import STATES
from opora.register import queries as register
from opora.register.models import NamedService

from . import services
from .forms import AnswerTimeForm
from .models import SavedView

PER_PAGE = 25
FOUND_AT_ONCE = 10
TONES = {"late": "late", "soon": "soon", "others": "wait", "vacant": "ok"}
KEPT = ("tab", "officer", "state", "service", "sort")


def allow(request: ActingRequest, right: str) -> None:
    """The page is only for who has the right."""
    if not rights.may(request.organization.kind, request.actor.roles, right):
        raise PermissionDenied


def home(request: ActingRequest, organization: str) -> HttpResponse:
    """Where each role begins."""
    casework = rights.may(request.organization.kind, request.actor.roles, "requests.see")
    return redirect("desk:worklist" if casework else "register:services", organization)


def worklist(request: ActingRequest, organization: str) -> HttpResponse:
    """What is to be done, by clock."""
    allow(request, "requests.see")
    actor, today = request.actor, timezone.localdate()
    filters = filters_of(request)
    vacant = candidates.vacant_kinds(actor, today)
    counts = queries.counts(actor, today=today, vacant=vacant)
    found = queries.worklist(actor, filters, today=today, vacant=vacant)
    ids = found.values_list("pk", flat=True)
    page = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "tabs": tabs(request, counts, filters.tab),
        "page": page,
        "rows": queries.lines(found, page.object_list),
        "counts": counts,
        "filters": filters,
        "today": today,
        "officers": officers(actor),
        "states": STATES,
        "kinds": NamedService.objects.order_by("position"),
        "views": SavedView.objects.filter(user=actor.user_id, organization=actor.organization_id),
        "query": request.GET.urlencode(),
        "is_filtered": bool(filters.officer or filters.state or filters.service),
        "may_record": rights.may(request.organization.kind, actor.roles, "requests.record"),
    }
    return render(request, "desk/worklist.html", shown)


def filters_of(request: ActingRequest) -> queries.Filters:
    """The filters of the address, with unknown ones dropped."""
    given = {name: request.GET.get(name, "") for name in KEPT}
    known = {
        "tab": given["tab"] if given["tab"] in queries.TABS else "open",
        "officer": given["officer"] if _is_officer(given["officer"]) else "",
        "state": given["state"] if given["state"] in dict(STATES) else "",
        "service": given["service"],
        "sort": given["sort"] if given["sort"] in queries.SORTS else "due",
    }
    return queries.Filters(**known)


def _is_officer(value: str) -> bool:
    return value in {"me", "none"} or value.isdigit()


def tabs(request: ActingRequest, counts: dict[str, int], active: str) -> list[dict[str, Any]]:
    """The questions over the list, with their counts."""
    query = request.GET.copy()
    query.pop("page", None)
    found = []
    for name, label in queries.TABS.items():
        query["tab"] = name
        found.append(
            {
                "label": label,
                "url": f"?{query.urlencode()}",
                "active": name == active,
                "count": counts[name],
                "tone": TONES.get(name, "") if counts[name] else "",
            }
        )
    return found


def officers(actor: Actor) -> list[tuple[int, str]]:
    """The organization's caseworkers, by name."""
    members = accounts.members(actor).filter(role__in=CASEWORK)
    return sorted({(one.user_id, one.user.name) for one in members}, key=lambda pair: pair[1])


def preview(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One request beside the list: whose turn, the next act, the last events."""
    allow(request, "requests.see")
    found = queries.page(request.actor, pk)
    if found is None:
        raise NotVisible
    people_services.log_view(
        request.actor, person_id=found.person_id, purpose=_("работен списък"), page="preview"
    )
    state = rules.State(found.state)
    allowed = rules.actions_for(state, queries.who_is(request.actor, found))
    course = journal.timeline(request.actor, kind="request", record_id=pk)[:5]
    shown = {
        "found": found,
        "steps": referral.steps(state),
        "acts": referral.acts(found, allowed),
        "lines": sentences.lines(course),
        "candidates": candidates.services_for(request.actor, found, on=timezone.localdate())[:3]
        if "choose" in allowed
        else [],
        "state_tone": rules.STATE_TONES.get(state, "plain"),
    }
    return render(request, "desk/preview.html", shown)


@require_POST
def presence(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """I have this open; who else has?"""
    if not queries.visible(request.actor).filter(pk=pk).exists():
        raise Http404
    others = services.be_present(
        request.actor,
        request_id=pk,
        editing=bool(request.POST.get("editing")),
        now=timezone.now(),
    )
    return render(request, "desk/presence.html", {"others": others})


@require_POST
def save_view(request: ActingRequest, organization: str) -> HttpResponse:
    """Keep the present filters."""
    view = services.save_view(
        request.actor, name=request.POST.get("name", ""), query=request.POST.get("query", "")
    )
    messages.success(request, _("Изгледът „%(name)s“ е запазен.") % {"name": view.name})
    return redirect(f"{_worklist_url(organization)}?{view.query}")


def _worklist_url(organization: str) -> str:
    return f"/o/{organization}/worklist/"


@require_POST
def drop_view(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Forget a view."""
    services.drop_view(request.actor, view_id=pk)
    return redirect("desk:worklist", organization)


def workload(request: ActingRequest, organization: str) -> HttpResponse:
    """The head's page: how much each officer holds."""
    allow(request, "requests.lead")
    actor, today = request.actor, timezone.localdate()
    shown = {
        "officers": queries.workload(actor, today=today),
        "counts": queries.counts(actor, today=today, vacant=set()),
        "unassigned": queries.unassigned(actor, today=today)[:50],
        "today": today,
        "choices": officers(actor),
    }
    return render(request, "desk/workload.html", shown)


def queues(request: ActingRequest, organization: str) -> HttpResponse:
    """Who waits: the actor's own people in all lists, and the lists of the own services."""
    allow(request, "requests.see")
    actor, today = request.actor, timezone.localdate()
    waiting = (
        queries.visible(actor)
        .filter(state__in=[rules.State.WAITING, rules.State.OFFERED])
        .select_related("person", "service", "owner_organization")
        .order_by("service__name", "id")
    )
    entries = {entry.request_id: entry for entry in places.entries(actor).filter(closed_at=None)}
    place_of = places.queue_places([entry.pk for entry in entries.values()])
    rows: list[dict[str, Any]] = [
        {
            "found": found,
            "place": place_of.get(entries[found.pk].pk) if found.pk in entries else None,
            "why": places.why(entries[found.pk]) if found.pk in entries else "",
        }
        for found in waiting
    ]
    rows.sort(key=lambda row: (str(row["found"].service), row["place"] or 0))
    shown = {
        "rows": rows,
        "today": today,
        "may_set_time": rights.may(request.organization.kind, actor.roles, "places.manage"),
        "may_rule": rights.may(request.organization.kind, actor.roles, "queues.rules"),
    }
    return render(request, "desk/queues.html", shown)


def answer_time(request: ActingRequest, organization: str) -> HttpResponse:
    """The provider's own time for the answer to an offered place; practice, not statute."""
    allow(request, "places.manage")
    form = AnswerTimeForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            place_services.set_hours_to_answer(
                request.actor, now=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(
                request, _("Правилото е записано. Сегашните предложения пазят срока си.")
            )
            return redirect("desk:answer_time", organization)
    shown = {"form": form, "rules": places.answer_rules(request.actor)}
    status = 400 if form.errors else 200
    return render(request, "desk/answer_time.html", shown, status=status)


@require_POST
def find(request: ActingRequest, organization: str) -> HttpResponse:
    """One search for everything: people, services, request numbers."""
    text = request.POST.get("text", "").strip()[:100]
    actor, today = request.actor, timezone.localdate()
    casework = rights.may(request.organization.kind, actor.roles, "requests.see")
    requests = queries.visible(actor).filter(number__iexact=text).select_related("person")
    if casework and text and (exact := requests.first()):
        return redirect("referral:request", organization, exact.pk)
    shown = {
        "find_text": text,
        "people": people.search(actor, text, limit=FOUND_AT_ONCE) if casework and text else [],
        "services": register.services(actor, on=today, text=text)[: FOUND_AT_ONCE + 1]
        if text
        else [],
        "n_shown": FOUND_AT_ONCE,
        "casework": casework,
    }
    return render(request, "desk/find.html", shown)
