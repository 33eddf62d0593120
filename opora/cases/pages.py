"""The list of cases and one case: fetch, show."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opora.accounts import rules as rights
from opora.accounts.requests import ActingRequest
from opora.documents import panels as documents
from opora.journal import queries as journal
from opora.lib.actor import Actor
from opora.people import queries as people
from opora.people import services as people_services
from opora.register.models import Service

from . import forms, queries, rules, sentences
from .models import Case, choices
from .rules import CaseState, Part, TermKind
from .services import hearing

PER_PAGE = 25
FOUND_AT_ONCE = 50
SHOWN_AT_ONCE = 10
KEPT = ("tab", "lead", "service", "ground", "sort")
TONES = {"late": "late", "soon": "soon", "unled": "wait"}


def allow(request: ActingRequest, right: str) -> None:
    """The page is only for who has the right."""
    if not may(request, right):
        raise PermissionDenied


def may(request: ActingRequest, right: str) -> bool:
    """Whether the actor has a right in the organization they act for."""
    return rights.may(request.organization.kind, request.actor.roles, right)


def opened(request: ActingRequest, pk: int, part: Part = Part.CORE) -> Case:
    """The case of a page, with the look written in the log; a live refetch is not a new look."""
    allow(request, "cases.see")
    case = queries.seen(request.actor, pk, part)
    if not request.headers.get("Opora-Fetch"):
        people_services.log_view(
            request.actor, person_id=case.person_id, purpose=_("работа по случай"), page="case"
        )
    return case


@require_GET
def listing(request: ActingRequest, organization: str) -> HttpResponse:
    """The cases in which the organization takes part, by clock."""
    allow(request, "cases.see")
    actor, today = request.actor, timezone.localdate()
    filters = filters_of(request)
    found = queries.listed(actor, filters, today=today)
    page = Paginator(queries.keys(found), PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.counts(actor, today=today)
    shown = {
        "tabs": tabs(request, counts, filters.tab),
        "counts": counts,
        "filters": filters,
        "is_filtered": bool(filters.lead or filters.service or filters.ground),
        "page": page,
        "rows": queries.lines(found, list(page.object_list)),
        "today": today,
        "veiled": queries.veiled(actor),
        **choices_of(actor),
    }
    return render(request, "cases/list.html", shown)


def search(request: ActingRequest, organization: str) -> HttpResponse:
    """Cases by the person's name or the number; by POST, because a name is personal data."""
    allow(request, "cases.see")
    text = request.POST.get("text", "").strip()[:100]
    if not text:
        return redirect("cases:list", organization)
    actor, today = request.actor, timezone.localdate()
    ids = [person.pk for person in people.search(actor, text, limit=FOUND_AT_ONCE)]
    found = queries.found(actor, text, ids)
    counts = queries.counts(actor, today=today)
    first = list(queries.keys(found)[:FOUND_AT_ONCE])
    shown = {
        "tabs": tabs(request, counts, ""),
        "counts": counts,
        "text": text,
        "rows": queries.lines(found, first),
        "today": today,
    }
    return render(request, "cases/list.html", shown)


def filters_of(request: ActingRequest) -> queries.Filters:
    """The filters of the address, with unknown ones dropped."""
    given = {name: request.GET.get(name, "") for name in KEPT}
    return queries.Filters(
        tab=given["tab"] if given["tab"] in queries.TABS else "open",
        lead=given["lead"] if given["lead"] == "me" or given["lead"].isdigit() else "",
        service=given["service"] if given["service"].isdigit() else "",
        ground=given["ground"] if given["ground"] in list(rules.Ground) else "",
        sort=given["sort"] if given["sort"] in queries.SORTS else "due",
    )


def choices_of(actor: Actor) -> dict[str, Any]:
    """By what the list can be narrowed."""
    services = Service.objects.filter(pk__in=queries.visible(actor).values("service"))
    return {
        "officers": forms.officers(actor),
        "services": services.order_by("name").values_list("pk", "name"),
        "grounds": choices(rules.GROUND_LABELS),
    }


def tabs(request: ActingRequest, counts: dict[str, int], active: str) -> list[dict[str, Any]]:
    """The questions over the list, with their counts."""
    return [
        {
            "label": label,
            "url": f"/o/{request.organization.slug}/cases/?tab={name}",
            "active": name == active,
            "count": counts[name],
            "tone": TONES.get(name, "") if counts[name] else "",
        }
        for name, label in queries.TABS.items()
    ]


@require_GET
def case_page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One case: what it is, who works on it, who takes part, its course."""
    case = opened(request, pk)
    return render(request, "cases/case.html", context(request, case))


def context(request: ActingRequest, case: Case) -> dict[str, Any]:
    """All that the page of a case shows."""
    actor = request.actor
    is_ours = case.organization_id == actor.organization_id
    may_work = is_ours and may(request, "cases.work")
    course = journal.timeline(actor, kind="case", record_id=case.pk)[:SHOWN_AT_ONCE]
    return {
        "case": case,
        "is_ours": is_ours,
        "may_work": may_work and case.state == CaseState.OPEN,
        "may_follow": may_work and case.state == CaseState.ENDED,
        "case_acts": case_acts(request, case) if may_work else [],
        "members": case.members.filter(until=None).select_related("user"),
        "parties": queries.parties(case),
        "contacts": queries.contacts(actor, case) if is_ours else [],
        "representatives": people.representatives(actor, case.person, timezone.localdate()),
        "links": linked(actor, case),
        "follow_ups": case.follow_ups.all(),
        "lines": sentences.lines(course),
        "request_seen": case.request_id and may(request, "requests.see"),
        "end_ground": queries.word(TermKind.END_GROUND, case.end_reason),
        "destination": queries.word(TermKind.DESTINATION, case.destination),
    }


def case_acts(request: ActingRequest, case: Case) -> list[tuple[str, str, str]]:
    """The acts on the whole case, with how each button looks; the others stand at their cards."""
    if case.state == CaseState.ENDED:
        return [("plan_follow_up", _("Планирай да попиташ"), "secondary")]
    acts = [] if case.lead_id else [("lead", _("Определи водещ"), "primary")]
    if may(request, "cases.sign"):
        hidden = ("show", _("Отмени поверителността"), "quiet")
        open_to_all = ("hide", _("Направи поверителен"), "quiet")
        acts.append(hidden if case.is_confidential else open_to_all)
    return acts


def linked(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """The related cases, each from this one's side."""
    return [
        {"link": link, "other": link.other if link.case_id == case.pk else link.case}
        for link in queries.links(actor, case)
    ]


@require_GET
def course(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The whole course of a case."""
    case = opened(request, pk)
    events = journal.timeline(request.actor, kind="case", record_id=pk)
    return render(request, "cases/course.html", {"case": case, "lines": sentences.lines(events)})


@require_GET
def papers(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """What was issued and attached in a case, and the form that adds a file."""
    case = opened(request, pk, Part.PAPERS)
    panel = documents.papers(
        request,
        record_kind="case",
        record_id=case.pk,
        audience=hearing(case, Part.PAPERS),
        person_id=case.person_id,
        may_attach=case.organization_id == request.actor.organization_id,
        heading=_("Случай %(number)s") % {"number": case.number},
    )
    return render(request, "cases/papers.html", {"case": case, "papers": panel})
