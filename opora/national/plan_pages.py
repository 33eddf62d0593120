"""The pages of annual plans: the list, one plan with its rows, acts, files."""

from collections.abc import Callable
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
from opora.accounts.rules import OrganizationKind, may
from opora.finance import rules as finance
from opora.journal import queries as journal
from opora.lib.money import Currency, Money
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.planning import queries as planning
from opora.planning.model.rows import Row, currency_of, priced

from . import forms, plan_exports, queries, rules, sentences
from .models import AnnualPlan, AnnualPlanRow
from .pages import check_may_see
from .rules import PLAN_STEPS, Origin, PlanState, Who
from .services import discussions, plans

SHOWN_AT_ONCE = 12
ACTS: dict[str, tuple[type[django_forms.Form], Callable[..., Any]]] = {
    "save": (forms.PlanForm, plans.save),
    "open_discussion": (forms.EmptyForm, plans.open_discussion),
    "consider": (forms.ConsiderForm, plans.consider),
    "adopt": (forms.CouncilForm, plans.adopt),
    "update": (forms.UpdateForm, plans.update),
}
LABELS = {"save": noop("Пиши анализа и мерките")}
DONE = {
    "save": noop("Записано."),
    "open_discussion": noop("Обсъждането е открито; планът е публичен."),
    "consider": noop("Становището на Съвета е вписано."),
    "adopt": noop("Планът е приет и заключен."),
    "update": noop("Открита е актуализация със същите редове; приетият план остава в сила."),
}
HELP = {
    "open_discussion": noop("Обсъждането е не по-кратко от 30 дни (чл. 62 НПСУ)."),
    "consider": noop("Съветът по въпросите на социалните услуги разглежда плана след обсъждането."),
    "adopt": noop("Общинският съвет приема плана по предложение на кмета (чл. 38, ал. 1 ЗСУ)."),
}
STAGES = (
    (noop("Проект"), PlanState.DRAFT),
    (noop("Обществено обсъждане"), PlanState.DISCUSSION),
    (noop("Обсъден"), PlanState.DISCUSSED),
    (noop("Съвет по социалните услуги"), PlanState.CONSIDERED),
    (noop("Приет"), PlanState.ADOPTED),
)
AWAITED = {
    PlanState.DRAFT: noop("анализ, мерки и обсъждане"),
    PlanState.DISCUSSION: noop("становища на хората и отговори"),
    PlanState.DISCUSSED: noop("становище на Съвета"),
    PlanState.CONSIDERED: noop("решение на общинския съвет"),
    PlanState.ADOPTED: noop("изпълнение през годината"),
    PlanState.UPDATED: noop("нищо, заменен е"),
}


@require_safe
def index(request: ActingRequest, organization: str) -> HttpResponse:
    """The plans of one's municipality first; others' that are public."""
    check_may_see(request)
    today = timezone.localdate()
    year = rules.plan_year(today)
    found = list(queries.plans(request.actor))
    own = [one for one in found if one.organization_id == request.organization.pk]
    may_write = may(request.organization.kind, request.actor.roles, "planning.annual")
    page = {
        "own": [_with_tone(one) for one in own],
        "others": [
            _with_tone(one) for one in found if one.organization_id != request.organization.pk
        ],
        "year": year,
        "due": rules.plan_due(year),
        "is_due": any(one.year == year and one.state == PlanState.ADOPTED for one in own),
        "may_open": may_write and not any(one.year == year for one in own),
        "is_municipality": request.organization.kind == OrganizationKind.MUNICIPALITY,
        "has_map": queries.map_in_force() is not None,
        "today": today,
    }
    return render(request, "national/plans.html", page)


def _with_tone(one: AnnualPlan) -> tuple[AnnualPlan, str]:
    return one, rules.PLAN_TONES.get(PlanState(one.state), "plain")


@require_POST
def open_plan(request: ActingRequest, organization: str) -> HttpResponse:
    """The plan of a year, prefilled."""
    check_may_see(request)
    form = forms.YearForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Изберете година."), field="year")
    made = plans.open_plan(request.actor, year=form.cleaned_data["year"], now=timezone.now())
    messages.success(request, _("Планът е открит; редовете са от Картата и от бюджета."))
    return redirect("national:plan", organization, made.pk)


