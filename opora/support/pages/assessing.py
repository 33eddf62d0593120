"""Writing the individual needs assessment."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.accounts.requests import ActingRequest
from opora.cases import pages as cases
from opora.cases.rules import Part
from opora.documents import queries as drafts
from opora.documents import services as documents
from opora.lib.refusals import Refused, Stale

from .. import forms, prefill, queries, services
from ..models import NeedsAssessment
from ..rules import AssessmentState


@require_POST
def start(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Begin an assessment, filled from what is known."""
    cases.allow(request, "cases.work")
    case = cases.opened(request, pk, Part.PLAN)
    services.start_assessment(
        request.actor, case=case, known=prefill.known(request.actor, case), now=timezone.now()
    )
    messages.success(request, _("Оценката е започната."))
    return redirect("support:assessment", organization, pk)


def assessment(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The newest assessment: a form while it is written, else what it says."""
    case = cases.opened(request, pk, Part.PLAN)
    made = queries.assessments(request.actor).filter(case=case)
    found = made.exclude(state=AssessmentState.REPLACED).select_related("author").first()
    if found is None:
        raise Http404
    is_ours = case.organization_id == request.actor.organization_id
    if found.state != AssessmentState.DRAFT or not is_ours:
        return _read(request, found)
    cases.allow(request, "cases.work")
    return _write(request, found)


@require_GET
def reading(request: ActingRequest, organization: str, pk: int, n: int) -> HttpResponse:
    """One assessment as it was finished."""
    case = cases.opened(request, pk, Part.PLAN)
    found = queries.assessments(request.actor).filter(case=case, n=n).first()
    if found is None:
        raise Http404
    return _read(request, found)


def _read(request: ActingRequest, found: NeedsAssessment) -> HttpResponse:
    areas = found.areas.select_related("area")
    shown = {"case": found.case, "assessment": found, "areas": areas}
    return render(request, "support/assessment.html", shown)


def _write(request: ActingRequest, found: NeedsAssessment) -> HttpResponse:
    key = f"case-{found.case_id}-assessment"
    kept = drafts.draft(request.actor, key)
    form = forms.AssessmentForm(request.POST or None, assessment=found)
    if request.method == "GET" and kept:
        form.initial = dict(kept.content)
    more: dict[str, Any] = {"draft_saved_at": kept and kept.saved_at}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return _save(request, found, form, key)
            except Refused as refused:
                more["refused"] = refused
            except Stale as stale:
                found.refresh_from_db()
                form.data = {**request.POST.dict(), "seen": found.version}
                more["stale"], status = stale, 409
    shown = {"case": found.case, "assessment": found, "form": form, "draft_key": key, **more}
    return render(request, "support/assessment_form.html", shown, status=status)


def _save(
    request: ActingRequest, found: NeedsAssessment, form: forms.AssessmentForm, key: str
) -> HttpResponse:
    now = timezone.now()
    saved = services.save_assessment(
        request.actor,
        assessment=found,
        fields=form.common(),
        areas=form.written(),
        seen=form.cleaned_data["seen"],
        now=now,
    )
    # What is refused below was kept above; the page that follows must know it.
    form.data = {**request.POST.dict(), "seen": saved.version}
    documents.drop_draft(request.actor, key=key)
    slug = request.organization.slug
    if request.POST.get("then") == "finish":
        services.finish_assessment(
            request.actor, assessment=saved, finished_on=timezone.localdate(now), now=now
        )
        messages.success(request, _("Оценката е завършена. Следва планът за подкрепа."))
        return redirect("support:plan", slug, found.case_id)
    messages.success(request, _("Оценката е запазена."))
    return redirect("support:assessment", slug, found.case_id)
