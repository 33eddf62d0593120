"""The pages of one version of a district's map: rows, years, acts, host, files."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.views.decorators.http import require_POST, require_safe

from opora.accounts.requests import ActingRequest
from opora.journal import queries as journal
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.meetings import queries as meetings
from opora.register.models import PlannedService
from opora.territory import queries as territory
from opora.territory.models import Municipality

from . import exports, forms, presenting, queries, rules, sentences, services
from .model import document
from .models import MapEntry, MapVersion
from .pages import check_may_see
from .rules import STEPS, Purpose, State, Who

SHOWN_AT_ONCE = 12
PARTS = {"rows": noop("Редове"), "years": noop("По години"), "proof": noop("Как е сметнато?")}
ACTS: dict[str, tuple[type[django_forms.Form], Callable[..., Any]]] = {
    "copy": (forms.NameForm, services.copy),
    "ask": (forms.EmptyForm, services.ask),
    "drop": (forms.EmptyForm, services.drop),
    "lock": (forms.EmptyForm, services.lock),
    "put_to_vote": (forms.VoteForm, services.put_to_vote),
    "adopt_indicative": (forms.AdoptForm, services.adopt_indicative),
    "adopt_final": (forms.AdoptForm, services.adopt_final),
    "revise": (forms.ReviseForm, services.revise),
    "amend": (forms.ReviseForm, services.revise),
}
DONE = {
    "copy": noop("Вариантът е копиран. Променете го отделно от първия."),
    "ask": noop("Общините са запитани за домакините."),
    "drop": noop("Вариантът е отказан; остава за четене."),
    "lock": noop("Версията е заключена. Общините, РДСП и АСП вече я четат."),
    "put_to_vote": noop("Версията е внесена за гласуване."),
    "adopt_indicative": noop("Картата е приета като индикативна и е публична."),
    "adopt_final": noop("Картата е приета като окончателна и е публична."),
    "revise": noop("Открита е нова версия със същите редове."),
    "amend": noop("Открита е нова версия със същите редове; приетата остава в сила."),
}
HELP = {
    "ask": noop(
        "Всяка община от областта ще бъде запитана за домакина на всяка услуга на областно ниво."
        " Дадените съгласия за непроменени домакини остават."
    ),
    "lock": noop(
        "Заключената версия не се променя никога: гласува се нейният отпечатък. За поправка се"
        " прави нова версия."
    ),
    "drop": noop("Вариантът остава за четене, но не може да се променя."),
    "put_to_vote": noop("Гласува се точно тази версия. Ако се открие нова, гласуването отпада."),
    "adopt_final": noop(
        "Нужно е прието гласуване за точно тази версия и съгласие на всички общини или гласуване,"
        " което записва кой не е съгласен."
    ),
    "adopt_indicative": noop("Нужно е прието гласуване за точно тази версия."),
}
ORDER = ("lock", "put_to_vote", "adopt_indicative", "adopt_final", "ask", "copy", "revise",
         "amend", "drop")  # fmt: skip
QUIET = ("copy", "drop", "revise", "amend")


@require_safe
def map_page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One version: where it stands, its rows or years, its votes and course."""
    check_may_see(request)
    found = queries.version(request.actor, pk)
    if found.district_id is None:
        return redirect("national:map", organization, pk)
    part = request.GET.get("part", "rows")
    part = part if part in PARTS else "rows"
    return render(request, "planning/map.html", context(request, found, part))


def context(request: ActingRequest, found: MapVersion, part: str) -> dict[str, Any]:
    """All that the page of a version shows."""
    now = timezone.now()
    who = queries.who_is(request.actor, found.district_id)
    allowed = rules.actions_for(State(found.state), who)
    whole = presenting.whole(found, on=queries.now_of(found, now))
    votes = queries.votes(request.actor, found)
    course = journal.timeline(request.actor, kind="map", record_id=found.pk)
    url = reverse("planning:map", args=[request.organization.slug, found.pk])
    return {
        "found": found,
        "district": found.district,
        "tone": presenting.tone(found),
        "steps": presenting.way(found),
        "whole": whole,
        "part": part,
        "parts": [
            {"label": _(label), "url": f"{url}?part={name}", "active": name == part}
            for name, label in PARTS.items()
        ],
        "years": presenting.years(whole, found) if part == "years" else None,
        "proof": _proof(found) if part == "proof" else None,
        "acts": _acts(found, allowed, votes),
        "may_edit": "edit" in allowed,
        "is_planner": Who.DISTRICT in who,
        "votes": votes,
        "awaited": presenting.awaited(found, is_voting=any(v.state == "open" for v in votes)),
        "is_mine": found.organization_id == request.actor.organization_id,
        "lines": sentences.lines(course[:SHOWN_AT_ONCE]),
        "older": queries.visible(request.actor)
        .filter(cycle=found.cycle_id, district=found.district_id)
        .exclude(pk=found.pk)
        .defer("content")[:6],
    }


