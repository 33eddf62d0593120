"""One child's case: form left, course right; each act; who gave the signal; which child it is."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.accounts.requests import ActingRequest
from opora.documents.panels import papers
from opora.journal import queries as journal
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop
from opora.lib.refusals import Refused, Stale
from opora.people import services as people_services
from opora.referral import queries as requests

from .. import forms, queries, rules, sentences, services
from ..models import CaseAssessment, CasePart, ChildCase, Measure
from ..rules import (
    AWAITED,
    CASE_LABELS,
    CASE_STEPS,
    MEASURE_STEPS,
    STAGES,
    CaseState,
    MeasureState,
    Part,
)
from ..services.acts import running
from ..steps import actions_for
from .common import REPORT, Asked, Shown, allow, do
from .lists import clocked

LINES = 14


CASE_ACTS = {
    "assign": Asked(services.assign, forms.AssignForm),
    "start_check": Asked(services.start_check),
    "raise_danger": Asked(
        services.raise_danger,
        forms.ReasonForm,
        gettext_noop("От този момент срокът за проверка се брои в часове."),
    ),
    "open_case": Asked(services.open_case, forms.CheckForm),
    "no_risk": Asked(services.no_risk, forms.CheckForm),
    "recheck": Asked(services.recheck, forms.CheckForm),
    "adopt_plan": Asked(services.adopt_plan, forms.PlanForm),
    "review_plan": Asked(services.review_plan, forms.ReviewForm),
    "propose_measure": Asked(
        services.propose,
        forms.MeasureForm,
        gettext_noop("Мярката влиза в сила със заповед на директора, на когото отива известие."),
    ),
    "relate": Asked(services.relate, forms.RelateForm),
    "give_part": Asked(services.give_part, forms.PartForm),
    "admit_officer": Asked(
        services.admit_officer,
        forms.OfficerForm,
        gettext_noop("Освен водещия и директора случая виждат само допуснатите служители."),
    ),
    "remove_officer": Asked(services.remove_officer, forms.RemoveOfficerForm),
    "transfer": Asked(
        services.transfer,
        forms.TransferForm,
        gettext_noop("До отговора случаят остава при Вас и сроковете текат."),
    ),
    "cancel_transfer": Asked(services.cancel_transfer),
    "accept_transfer": Asked(services.accept_transfer),
    "decline_transfer": Asked(services.decline_transfer, forms.ReasonForm),
    "close": Asked(services.close, forms.EndForm),
}
FREED = gettext_noop("Ако детето е настанено по мярката, мястото му се освобождава веднага.")
MEASURE_ACTS = {
    "order": Asked(
        services.order,
        forms.OrderForm,
        gettext_noop("Заповедта се пише на официален документ с номер от регистъра."),
    ),
    "serve": Asked(
        services.serve,
        forms.ServedForm,
        gettext_noop("От този ден тече срокът за обжалване на заповедта."),
    ),
    "drop": Asked(services.drop, forms.ReasonForm),
    "direct": Asked(services.direct, forms.DirectForm),
    "place": Asked(
        services.place,
        forms.PlaceForm,
        gettext_noop("Мястото се заема веднага, ако трябва и над капацитета."),
    ),
    "file": Asked(services.file, forms.FileForm),
    "grant": Asked(services.grant, forms.GrantForm),
    "reject": Asked(services.reject, forms.RejectForm, FREED),
    "change": Asked(services.change, forms.ChangeForm, FREED),
    "end": Asked(services.end, forms.EndForm, FREED),
}
DIRECT = ("start_check", "cancel_transfer", "accept_transfer")
HIDDEN = ("save_assessment", "finish_assessment", "take_part_back", "identify")
PRIMARY = ("accept_transfer", "start_check", "recheck", "open_case", "adopt_plan")
QUIET = (
    "close",
    "no_risk",
    "transfer",
    "cancel_transfer",
    "decline_transfer",
    "relate",
    "give_part",
    "admit_officer",
    "remove_officer",
)


@require_safe
def case_page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One case: whose turn, the acts, what was found, planned and ordered, the course."""
    allow(request, REPORT)
    found = queries.page(request.actor, pk)
    if found.person_id and not request.headers.get("Opora-Fetch"):
        people_services.log_view(
            request.actor,
            person_id=found.person_id,
            purpose=_("работа по закрила"),
            page="protection",
        )
    return render(request, "protection/case.html", context(request, found))


