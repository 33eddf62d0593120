"""Pages of applications for licenses: both sides see the same page, each with its own acts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opora.accounts.models import Organization
from opora.accounts.requests import ActingRequest
from opora.documents import panels
from opora.journal import queries as journal
from opora.law import queries as law
from opora.lib.refusals import NotVisible, Refused, Stale

from . import forms, queries, rules, sentences, services
from .models import License, LicenseApplication
from .pages import today_now
from .rules import STEPS, Kind, State

FORMS: dict[str, type[Form]] = {
    "submit": Form,
    "ask": forms.AskForm,
    "complete": forms.CompleteForm,
    "withdraw": forms.WithdrawForm,
    "grant": forms.GrantForm,
    "refuse": forms.RefuseForm,
    "notify": forms.NotifyForm,
}
VERBS: dict[str, Callable[..., LicenseApplication]] = {
    "submit": services.submit,
    "ask": services.ask,
    "complete": services.complete,
    "withdraw": services.withdraw,
    "grant": services.grant,
    "refuse": services.refuse,
    "notify": services.hand_over,
}
KNOWN = ("holder", "seat", "manager", "kinds")
PRIMARY = ("submit", "complete", "grant", "notify")


@require_GET
def index(request: ActingRequest, organization: str) -> HttpResponse:
    """The applications of the organization, those that await somebody first."""
    rows = list(queries.visible(request.actor))
    clocks = law.clocks_of(request.actor, "license", [each.pk for each in rows])
    lines = [
        {
            "row": each,
            "tone": rules.STATE_TONES.get(each.state, "plain"),
            "due": next((c.due_on for c in clocks.get(each.pk, []) if c.stopped_on is None), None),
        }
        for each in sorted(rows, key=lambda row: row.state not in rules.OPEN)
    ]
    context = {
        "lines": lines,
        "provider": queries.own_provider(request.actor),
        "may_decide": queries.may_decide(request.actor),
    }
    return render(request, "licensing/applications.html", context)


@require_http_methods(["GET", "POST"])
def begin(request: ActingRequest, organization: str, kind: str) -> HttpResponse:
    """A new application, filled from the register or from the license that it is about."""
    provider = queries.own_provider(request.actor)
    if provider is None or kind not in set(Kind):
        raise NotVisible
    about = _license(request, provider.pk) if kind != Kind.GRANT else None
    today = today_now()
    form = forms.FactsForm(
        request.POST or None, today=today, kind=kind, initial=_known(request, about)
    )
    context = {
        "form": form,
        "kind": Kind(kind),
        "label": _(rules.KIND_LABELS[kind]),
        "about": about,
    }
    if request.method == "POST" and form.is_valid():
        try:
            made = services.begin(
                request.actor,
                kind=Kind(kind),
                facts=form.facts(),
                license=about,
                changed_on=form.cleaned_data.get("changed_on"),
                now=timezone.now(),
            )
        except Refused as refusal:
            return _refused(request, "licensing/begin.html", context, refusal)
        messages.success(request, _("Заявлението е записано. Прегледайте го и го подайте."))
        return redirect("licensing:application", organization, made.pk)
    return render(request, "licensing/begin.html", context, status=400 if form.errors else 200)


def _license(request: ActingRequest, provider_id: int) -> License:
    asked = request.GET.get("license", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise Http404
    found = queries.license_of(request.actor, int(asked))
    if found.provider_id != provider_id:
        raise NotVisible
    return found


def _known(request: ActingRequest, about: License | None) -> dict[str, Any]:
    """What the system knows already, so that nobody types it again."""
    if about:
        version = queries.version_on(about, today_now())
        return {name: getattr(version, name) for name in KNOWN}
    organization = request.organization
    seat = organization.municipality.seat if organization.municipality else ""
    return {"holder": organization.name, "seat": seat, "manager": request.user.name}


@require_GET
def page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One application: whose turn, what it asks, the acts of whoever looks."""
    found = queries.application(request.actor, pk)
    who = queries.who_is(request.actor, found)
    actions = rules.actions_for(State(found.state), who)
    if found.notified_on:
        actions = [each for each in actions if each != "notify"]
    clocks = law.clocks_of(request.actor, "license", [pk]).get(pk, [])
    names = queries.kinds()
    events = journal.timeline(request.actor, kind="license", record_id=pk)
    context = {
        "found": found,
        "kinds": [names.get(code, code) for code in found.kinds],
        "before": queries.version_on(found.license, found.changed_on or today_now())
        if found.license
        else None,
        "tone": rules.STATE_TONES.get(found.state, "plain"),
        "turn": _turn(found),
        "awaited": _awaited(found),
        "clocks": clocks,
        "is_mine": bool(actions) and found.state not in rules.ENDS,
        "acts": [
            {"name": each, "label": _(STEPS[each].label),
             "look": "primary" if each in PRIMARY else "secondary"}
            for each in actions if each != "save"
        ],
        "may_edit": "save" in actions,
        "steps": _way(found),
        "appeal": law.rule_in_force(rules.APPEAL, found.decided_on or today_now()),
        "course": sentences.lines(events[:20]),
        "papers": panels.papers(
            request, record_kind="license", record_id=pk, audience=found.audience,
            may_attach=bool(who),
        ),
    }  # fmt: skip
    return render(request, "licensing/application.html", context)