def _acts(
    found: MapVersion, allowed: list[str], votes: list[Any]
) -> dict[str, list[dict[str, str]]]:
    """The acts open to the actor now: adoption only when a vote carried exactly this version."""
    carried = {vote.subject_kind for vote in votes if vote.is_passed}
    if any(vote.state == "open" for vote in votes):
        allowed = [name for name in allowed if name != "put_to_vote"]
    needs = {"adopt_indicative": Purpose.INDICATIVE, "adopt_final": Purpose.FINAL}
    shown = [
        name for name in ORDER if name in allowed and (name not in needs or needs[name] in carried)
    ]
    main = [name for name in shown if name not in QUIET]
    primary = next((name for name in reversed(main) if name != "ask"), "")
    return {
        "main": [
            {
                "name": name,
                "label": _(STEPS[name].label),
                "look": "primary" if name == primary else "secondary",
            }
            for name in main
        ],
        "quiet": [{"name": name, "label": _(STEPS[name].label)} for name in shown if name in QUIET],
    }


def _proof(found: MapVersion) -> dict[str, Any]:
    """What a version stands on: of a locked one its stored inputs, recomputed before our eyes."""
    if not found.digest:
        return {"is_locked": False}
    kept = queries.content(found)
    inputs = document.opened(kept)["inputs"]
    for one in inputs["municipalities"]:
        one["as_of"] = _day(one["as_of"])
        if one.get("analysis"):
            one["analysis"]["submitted_on"] = _day(one["analysis"]["submitted_on"])
    return {
        "is_locked": True,
        "check": document.check(kept, found.digest),
        "inputs": inputs,
        "size": len(kept),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# Rows


def row(
    request: ActingRequest, organization: str, pk: int, municipality: str = "", service: str = ""
) -> HttpResponse:
    """Write one row of a working variant."""
    found = _editable(request, pk)
    entry = MapEntry.objects.filter(
        map_version=found, municipality=municipality, planned_service=service
    ).first()
    if municipality and entry is None:
        raise NotVisible
    form = forms.EntryForm(
        request.POST or None,
        initial=_initial(found, entry),
        municipalities=territory.municipalities(found.district_id),
        services=PlannedService.objects.all(),
        is_new=entry is None,
    )
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            services.set_entry(
                request.actor, version=found, now=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(refused.field or None, refused.sentence)
        except Stale as raised:
            stale = raised
        else:
            messages.success(request, _("Редът е записан."))
            return redirect("planning:map", organization, pk)
    page = {"found": found, "entry": entry, "form": form, "stale": stale}
    status = 409 if stale else 400 if form.errors else 200
    return render(request, "planning/row.html", page, status=status)


def _editable(request: ActingRequest, pk: int) -> MapVersion:
    check_may_see(request)
    found = queries.version(request.actor, pk)
    who = queries.who_is(request.actor, found.district_id)
    rules.next_state(State(found.state), "edit", who)
    return found


def _initial(found: MapVersion, entry: MapEntry | None) -> dict[str, Any]:
    if entry is None:
        return {"seen": found.version, "funding": ["state_delegated"]}
    cents = entry.capital_cents
    return {
        "seen": found.version,
        "municipality": entry.municipality_id,
        "service": entry.planned_service_id,
        "users": entry.users,
        "year_from": entry.year_from,
        "settlement": entry.settlement,
        "funding": entry.funding,
        "capital_cents": f"{cents / 100:.2f}".replace(".", ",") if cents is not None else "",
        "note": entry.note,
    }


@require_POST
def remove_row(request: ActingRequest, organization: str, pk: int, entry_id: int) -> HttpResponse:
    """Take a row out of a working variant."""
    found = _editable(request, pk)
    services.remove_entry(request.actor, version=found, entry_id=entry_id, now=timezone.now())
    messages.success(request, _("Редът е изваден от варианта."))
    return redirect("planning:map", organization, pk)


def host(request: ActingRequest, organization: str, pk: int, service: str) -> HttpResponse:
    """Where a district-level service would stand best, and why; the planner may move it there."""
    check_may_see(request)
    found = queries.version(request.actor, pk)
    planned = PlannedService.objects.filter(pk=service, level="district").first()
    if planned is None or found.district_id is None:
        raise Http404
    entries = list(found.entries.filter(planned_service=service).select_related("municipality"))
    asked = _asked(request, n_hosts=sum(bool(each.users) for each in entries))
    n, percent = asked.cleaned_data["n"], asked.cleaned_data["weight"]
    names: dict[str, Municipality] = {
        each.pk: each for each in territory.municipalities(found.district_id)
    }
    suggestion = queries.suggestion(
        found,
        service,
        n_hosts=min(n, len(names)),
        weight=percent * 10,
        on=queries.now_of(found, timezone.now()),
    )
    who = queries.who_is(request.actor, found.district_id)
    page = {
        "found": found,
        "service": planned,
        "asked": asked,
        "suggestion": suggestion,
        "best": [names[code] for code in suggestion.best.hosts],
        "now_hosts": [names[code] for code in suggestion.now.hosts] if suggestion.now else [],
        "ranking": [
            (names[one.hosts[0]], one, suggestion.places[one.hosts[0]])
            for one in suggestion.ranking[:8]
        ],
        "entries": entries,
        "may_edit": "edit" in rules.actions_for(State(found.state), who),
        "form": forms.HostForm(
            initial={"seen": found.version, "municipality": suggestion.best.hosts[0]},
            district=found.district_id,
        ),
    }
    return render(request, "planning/host.html", page)


def _asked(request: ActingRequest, *, n_hosts: int) -> forms.SuggestionForm:
    """What the address asks of the model; the usual when it asks nothing that can be read."""
    usual = forms.SuggestionForm.usual(n_hosts)
    asked = forms.SuggestionForm(request.GET or usual)
    if not asked.is_valid():
        asked = forms.SuggestionForm(usual)
        asked.is_valid()
    return asked


@require_POST
def move_host(request: ActingRequest, organization: str, pk: int, entry_id: int) -> HttpResponse:
    """Let another municipality host the service of a row."""
    found = _editable(request, pk)
    form = forms.HostForm(request.POST, district=str(found.district_id))
    if not form.is_valid():
        raise Refused(_("Изберете община от областта."), field="municipality")
    services.move_host(
        request.actor,
        version=found,
        entry_id=entry_id,
        municipality=form.cleaned_data["municipality"],
        seen=form.cleaned_data["seen"],
        now=timezone.now(),
    )
    messages.success(request, _("Домакинът е променен. Дадените съгласия за услугата отпадат."))
    return redirect("planning:map", organization, pk)


# Acts


def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """One act on a version, with what it asks."""
    check_may_see(request)
    if action not in ACTS:
        raise Http404
    found = queries.version(request.actor, pk)
    who = queries.who_is(request.actor, found.district_id)
    rules.next_state(State(found.state), action, who)
    form = _form(request, found, action)
    refused: Refused | None = None
    stale: Stale | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = _do(request, found, action, dict(form.cleaned_data))
        except Refused as raised:
            refused = raised
        except Stale as raised:
            stale = raised
        else:
            messages.success(request, _(DONE[action]))
            goes = made.pk if isinstance(made, MapVersion) else pk
            return redirect("planning:map", organization, goes)
    page = {
        "found": found,
        "action": action,
        "label": _(STEPS[action].label),
        "rule": STEPS[action].by,
        "help": _(HELP[action]) if action in HELP else "",
        "form": form,
        "refused": refused,
        "stale": stale,
    }
    status = 409 if stale else 400 if refused or form.errors else 200
    return render(request, "planning/act.html", page, status=status)


def _form(request: ActingRequest, found: MapVersion, action: str) -> django_forms.Form:
    kind = ACTS[action][0]
    initial: dict[str, Any] = {"seen": found.version}
    if action in {"copy", "revise", "amend"}:
        initial["name"] = _("%(name)s – копие") % {"name": found.name}
    if action.startswith("adopt"):
        initial["adopted_on"] = timezone.localdate()
    more: dict[str, Any] = {}
    if action == "put_to_vote":
        more["sessions"] = meetings.sessions(request.actor).filter(
            state="open", group__organization=request.actor.organization_id
        )
    return kind(request.POST or None, initial=initial, **more)


def _do(request: ActingRequest, found: MapVersion, action: str, values: dict[str, Any]) -> Any:
    if action == "put_to_vote":
        values.pop("seen")
        values["purpose"] = Purpose(values["purpose"])
    return ACTS[action][1](request.actor, version=found, now=timezone.now(), **values)


# Files


@require_safe
def export(request: ActingRequest, organization: str, pk: int, kind: str) -> HttpResponse:
    """The version as a file: a workbook with live sums, CSV, or PDF."""
    check_may_see(request)
    found = queries.version(request.actor, pk)
    if kind not in exports.KINDS:
        raise Http404
    body, mime = exports.KINDS[kind](found, timezone.now())
    response = HttpResponse(body, content_type=mime)
    name = f"map-{found.district_id or 'BG'}-{found.number}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