def context(request: ActingRequest, found: ChildCase, **more: Any) -> dict[str, Any]:
    """All that the page of a case shows, as far as the actor's organization may see it."""
    actor = request.actor
    who, state = queries.who_is(actor, found), CaseState(found.state)
    seen, allowed = queries.part_of(actor, found), actions_for(CASE_STEPS, state, who)
    is_led = seen == frozenset(Part)
    lines = sentences.lines(
        journal.timeline(actor, kind="protection", record_id=found.pk)[: LINES + 1]
    )
    shown = {
        "found": clocked(found),
        "person": found.person,
        "named": queries.told_apart(actor, [found.person] if found.person else [])[:1],
        "is_led": is_led,
        "acts": _acts(found, allowed),
        "allowed": allowed,
        "awaited": _(AWAITED[state]) if state in AWAITED else "",
        "steps": _steps(state),
        "assessment_form": _assessment_form(found) if "save_assessment" in allowed else None,
        "plans": found.plans.select_related("author") if Part.PLAN in seen else [],
        "measures": _measures(actor, found, who) if Part.MEASURES in seen else [],
        "lines": lines[:LINES],
        "has_more": len(lines) > LINES,
        "today": timezone.localdate(),
        "papers": _papers(request, found, may_attach=is_led),
        "may_take_back": "take_part_back" in allowed,
        "may_identify": "identify" in allowed and found.person_id is None,
    }
    return shown | (_of_the_leader(actor, found) if is_led else {}) | more


def _of_the_leader(actor: Actor, found: ChildCase) -> dict[str, Any]:
    """What only the directorates that lead the case, or take it over, see."""
    return {
        "signals": queries.signals_of(found),
        "checks": found.checks.exclude(finished_on=None),
        "assessment": getattr(found, "assessment", None),
        "clocks": running(actor, found),
        "elsewhere": queries.elsewhere(actor, found),
        "kin": _kin(actor, found),
        "officers": found.officers.filter(until=None).select_related("user"),
        "parts": [one for one in found.parts.all() if one.until is None],
    }


def _papers(request: ActingRequest, found: ChildCase, *, may_attach: bool) -> Any:
    return papers(
        request,
        record_kind="protection",
        record_id=found.pk,
        audience=[found.organization_id],
        person_id=found.person_id,
        may_attach=may_attach,
        back=reverse("protection:case", args=[request.organization.slug, found.pk]),
    )


