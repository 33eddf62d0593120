"""The pages of an analysis: fetch, call the verb, say what happened, go on."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.accounts.requests import ActingRequest
from opora.documents import panels
from opora.documents import queries as drafts
from opora.journal import queries as journal
from opora.lib.refusals import NotVisible, Refused, Stale

from . import presenting, rules, sentences
from .analysis_forms import FORMS, AnswerForm, ProposalForm, SectionForm
from .exports import FORMATS
from .models import AnalysisVersion, Cycle, NeedsAnalysis
from .queries import analyses as queries
from .readiness import check
from .rules import SECTIONS, STEPS, State
from .services import analyses as services
from .services import consultations
from .services.locking import whole

SHOWN_AT_ONCE = 10
PRIMARY = ("submit", "accept", "start_consultation", "record_council")
VERBS: dict[str, Callable[..., object]] = {
    "start_consultation": consultations.start_consultation,
    "record_council": services.record_council,
    "submit": services.submit,
    "accept": services.accept,
    "return": services.return_,
}
AWAITED = {
    State.DRAFT: _("довършване на анализа"),
    State.CONSULTATION: _("предложения на гражданите и отговори"),
    State.COUNCIL: _("решение на общинския съвет и внасяне"),
    State.SUBMITTED: _("приемане или връщане"),
    State.RETURNED: _("поправка и повторно внасяне"),
    State.ACCEPTED: _("нищо, анализът е приет"),
}


def content_for(request: ActingRequest, found: NeedsAnalysis) -> dict[str, Any]:
    """What this reader sees: the municipality its living analysis, others what was submitted."""
    if queries.is_own(request.actor, found) and found.state in rules.EDITABLE:
        return whole(found, timezone.localdate())
    last = queries.versions(request.actor, found).defer(None)
    kept = last.filter(reason=AnalysisVersion.Reason.SUBMITTED).first()
    if kept is None:
        raise NotVisible
    return dict(json.loads(bytes(kept.content)))


def analysis_page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One analysis: whose turn, the steps, what is missing, the services, the texts, the course."""
    found = queries.analysis(request.actor, pk)
    content = content_for(request, found)
    return render(request, "needs/analysis/page.html", context(request, found, content))


