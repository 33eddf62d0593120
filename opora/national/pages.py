"""The pages of the National Map: in force, drafts, discussion, comparison, amendments."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.views.decorators.http import require_POST, require_safe

from opora.accounts.requests import ActingRequest
from opora.accounts.rules import OrganizationKind, may
from opora.journal import queries as journal
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.meetings import queries as meetings
from opora.needs.queries import analyses
from opora.planning import exports as planning_exports
from opora.planning import queries as planning
from opora.planning.model.rows import Row
from opora.planning.rules import Purpose
from opora.territory import queries as territory

from . import forms, queries, rules, sentences
from .models import NationalMap
from .rules import MAP_STEPS, MapState, Who
from .services import discussions, maps

ON_PAGE = 60
SHOWN_AT_ONCE = 12
ACTS: dict[str, tuple[type[django_forms.Form], Callable[..., Any]]] = {
    "take_in": (forms.EmptyForm, maps.take_in),
    "write": (forms.ForewordForm, maps.write),
    "open_discussion": (forms.EmptyForm, maps.open_discussion),
    "adopt": (forms.AdoptForm, maps.adopt),
    "publish": (forms.PublishForm, maps.publish),
    "redraft": (forms.RedraftForm, maps.redraft),
    "abandon": (forms.EmptyForm, maps.abandon),
}
DONE = {
    "take_in": noop("Окончателните карти са прочетени наново."),
    "write": noop("Анализът е записан."),
    "open_discussion": noop("Обсъждането е открито; проектът е публичен и вече не се променя."),
    "adopt": noop("Актът е вписан. Остава публикуването."),
    "publish": noop("Картата е действаща."),
    "redraft": noop("Открит е нов проект със същите редове."),
    "abandon": noop("Проектът е отказан; остава за четене."),
}
HELP = {
    "take_in": noop("Редовете на проекта се събират отново от всички окончателни карти сега."),
    "open_discussion": noop(
        "Проектът се публикува за 30 дни и се заключва: обсъжда се точно това, което се приема."
    ),
    "adopt": noop("Гласуването на национална среща не е задължително; приема актът."),
    "publish": noop("Досегашната действаща карта се заменя от деня на публикуването."),
}
ORDER = ("write", "open_discussion", "adopt", "publish", "take_in", "redraft", "abandon")
QUIET = ("redraft", "abandon")
STAGES = (
    (noop("Проект"), MapState.DRAFT),
    (noop("Обществено обсъждане"), MapState.DISCUSSION),
    (noop("Обсъдена"), MapState.DISCUSSED),
    (noop("Приета"), MapState.ADOPTED),
    (noop("Действаща"), MapState.IN_FORCE),
)


def check_may_see(request: ActingRequest) -> None:
    """Who may not see maps finds no page here."""
    if not may(request.organization.kind, request.actor.roles, "planning.see"):
        raise NotVisible


@require_safe
def index(request: ActingRequest, organization: str) -> HttpResponse:
    """The Map in force in short, all versions, and for the agency a new draft."""
    check_may_see(request)
    found = queries.map_in_force()
    today = timezone.localdate()
    rows = queries.rows_on(found, today) if found else []
    who = queries.who_is(request.actor)
    cycle = analyses.current_cycle()
    page = {
        "found": found,
        "versions": [
            (one, rules.MAP_TONES.get(MapState(one.state), "plain"))
            for one in queries.maps(request.actor).order_by("-map_version__opened_at")
        ],
        "n_users": sum(row.users for row in rows),
        "rest": queries.remaining(rows, today) if found else [],
        "today": today,
        "is_agency": Who.AGENCY in who,
        "cycle": cycle,
        "n_final": len(planning.final(request.actor, cycle=cycle)) if cycle else 0,
        "form": forms.NameForm(initial={"name": _("Проект за Национална карта")}),
        "may_propose": may(request.organization.kind, request.actor.roles, "planning.agree"),
    }
    return render(request, "national/index.html", page)


@require_POST
def assemble(request: ActingRequest, organization: str) -> HttpResponse:
    """A new draft from the finals of the open cycle."""
    check_may_see(request)
    cycle = analyses.current_cycle()
    form = forms.NameForm(request.POST)
    if cycle is None:
        raise Refused(_("Няма открит цикъл на планиране."))
    if not form.is_valid():
        raise Refused(_("Дайте име на проекта."), field="name")
    made = maps.assemble(
        request.actor, cycle=cycle, name=form.cleaned_data["name"], now=timezone.now()
    )
    messages.success(request, _("Проектът е обединен от окончателните областни карти."))
    return redirect("national:map", organization, made.pk)


# One version


@require_safe
def map_page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One national version: where it stands, its parts."""
    check_may_see(request)
    found = queries.national_map(request.actor, pk)
    parts = _parts(found)
    part = request.GET.get("part", "")
    part = part if part in parts else next(iter(parts))
    return render(request, "national/map.html", context(request, found, part, parts))