def _acts(found: ChildCase, allowed: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The acts open to the actor: one primary, the ordinary, the rarer ones."""
    has_check = found.checks.filter(finished_on=None).exists()
    shown = [
        name
        for name in allowed
        if name not in HIDDEN
        and (name != "recheck" or has_check)
        and (name != "cancel_transfer" or found.transfer_to_id)
        and (name != "transfer" or not found.transfer_to_id)
        and (name != "raise_danger" or not found.is_dangerous)
        and (name not in {"admit_officer", "remove_officer"} or found.is_confidential)
        and (name not in {"open_case", "propose_measure"} or found.person_id)
    ]
    primary = PRIMARY[:-1] if found.state == CaseState.PLANNED else PRIMARY
    first = next((name for name in primary if name in shown), None)
    groups: dict[str, list[dict[str, Any]]] = {"primary": [], "ordinary": [], "quiet": []}
    for name in shown:
        look = "primary" if name == first else "quiet" if name in QUIET else "ordinary"
        groups[look].append(
            {"name": name, "label": _(CASE_STEPS[name].label), "is_direct": name in DIRECT}
        )
    return groups


def _steps(state: CaseState) -> list[dict[str, str]]:
    now = next((i for i, (_label, states) in enumerate(STAGES) if state in states), -1)
    if now < 0:
        return [{"label": _(CASE_LABELS[state]), "state": "stopped"}]
    return [
        {"label": _(label), "state": "done" if i < now else "now" if i == now else "next"}
        for i, (label, _states) in enumerate(STAGES)
    ]


def _assessment_form(found: ChildCase) -> forms.AssessmentForm:
    written = CaseAssessment.objects.filter(case=found).first()
    return forms.AssessmentForm(instance=written, initial={"seen": found.version})


def _measures(actor: Actor, found: ChildCase, who: Any) -> list[dict[str, Any]]:
    """Each measure with its acts and the request through which the child comes to a service."""
    rows = list(found.measures.all())
    asked = requests.visible(actor).in_bulk([row.request_id for row in rows if row.request_id])
    described = []
    for row in rows:
        row.case = found
        names = actions_for(MEASURE_STEPS, MeasureState(row.state), who)
        described.append(
            {
                "measure": row,
                "request": asked.get(row.request_id or 0),
                "acts": [
                    {"name": name, "label": _(MEASURE_STEPS[name].label)}
                    for name in names
                    if _fits(row, name)
                ],
            }
        )
    return described


def _fits(row: Measure, name: str) -> bool:
    """Whether an act makes sense for this kind of measure."""
    if name == "serve":
        return bool(row.order_number) and row.served_on is None
    if name == "file":
        return row.kind in rules.BEFORE_COURT
    if name == "direct":
        return row.kind in rules.THROUGH_SERVICE and not row.request_id
    if name == "place":
        return (
            row.kind != rules.MeasureKind.FAMILY_SUPPORT and bool(row.request_id) and not row.whom
        )
    return True


def _kin(actor: Actor, found: ChildCase) -> list[dict[str, Any]]:
    rows = queries.kin_of(actor, found)
    named = {
        one.person.pk: one
        for one in queries.told_apart(actor, [case.person for _row, case in rows if case.person])
    }
    return [
        {
            "kinship": row.get_kinship_display(),
            "case": case,
            "named": named.get(case.person_id or 0),
        }
        for row, case in rows
    ]


@require_http_methods(["GET", "POST"])
def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """Do one step of a case."""
    allow(request)
    if action not in CASE_ACTS:
        raise Http404
    found = queries.page(request.actor, pk)
    back = reverse("protection:case", args=[organization, pk])
    shown = Shown(
        found, action, CASE_STEPS[action], back, title(found), f"protection-{pk}-{action}",
        f"protection:{pk}",
    )  # fmt: skip
    return do(request, CASE_ACTS[action], shown, {"case": found})


@require_http_methods(["GET", "POST"])
def measure_act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """Do one step of a measure."""
    allow(request)
    if action not in MEASURE_ACTS:
        raise Http404
    measure = get_object_or_404(
        Measure.objects.select_related("case__person"), pk=pk, case__in=queries.led(request.actor)
    )
    back = reverse("protection:case", args=[organization, measure.case_id])
    shown = Shown(
        measure, action, MEASURE_STEPS[action], back, title(measure.case),
        f"measure-{pk}-{action}", f"protection:{measure.case_id}",
    )  # fmt: skip
    return do(request, MEASURE_ACTS[action], shown, {"measure": measure})


def title(found: ChildCase) -> str:
    """The child and the number of the case."""
    name = found.person.full_name if found.person else found.described or _("непознато дете")
    return f"{name} · {found.number}"


@require_POST
def assessment(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Keep the assessment, or finish it."""
    allow(request)
    found = queries.page(request.actor, pk)
    form = forms.AssessmentForm(request.POST)
    is_last = request.POST.get("then") == "finish"
    more: dict[str, Any] = {"assessment_form": form}
    if form.is_valid():
        fields = dict(form.cleaned_data)
        about = {"case": found, "seen": fields.pop("seen"), "fields": fields}
        try:
            if is_last:
                today = timezone.localdate()
                services.finish_assessment(
                    request.actor, happened_on=today, now=timezone.now(), **about
                )
            else:
                services.save_assessment(request.actor, now=timezone.now(), **about)
        except Refused as refused:
            more["refused"] = refused
        except Stale as stale:
            form.data = {**request.POST.dict(), "seen": found.version}
            more["stale"] = stale
            return render(
                request, "protection/case.html", context(request, found, **more), status=409
            )
        else:
            messages.success(request, _("Оценката е запазена."))
            return redirect("protection:case", organization=organization, pk=pk)
    return render(request, "protection/case.html", context(request, found, **more), status=400)


@require_POST
def take_back(request: ActingRequest, organization: str, pk: int, part_id: int) -> HttpResponse:
    """Stop an organization's access to a part of the case."""
    allow(request)
    found = queries.page(request.actor, pk)
    part = get_object_or_404(CasePart, pk=part_id, case=found)
    services.take_part_back(
        request.actor, case=found, part=part, seen=found.version, now=timezone.now()
    )
    messages.success(request, _("Достъпът е спрян."))
    return redirect("protection:case", organization=organization, pk=pk)


@require_safe
def history(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The whole course of a case."""
    allow(request, REPORT)
    lines = sentences.lines(journal.timeline(request.actor, kind="protection", record_id=pk))
    if not lines:
        raise Http404
    found = queries.visible(request.actor).select_related("person").filter(pk=pk).first()
    return render(request, "protection/history.html", {"lines": lines, "found": found})