def context(
    request: ActingRequest, found: NeedsAnalysis, content: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """All that the page of an analysis shows."""
    actor, state = request.actor, State(found.state)
    allowed_now = rules.actions_for(state, queries.who_is(actor, found))
    is_own = queries.is_own(actor, found)
    course = journal.timeline(actor, kind="analysis", record_id=found.pk)
    lines = sentences.lines(course[: SHOWN_AT_ONCE * 5])
    purpose = "consultation" if state == State.DRAFT else "submit"
    comments = list(queries.comments(found)) if is_own else list(queries.answered(found))
    return (
        {
            "found": found,
            "shown": presenting.shown(content),
            "state_tone": rules.STATE_TONES.get(state, "plain"),
            "steps": steps(found),
            "awaited": _(AWAITED[state]),
            "turn": turn(found),
            "is_own": is_own,
            "may_write": "save" in allowed_now,
            "acts": acts(allowed_now),
            "readiness": check(found, purpose, today=timezone.localdate())  # type: ignore[arg-type]
            if is_own and state in rules.EDITABLE
            else [],
            "comments": comments,
            "may_answer": "answer" in allowed_now,
            "n_unanswered": sum(each.answered_at is None for each in comments),
            "versions": queries.versions(actor, found),
            "returns": queries.returns(found),
            "lines": lines[:SHOWN_AT_ONCE],
            "papers": panels.papers(
                request,
                record_kind="analysis",
                record_id=found.pk,
                audience=found.audience,
                may_attach=is_own,
                back=reverse("needs:analysis", args=[request.organization.slug, found.pk]),
                heading=str(found),
            ),
            "formats": FORMATS,
        }
        | more
    )


def steps(found: NeedsAnalysis) -> list[dict[str, str]]:
    """The bar of steps: what is done, what is now, what follows."""
    state = State(found.state)
    now = next(i for i, (_label, states) in enumerate(rules.STAGES) if state in states)
    shown = []
    for i, (stage, _states) in enumerate(rules.STAGES):
        label = stage
        standing = "done" if i < now or state == State.ACCEPTED else "now" if i == now else "next"
        if state == State.RETURNED and i == now:
            label, standing = rules.STATE_LABELS[state].capitalize(), "stopped"
        shown.append({"label": _(label), "state": standing})
    return shown


def turn(found: NeedsAnalysis) -> Any:
    """Whose act is awaited: the municipality, or those to whom it was submitted."""
    if found.state == State.ACCEPTED:
        return None
    return queries.receiver(found) if found.state == State.SUBMITTED else found.organization


def acts(allowed_now: list[str]) -> list[dict[str, Any]]:
    """The acts open to the actor as buttons, the first of PRIMARY strong."""
    names = [name for name in allowed_now if name in VERBS]
    strong = next((name for name in PRIMARY if name in names), "")
    look = {strong: "primary", "return": "danger"}
    return [
        {"name": name, "label": _(STEPS[name].label), "look": look.get(name, "secondary")}
        for name in sorted(names, key=lambda name: name == strong)
    ]


def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """The form of one act; a refused one keeps what was typed."""
    if action not in VERBS:
        raise Http404
    found = queries.analysis(request.actor, pk)
    form = FORMS[action](request.POST or None, analysis=found)
    refused = stale = None
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            VERBS[action](request.actor, analysis=found, now=timezone.now(), **form.cleaned_data)
        except Refused as error:
            refused = error
            form.add_error(error.field if error.field in form.fields else None, str(error))
        except Stale as error:
            stale, status = error, 409
            fresh = queries.analysis(request.actor, pk)
            form.data = typed_again(request, seen=fresh.version)
        else:
            messages.success(request, _("Записано: %(what)s.") % {"what": _(STEPS[action].label)})
            return redirect("needs:analysis", organization=organization, pk=pk)
    shown = {
        "found": found,
        "action": action,
        "label": _(STEPS[action].label),
        "rule": STEPS[action].by,
        "form": form,
        "refused": refused,
        "stale": stale,
        "readiness": _readiness(found, action) if queries.is_own(request.actor, found) else [],
    }
    return render(request, "needs/analysis/act.html", shown, status=status)


def typed_again(request: ActingRequest, **changed: Any) -> QueryDict:
    """What was typed, with some of it changed: for a form that is shown once more."""
    data = request.POST.copy()
    for name, value in changed.items():
        data[name] = str(value)
    return data


def _readiness(found: NeedsAnalysis, action: str) -> list[Any]:
    purposes = {"start_consultation": "consultation", "submit": "submit"}
    if action not in purposes:
        return []
    return check(found, purposes[action], today=timezone.localdate())  # type: ignore[arg-type]


def section(request: ActingRequest, organization: str, pk: int, code: str) -> HttpResponse:
    """Write one narrative section; figures are offered to be inserted; typed words are kept."""
    found = queries.analysis(request.actor, pk)
    if code not in SECTIONS or not queries.is_own(request.actor, found):
        raise Http404
    row = queries.sections(found).get(code)
    offered = presenting.figures_to_insert(whole(found, timezone.localdate()))
    key, now_version = services.section_key(pk, code), row.version if row else 0
    initial: dict[str, Any] = {"seen": now_version, "text": row.text if row else ""}
    form = SectionForm(request.POST or None, initial=initial)
    refused = stale = None
    status, insert = 200, request.POST.get("insert", "")
    if insert.isdigit() and int(insert) < len(offered):
        text = f"{request.POST.get('text', '').rstrip()}\n{offered[int(insert)]}".strip()
        form.data = typed_again(request, text=text)
    elif request.method == "POST" and form.is_valid():
        status = 400
        try:
            services.save_section(
                request.actor, analysis=found, code=code, now=timezone.now(), **form.cleaned_data
            )
        except Refused as error:
            refused = error
        except Stale as error:
            stale, status = _beside(error, form.cleaned_data["text"]), 409
            form.data = typed_again(request, seen=now_version)
        else:
            messages.success(request, _("Разделът е запазен."))
            return redirect("needs:analysis", organization=organization, pk=pk)
    elif request.method == "GET" and (draft := drafts.content(request.actor, key)):
        form.initial = {name: draft.get(name, value) for name, value in initial.items()}
    shown = {
        "found": found,
        "code": code,
        "section": SECTIONS[code],
        "form": form,
        "offered": offered,
        "draft_key": key,
        "refused": refused,
        "stale": stale,
    }
    return render(request, "needs/analysis/section.html", shown, status=status)


def _beside(stale: Stale, typed: str) -> Stale:
    """The other's words and the typed ones side by side: nothing is lost."""
    stale.typed = typed  # type: ignore[attr-defined]
    return stale


def proposal(request: ActingRequest, organization: str, pk: int, code: str) -> HttpResponse:
    """Propose users for one service, beside everything that is computed and counted for it."""
    found = queries.analysis(request.actor, pk)
    if not queries.is_own(request.actor, found):
        raise Http404
    row = get_object_or_404(queries.proposals(found), planned_service=code)
    content = content_for(request, found)
    form = ProposalForm(request.POST or None, instance=row)
    refused = stale = None
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.propose(
                request.actor,
                analysis=found,
                planned_service=code,
                fields=form.fields_typed(),
                seen=form.cleaned_data["seen"],
                now=timezone.now(),
            )
        except Refused as error:
            refused = error
            form.add_error(error.field if error.field in form.fields else None, str(error))
        except Stale as error:
            stale, status = error, 409
            now_row = queries.proposals(found).get(planned_service=code)
            form.data = typed_again(request, seen=now_row.version)
        else:
            messages.success(request, _("Предложението е запазено."))
            back = redirect("needs:analysis", organization=organization, pk=pk)
            back.headers["Location"] += f"#service-{code}"
            return back
    shown = {
        "found": found,
        "row": next(each for each in presenting.shown(content).rows if each.code == code),
        "how": presenting.how(content, code),
        "form": form,
        "draft_key": services.proposal_key(pk, code),
        "refused": refused,
        "stale": stale,
        "may_write": found.state in rules.EDITABLE,
    }
    return render(request, "needs/analysis/proposal.html", shown, status=status)


def how(request: ActingRequest, organization: str, pk: int, code: str) -> HttpResponse:
    """„Как е сметнато?“ of one service, as a page and as a fragment of one."""
    found = queries.analysis(request.actor, pk)
    content = content_for(request, found)
    rows = {row.code: row for row in presenting.shown(content).rows}
    if code not in rows:
        raise Http404
    shown = {"found": found, "row": rows[code], "how": presenting.how(content, code)}
    name = (
        "needs/analysis/_how.html"
        if request.headers.get("HX-Request")
        else "needs/analysis/how.html"
    )
    return render(request, name, shown)


def answer(request: ActingRequest, organization: str, pk: int, comment_id: int) -> HttpResponse:
    """Answer one comment of the consultation."""
    found = queries.analysis(request.actor, pk)
    if not queries.is_own(request.actor, found):
        raise Http404
    said = get_object_or_404(queries.comments(found), pk=comment_id)
    initial = {"text": said.answer, "is_withheld": said.is_withheld}
    form = AnswerForm(request.POST or None, initial=initial)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            consultations.answer(
                request.actor,
                analysis=found,
                comment_id=comment_id,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Отговорът е публикуван."))
            return redirect("needs:analysis", organization=organization, pk=pk)
    shown = {"found": found, "said": said, "form": form, "refused": refused}
    status = 400 if request.method == "POST" else 200
    return render(request, "needs/analysis/answer.html", shown, status=status)


@require_POST
def open_analysis(request: ActingRequest, organization: str, cycle: str) -> HttpResponse:
    """Begin the analysis of the municipality in a cycle."""
    made = services.open_analysis(
        request.actor, cycle=get_object_or_404(Cycle, pk=cycle), now=timezone.now()
    )
    messages.success(request, _("Анализът е открит; изчисленото и преброеното вече стоят в него."))
    return redirect("needs:analysis", organization=organization, pk=made.pk)