def _parts(found: NationalMap) -> dict[str, str]:
    parts = {"analysis": _("Анализ"), "rows": _("Редове"), "finals": _("Области")}
    if found.state == MapState.IN_FORCE:
        parts = {"rest": _("Какво остава"), **parts, "amendments": _("Изменения")}
    if found.discussion_from:
        parts["discussion"] = _("Обсъждане")
    return parts


def context(
    request: ActingRequest, found: NationalMap, part: str, parts: dict[str, str]
) -> dict[str, Any]:
    """All that the page of a national version shows."""
    today = timezone.localdate()
    rows = queries.rows_on(found, today)
    who = queries.who_is(request.actor)
    url = reverse("national:map", args=[request.organization.slug, found.pk])
    course = journal.timeline(request.actor, kind="map", record_id=found.pk)
    allowed = rules.actions_for(MAP_STEPS, found.state, who)
    lines, year = queries.analysis(rows, today) if part == "analysis" else ([], 0)
    finals = queries.finals(request.actor, found)
    return {
        "found": found,
        "version": found.map_version,
        "tone": rules.MAP_TONES.get(MapState(found.state), "plain"),
        "steps": _way(found),
        "today": today,
        "part": part,
        "parts": [
            {"label": label, "url": f"{url}?part={name}", "active": name == part}
            for name, label in parts.items()
        ],
        "acts": _acts(found, allowed),
        "is_agency": Who.AGENCY in who,
        "is_municipality": request.organization.kind == OrganizationKind.MUNICIPALITY,
        "n_rows": len(rows),
        "n_users": sum(row.users for row in rows),
        "finals": finals,
        "n_in": sum(one.is_in for one in finals),
        "lines": lines,
        "year": year,
        "rest": queries.remaining(rows, today) if part == "rest" else [],
        "rows": _rows(request, rows) if part == "rows" else None,
        "amendments": queries.amendments(request.actor, found) if part == "amendments" else [],
        "comments": queries.comments(found) if part == "discussion" else [],
        "answer_form": forms.AnswerForm(),
        "votes": meetings.votes_on(request.actor, Purpose.NATIONAL, found.pk),
        "course": sentences.lines(course[:SHOWN_AT_ONCE]),
        "districts": territory.districts(),
        "chosen_district": request.GET.get("district", ""),
        "may_vote": Who.AGENCY in who and found.state == MapState.DISCUSSED,
    }


def _way(found: NationalMap) -> list[dict[str, str]]:
    order = [state for _label, state in STAGES]
    if found.state not in order:
        return [{"label": found.get_state_display(), "state": "stopped"}]
    now = order.index(MapState(found.state))
    is_over = found.state == MapState.IN_FORCE
    return [
        {
            "label": _(label),
            "state": "done" if n < now or is_over else "now" if n == now else "next",
        }
        for n, (label, _state) in enumerate(STAGES)
    ]


def _acts(found: NationalMap, allowed: list[str]) -> dict[str, list[dict[str, str]]]:
    shown = [name for name in ORDER if name in allowed and name in ACTS]
    if "open_discussion" in shown and not found.foreword:
        shown.remove("open_discussion")
    main = [name for name in shown if name not in QUIET]
    primary = next((one for one in ("publish", "adopt", "open_discussion") if one in main), "")
    primary = primary or next(iter(main), "")
    return {
        "main": [
            {
                "name": name,
                "label": _(MAP_STEPS[name].label) if name != "write" else _("Пиши анализа"),
                "look": "primary" if name == primary else "secondary",
            }
            for name in main
        ],
        "quiet": [
            {"name": name, "label": _(MAP_STEPS[name].label)} for name in shown if name in QUIET
        ],
    }