@require_safe
def plan_page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One plan: whose turn, rows, texts, discussion, course."""
    check_may_see(request)
    found = queries.plan(request.actor, pk)
    return render(request, "national/plan.html", context(request, found))


def context(request: ActingRequest, found: AnnualPlan) -> dict[str, Any]:
    """All that the page of a plan shows."""
    today = timezone.localdate()
    own = found.organization_id == request.actor.organization_id
    who = (
        queries.who_is(request.actor, municipality=found.municipality_id, right="planning.annual")
        if own
        else frozenset[Who]()
    )
    allowed = rules.actions_for(PLAN_STEPS, found.state, who)
    lines, total, year = costed(queries.plan_rows(found), today)
    course = journal.timeline(request.actor, kind="plan", record_id=found.pk)
    return {
        "found": found,
        "tone": rules.PLAN_TONES.get(PlanState(found.state), "plain"),
        "steps": _way(found),
        "awaited": _(AWAITED[PlanState(found.state)]),
        "is_mine": own,
        "today": today,
        "due": rules.plan_due(found.year),
        "is_done": found.state in {PlanState.ADOPTED, PlanState.UPDATED},
        "acts": _acts(found, allowed),
        "may_edit": "save" in allowed,
        "may_answer": "answer" in allowed,
        "from_map": [line for line in lines if line["row"].origin == Origin.MAP],
        "from_budget": [line for line in lines if line["row"].origin == Origin.MUNICIPAL],
        "total": total,
        "year": year,
        "comments": queries.comments(found),
        "answer_form": forms.AnswerForm(),
        "course": sentences.lines(course[:SHOWN_AT_ONCE]),
        "editions": queries.plans(request.actor)
        .filter(municipality=found.municipality_id, year=found.year)
        .exclude(pk=found.pk),
    }


def costed(found: list[AnnualPlanRow], on: Any) -> tuple[list[dict[str, Any]], finance.Total, int]:
    """The rows with a year's cost at the known standards, their total, the standards' year."""
    year, standards = planning.standards_on(on)
    plain = {
        row.pk: Row("plan", str(row.planned_service_id), "municipal", row.users)
        for row in found
        if row.origin == Origin.MAP
    }
    costs = priced(list(plain.values()), standards)
    lines = [
        {"row": row, "costed": costs[plain[row.pk].key] if row.pk in plain else None}
        for row in found
    ]
    paid = [costs[one.key] for one in plain.values() if one.users]
    return lines, finance.total_of(paid, currency_of(standards)), year


def own_money(lines: list[dict[str, Any]]) -> Money:
    """What the municipality gives of its own."""
    return Money(sum(line["row"].own_cents or 0 for line in lines), Currency.EUR)


def _way(found: AnnualPlan) -> list[dict[str, str]]:
    order = [state for _label, state in STAGES]
    if found.state not in order:
        return [{"label": found.get_state_display(), "state": "stopped"}]
    now = order.index(PlanState(found.state))
    is_over = found.state == PlanState.ADOPTED
    return [
        {
            "label": _(label),
            "state": "done" if n < now or is_over else "now" if n == now else "next",
        }
        for n, (label, _state) in enumerate(STAGES)
    ]


def _acts(found: AnnualPlan, allowed: list[str]) -> list[dict[str, str]]:
    shown = [name for name in ACTS if name in allowed]
    if "open_discussion" in shown and not (found.analysis and found.measures):
        shown.remove("open_discussion")
    primary = next(
        (one for one in ("adopt", "consider", "open_discussion", "save") if one in shown), ""
    )
    return [
        {
            "name": name,
            "label": _(LABELS.get(name, PLAN_STEPS[name].label)),
            "look": "primary" if name == primary else "secondary",
        }
        for name in shown
    ]


def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """One act on a plan, with what it asks."""
    check_may_see(request)
    if action not in ACTS:
        raise Http404
    found = _own(request, pk)
    who = queries.who_is(request.actor, municipality=found.municipality_id, right="planning.annual")
    rules.next_state(PLAN_STEPS, rules.PLAN_LABELS, found.state, action, who)
    form = ACTS[action][0](request.POST or None, initial=_initial(found, action))
    refused, stale = None, None
    if request.method == "POST" and form.is_valid():
        try:
            made = ACTS[action][1](
                request.actor, plan=found, now=timezone.now(), **form.cleaned_data
            )
        except Refused as raised:
            refused = raised
        except Stale as raised:
            stale = raised
        else:
            messages.success(request, _(DONE[action]))
            return redirect("national:plan", organization, made.pk)
    page = {
        "found": found,
        "label": _(LABELS.get(action, PLAN_STEPS[action].label)),
        "rule": PLAN_STEPS[action].by,
        "help": _(HELP[action]) if action in HELP else "",
        "form": form,
        "refused": refused,
        "stale": stale,
        "back": reverse("national:plan", args=[organization, pk]),
        "name": _("Годишен план %(year)s") % {"year": found.year},
        "draft": f"plan-{pk}-{action}",
    }
    status = 409 if stale else 400 if refused or form.errors else 200
    return render(request, "national/act.html", page, status=status)


def _own(request: ActingRequest, pk: int) -> AnnualPlan:
    found = queries.plan(request.actor, pk)
    if found.organization_id != request.actor.organization_id:
        raise NotVisible
    return found


def _initial(found: AnnualPlan, action: str) -> dict[str, Any]:
    initial: dict[str, Any] = {"seen": found.version}
    if action == "save":
        initial |= {"analysis": found.analysis, "measures": found.measures}
    if action == "consider":
        initial["considered_on"] = timezone.localdate()
    if action == "adopt":
        initial["council_on"] = timezone.localdate()
    return initial


def row(request: ActingRequest, organization: str, pk: int, row_id: int = 0) -> HttpResponse:
    """Write one row of a plan, or add one that the municipality pays itself."""
    check_may_see(request)
    found = _own(request, pk)
    line = found.rows.select_related("planned_service").filter(pk=row_id).first()
    if row_id and line is None:
        raise NotVisible
    form = forms.RowForm(
        request.POST or None, initial=_row_initial(found, line), is_named=line is None
    )
    refused, stale = None, None
    if request.method == "POST" and form.is_valid():
        try:
            plans.set_row(
                request.actor, plan=found, row_id=row_id or None, now=timezone.now(),
                **form.cleaned_data,
            )  # fmt: skip
        except Refused as raised:
            refused = raised
        except Stale as raised:
            stale = raised
        else:
            messages.success(request, _("Редът е записан."))
            return redirect("national:plan", organization, pk)
    page = {
        "found": found,
        "label": str(line.planned_service or line.name) if line else _("Ред от общинския бюджет"),
        "rule": rules.PLAN_BY,
        "help": _("Картата дава %(n)s потребители.") % {"n": line.map_users}
        if line and line.map_users is not None
        else "",
        "form": form,
        "refused": refused,
        "stale": stale,
        "back": reverse("national:plan", args=[organization, pk]),
        "name": _("Годишен план %(year)s") % {"year": found.year},
    }
    status = 409 if stale else 400 if refused or form.errors else 200
    return render(request, "national/act.html", page, status=status)


def _row_initial(found: AnnualPlan, line: AnnualPlanRow | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"seen": found.version, "funding": "municipal"}
    if line is None:
        return initial
    cents = line.own_cents
    return initial | {
        "name": line.name,
        "users": line.users,
        "settlement": line.settlement,
        "funding": line.funding,
        "own_cents": f"{cents / 100:.2f}".replace(".", ",") if cents is not None else "",
        "note": line.note,
    }


@require_POST
def remove_row(request: ActingRequest, organization: str, pk: int, row_id: int) -> HttpResponse:
    """Take a row of the own budget out."""
    check_may_see(request)
    found = _own(request, pk)
    plans.remove_row(request.actor, plan=found, row_id=row_id, now=timezone.now())
    messages.success(request, _("Редът е изваден."))
    return redirect("national:plan", organization, pk)


@require_POST
def answer(request: ActingRequest, organization: str, pk: int, comment_id: int) -> HttpResponse:
    """Answer an opinion of the public discussion."""
    check_may_see(request)
    found = _own(request, pk)
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Напишете отговора."), field="text")
    discussions.answer(
        request.actor, about=found, comment_id=comment_id, now=timezone.now(), **form.cleaned_data
    )
    messages.success(request, _("Отговорът е публикуван."))
    return redirect(f"{reverse('national:plan', args=[organization, pk])}#discussion")


@require_safe
def export(request: ActingRequest, organization: str, pk: int, kind: str) -> HttpResponse:
    """The plan as PDF or as a workbook with live sums."""
    check_may_see(request)
    found = queries.plan(request.actor, pk)
    if kind not in plan_exports.KINDS:
        raise Http404
    lines, total, year = costed(queries.plan_rows(found), timezone.localdate())
    body, mime = plan_exports.KINDS[kind](found, lines, total, year)
    response = HttpResponse(body, content_type=mime)
    name = f"annual-plan-{found.municipality_id}-{found.year}-{found.edition}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