def _turn(found: LicenseApplication) -> Organization | None:
    if found.state == State.SUBMITTED or (found.decided_on and not found.notified_on):
        return queries.agency()
    if found.state in rules.OPEN:
        return found.provider.organization
    return None


def _awaited(found: LicenseApplication) -> str:
    if found.decided_on and not found.notified_on:
        return _("да връчи решението")
    return {
        State.DRAFT: _("да подаде заявлението"),
        State.SUBMITTED: _("да реши"),
        State.INCOMPLETE: _("да допълни заявлението"),
    }.get(State(found.state), _("нищо: приключено е"))


def _way(found: LicenseApplication) -> list[dict[str, str]]:
    """The bar of steps: drafted, submitted, decided, handed over."""
    done = {
        _("Подготвено"): True,
        _("Подадено"): bool(found.submitted_on),
        _("Решено"): bool(found.decided_on),
        _("Връчено"): bool(found.notified_on),
    }
    marks, seen_now = [], False
    for label, is_done in done.items():
        state = "done" if is_done else "next" if seen_now else "now"
        seen_now = seen_now or not is_done
        marks.append({"label": label, "state": state})
    if found.state == State.WITHDRAWN:
        marks.append({"label": _("Оттеглено"), "state": "stopped"})
    return marks


@require_http_methods(["GET", "POST"])
def edit(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Write what the application says."""
    found = queries.application(request.actor, pk)
    if "save" not in rules.actions_for(State(found.state), queries.who_is(request.actor, found)):
        raise NotVisible
    initial = {
        name: getattr(found, name) for name in ("holder", "seat", "manager", "kinds", "note")
    }
    form = forms.FactsForm(
        request.POST or None, today=today_now(), kind=Kind.GRANT, initial=initial
    )
    context: dict[str, Any] = {
        "form": form,
        "kind": found.kind,
        "label": found.get_kind_display(),
        "found": found,
    }
    if request.method == "POST" and form.is_valid():
        try:
            services.save(
                request.actor,
                application=found,
                facts=form.facts(),
                seen=_seen(request),
                now=timezone.now(),
            )
        except Refused as refusal:
            return _refused(request, "licensing/begin.html", context, refusal)
        messages.success(request, _("Записано."))
        return redirect("licensing:application", organization, pk)
    return render(request, "licensing/begin.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """One act of the step table, with the form that it needs."""
    if action not in VERBS:
        raise Http404
    found = queries.application(request.actor, pk)
    form = _act_form(request, found, action)
    context: dict[str, Any] = {
        "form": form,
        "found": found,
        "title": _(STEPS[action].label),
        "act": _(STEPS[action].label),
        "rule": _(STEPS[action].by),
    }
    if request.method == "GET":
        rules.next_state(State(found.state), action, queries.who_is(request.actor, found))
        return render(request, "licensing/form.html", context)
    if not form.is_valid():
        return render(request, "licensing/form.html", context, status=400)
    try:
        VERBS[action](
            request.actor,
            application=found,
            seen=_seen(request),
            now=timezone.now(),
            **form.cleaned_data,
        )
    except Refused as refusal:
        return _refused(request, "licensing/form.html", context, refusal)
    except Stale as stale:
        return render(request, "licensing/form.html", {**context, "stale": stale}, status=409)
    messages.success(request, _("Готово: %(act)s.") % {"act": context["title"].lower()})
    return redirect("licensing:application", organization, pk)


def _act_form(request: ActingRequest, found: LicenseApplication, action: str) -> Form:
    today = today_now()
    extra: dict[str, Any] = {"application": found} if action == "grant" else {}
    initial = {"decided_on": today, "notified_on": today}
    posted = request.POST if request.method == "POST" else None
    return FORMS[action](posted, initial=initial, **extra)


def _seen(request: ActingRequest) -> int:
    """The version that the page was opened with; a forged one counts as long past."""
    seen = request.POST.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0


def _refused(
    request: ActingRequest, template: str, context: dict[str, Any], refusal: Refused
) -> HttpResponse:
    form = context["form"]
    if refusal.field in form.fields:
        form.add_error(refusal.field, refusal.sentence)
    return render(request, template, {**context, "refusal": refusal}, status=400)