def _rows(request: ActingRequest, rows: list[Row]) -> Any:
    """The rows of a Map on a day, of one district when asked, page by page, with names."""
    names = queries.names_of({row.municipality for row in rows})
    services = planning.services()
    of = queries.districts_by_municipality()
    chosen = request.GET.get("district", "")
    shown: list[dict[str, Any]] = [
        {"municipality": names[row.municipality], "service": services[row.service], "row": row}
        for row in rows
        if not chosen or of[row.municipality] == chosen
    ]
    shown.sort(key=lambda each: (str(each["municipality"]), each["service"].position))
    return Paginator(shown, ON_PAGE).get_page(request.GET.get("page"))


def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """One act on a national version, with what it asks."""
    check_may_see(request)
    if action not in ACTS:
        raise Http404
    found = queries.national_map(request.actor, pk)
    who = queries.who_is(request.actor)
    rules.next_state(MAP_STEPS, rules.MAP_LABELS, found.state, action, who)
    form = ACTS[action][0](request.POST or None, initial=_initial(found, action))
    refused, stale = None, None
    if request.method == "POST" and form.is_valid():
        try:
            made = ACTS[action][1](
                request.actor, national_map=found, now=timezone.now(), **form.cleaned_data
            )
        except Refused as raised:
            refused = raised
        except Stale as raised:
            stale = raised
        else:
            messages.success(request, _(DONE[action]))
            return redirect("national:map", organization, made.pk)
    page = {
        "found": found,
        "label": _(MAP_STEPS[action].label),
        "rule": MAP_STEPS[action].by,
        "help": _(HELP[action]) if action in HELP else "",
        "form": form,
        "refused": refused,
        "stale": stale,
        "back": reverse("national:map", args=[organization, pk]),
        "name": str(found),
    }
    status = 409 if stale else 400 if refused or form.errors else 200
    return render(request, "national/act.html", page, status=status)


def _initial(found: NationalMap, action: str) -> dict[str, Any]:
    initial: dict[str, Any] = {"seen": found.version}
    if action == "write":
        initial["foreword"] = found.foreword
    if action == "adopt":
        initial["act"] = _("Решение на Министерския съвет")
    if action == "publish":
        initial["published_on"] = timezone.localdate()
    if action == "redraft":
        initial["name"] = _("%(name)s – след обсъждането") % {"name": found.map_version.name}
    return initial


def vote(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Put a discussed draft to a national meeting."""
    check_may_see(request)
    found = queries.national_map(request.actor, pk)
    if Who.AGENCY not in queries.who_is(request.actor):
        raise NotVisible
    held = meetings.sessions(request.actor).filter(
        state="open", group__organization=request.actor.organization_id
    )
    form = forms.VoteForm(request.POST or None, sessions=held)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            maps.put_to_vote(
                request.actor, national_map=found, session=form.cleaned_data["session"],
                now=timezone.now(),
            )  # fmt: skip
        except Refused as raised:
            refused = raised
        else:
            messages.success(request, _("Проектът е внесен за гласуване."))
            return redirect("national:map", organization, pk)
    page = {
        "found": found,
        "label": _("Внеси за гласуване на национална среща"),
        "rule": rules.PRACTICE,
        "help": "" if held.exists() else _("Няма заседание, което тече."),
        "form": form,
        "refused": refused,
        "back": reverse("national:map", args=[organization, pk]),
        "name": str(found),
    }
    status = 400 if refused or form.errors else 200
    return render(request, "national/act.html", page, status=status)


@require_POST
def answer(request: ActingRequest, organization: str, pk: int, comment_id: int) -> HttpResponse:
    """Answer an opinion of the public discussion."""
    check_may_see(request)
    found = queries.national_map(request.actor, pk)
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Напишете отговора."), field="text")
    discussions.answer(
        request.actor, about=found, comment_id=comment_id, now=timezone.now(), **form.cleaned_data
    )
    messages.success(request, _("Отговорът е публикуван."))
    return redirect(f"{reverse('national:map', args=[organization, pk])}?part=discussion")


@require_safe
def export(request: ActingRequest, organization: str, pk: int, kind: str) -> HttpResponse:
    """The rows of a national version as a file: those of the page, with what was ordered since."""
    check_may_see(request)
    found = queries.national_map(request.actor, pk)
    if kind not in planning_exports.KINDS:
        raise Http404
    now = timezone.now()
    body, mime = planning_exports.KINDS[kind](
        found.map_version, now, queries.amended(found, timezone.localdate(now))
    )
    response = HttpResponse(body, content_type=mime)
    name = f"national-map-{found.map_version.number}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
