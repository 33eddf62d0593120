"""The pages of a request: fetch, call the verb, say what happened, go on."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.requests import ActingRequest
from opora.cases import queries as cases
from opora.documents import queries as drafts
from opora.documents import services as documents
from opora.journal import queries as journal
from opora.law import queries as law
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.people import queries as people
from opora.people import services as people_services
from opora.people.models import Person
from opora.places.models import Placement
from opora.register.models import Service

from . import candidates, forms, letter_panels, queries, rules, sentences, services, urgent_queries
from .models import ServiceRequest
from .rules import STEPS, Participants, State, Who
from .services.assessments import MARKS, TEXTS

SHOWN_AT_ONCE = 12
DIRECT = ("start_assessment", "accept", "accept_offer", "accept_handover", "cancel_handover")


def request_page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One request: whose turn, the steps, the acts, the assessment, the course."""
    found = queries.page(request.actor, pk)
    if found is None:
        return past_page(request, pk)
    if not request.headers.get("Opora-Fetch"):
        people_services.log_view(
            request.actor,
            person_id=found.person_id,
            purpose=_("работа по преписка"),
            page="request",
        )
    return render(request, "referral/request.html", context(request, found))


def context(request: ActingRequest, found: ServiceRequest, **more: Any) -> dict[str, Any]:
    """All that the page of a request shows."""
    actor = request.actor
    state = State(found.state)
    who = queries.who_is(actor, found)
    allowed = rules.actions_for(state, who)
    place = candidates.queue_place(actor, found)
    assessment = getattr(found, "assessment", None)
    may_write = "save_assessment" in allowed
    draft = drafts.draft(actor, draft_key(found)) if may_write else None
    course = journal.timeline(actor, kind="request", record_id=found.pk)[: SHOWN_AT_ONCE + 1]
    lines = sentences.lines(course)
    return {
        "found": found,
        "person": found.person,
        "state_tone": rules.STATE_TONES.get(state, "plain"),
        "steps": steps(state),
        "acts": acts(found, allowed, is_preferred=bool(place and place.entry.priority)),
        "is_mine": found.turn_organization_id == actor.organization_id,
        "participants": queries.participants(found),
        "questions": list(found.consultations.all()),
        "handover": next((h for h in found.handovers.all() if h.state == "proposed"), None),
        "refusals": found.refusals.all(),
        "assessment": assessment,
        "may_write": may_write,
        "assessment_form": assessment_form(found, draft) if may_write else None,
        "draft_key": draft_key(found),
        "draft_saved_at": draft and draft.saved_at,
        "candidates": candidates.services_for(actor, found, on=timezone.localdate())
        if "choose" in allowed or state == State.WISH
        else [],
        "may_choose": "choose" in allowed,
        "queue_place": place,
        **letter_panels.of(request, found),
        "urgent_papers": urgent_queries.papers(actor, found, timezone.localdate()),
        "today": timezone.localdate(),
        "may_give_code": Who.OWNER in who,
        "open_code": found.codes.filter(revoked_at=None).first(),
        "clocks": law.clocks_of(actor, "request", [found.pk]).get(found.pk, []),
        "lines": lines[:SHOWN_AT_ONCE],
        "has_more": len(lines) > SHOWN_AT_ONCE,
        "case": cases.of_request(actor, found.pk),
        "n_views": people.accesses(actor, found.person_id).n_all,
        "reason_not_mine": not allowed,
    } | more


def draft_key(found: ServiceRequest) -> str:
    """Under which the unfinished assessment of a request is kept."""
    return f"request-{found.pk}-assessment"


def assessment_form(found: ServiceRequest, draft: Any) -> forms.AssessmentForm:
    """The assessment as saved, with the officer's own unfinished words over it."""
    assessment = getattr(found, "assessment", None)
    seen = assessment.version if assessment else 1
    initial: dict[str, Any] = {"seen_assessment": seen}
    if draft:
        typed = QueryDict(mutable=True)
        typed.update(draft.content)
        initial |= {name: typed[name] for name in TEXTS if name in typed}
        initial |= {name: name in typed for name in MARKS}
        initial["seen_assessment"] = typed.get("seen_assessment", seen)
    return forms.AssessmentForm(instance=assessment, initial=initial)


def steps(state: State) -> list[dict[str, str]]:
    """The bar of steps: what is done, what is now, what follows."""
    now = next((i for i, (_label, states) in enumerate(rules.STAGES) if state in states), -1)
    if now < 0:
        return [{"label": _(rules.STATE_LABELS[state]), "state": "stopped"}]
    ended = state == State.ACCEPTED
    return [
        {
            "label": _(label),
            "state": "done" if i < now or ended else "now" if i == now else "next",
        }
        for i, (label, _states) in enumerate(rules.STAGES)
    ]


PRIMARY = (
    "accept_handover",
    "answer",
    "accept_offer",
    "admit_urgently",
    "accept",
    "start_assessment",
    "refer",
    "complete_papers",
)
QUIET = ("withdraw", "not_refer", "refuse", "refuse_urgent", "decline_handover", "place_by_court")
ELSEWHERE = {"offer", "expire_offer", "place_by_measure", "reopen"}  # by the system, other pages
HIDDEN = ("save_assessment", "choose", "place_by_measure", "reopen")


def acts(
    found: ServiceRequest, allowed: list[str], *, is_preferred: bool = False
) -> dict[str, list[dict[str, object]]]:
    """The acts open to the actor: one primary, the ordinary ones, and the rarer ones."""
    pending = any(handover.state == "proposed" for handover in found.handovers.all())
    is_asked = {one.asked_organization_id for one in found.consultations.all() if not one.answer}
    has_other = any(
        one.basis in {Participants.AUTHORITY, Participants.ASKED} and one.until is None
        for one in found.participations.all()
    )
    shown = [
        name
        for name in allowed
        if name not in HIDDEN
        and (name != "cancel_handover" or pending)
        and (name != "propose_handover" or not pending)
        and (name != "ask" or not is_asked)
        and (name != "send_urgently" or found.is_urgent)
        and (name != "include" or not has_other)
        and (name != "end_priority" or is_preferred)
        and (name != "set_priority" or not is_preferred)
    ]
    first = next((name for name in PRIMARY if name in shown), None)
    described: list[dict[str, object]] = [
        {
            "name": name,
            "label": _(STEPS[name].label),
            "is_direct": name in DIRECT or name == "include",
            "look": "primary" if name == first else "quiet" if name in QUIET else "secondary",
        }
        for name in shown
    ]
    return {
        "primary": [one for one in described if one["look"] == "primary"],
        "ordinary": [one for one in described if one["look"] == "secondary"],
        "quiet": [one for one in described if one["look"] == "quiet"],
    }


def past_page(request: ActingRequest, pk: int) -> HttpResponse:
    """A request that left the organization: what happened until then, and nothing later."""
    course = journal.timeline(request.actor, kind="request", record_id=pk)
    lines = sentences.lines(course)
    if not lines:
        raise Http404
    return render(request, "referral/past.html", {"lines": lines})


def history(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The whole course of a request."""
    course = journal.timeline(request.actor, kind="request", record_id=pk)
    lines = sentences.lines(course)
    if not lines:
        raise Http404
    found = queries.visible(request.actor).select_related("person").filter(pk=pk).first()
    return render(request, "referral/history.html", {"lines": lines, "found": found})


def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """Do one step of the workflow; steps that ask for something show their form first."""
    if action not in STEPS or action in ELSEWHERE:
        raise Http404
    found = queries.page(request.actor, pk)
    if found is None:
        raise NotVisible
    if action == "save_assessment":
        return save_assessment(request, found)
    form_class = forms.FORMS.get(action, forms.ActForm)
    form = form_class(
        request.POST or None, actor=request.actor, request=found, today=timezone.localdate()
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        verb = getattr(services, action)
        try:
            verb(request.actor, request=found, now=timezone.now(), **values)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            return form_page(request, found, action, form, refused=refused)
        except Stale as stale:
            form.data = {**request.POST.dict(), "seen": seen_now(request, pk)}
            return form_page(request, found, action, form, stale=stale, status=409)
        messages.success(request, _("Готово: „%(what)s“.") % {"what": _(STEPS[action].label)})
        return redirect("referral:request", organization=organization, pk=pk)
    status = 400 if request.method == "POST" else 200
    return form_page(request, found, action, form, status=status)


def seen_now(request: ActingRequest, pk: int) -> int:
    """The version that stands now, which the person sees side by side."""
    return queries.visible(request.actor).get(pk=pk).version


def form_page(
    request: ActingRequest,
    found: ServiceRequest,
    action: str,
    form: forms.ActForm,
    *,
    refused: Refused | None = None,
    stale: Stale | None = None,
    status: int = 400,
) -> HttpResponse:
    """The form of one act, with what was typed."""
    shown = {
        "found": found,
        "person": found.person,
        "action": action,
        "label": _(STEPS[action].label),
        "rule": STEPS[action].by,
        "form": form,
        "refused": refused,
        "stale": stale,
        "candidates": candidates.services_for(request.actor, found, on=timezone.localdate())
        if "service" in form.fields
        else [],
    }
    return render(request, "referral/act.html", shown, status=status)


def save_assessment(request: ActingRequest, found: ServiceRequest) -> HttpResponse:
    """Keep the assessment; somebody else's words meanwhile are shown beside the typed ones."""
    actor, organization = request.actor, request.organization
    form = forms.AssessmentForm(request.POST, instance=getattr(found, "assessment", None))
    if not form.is_valid():
        return render(
            request,
            "referral/request.html",
            context(request, found, assessment_form=form),
            status=400,
        )
    seen = form.cleaned_data.pop("seen_assessment")
    try:
        services.save_assessment(
            actor,
            request=found,
            fields=form.cleaned_data,
            seen_assessment=seen,
            now=timezone.now(),
        )
    except Stale as stale:
        fresh = queries.page(actor, found.pk) or found
        form.data = {**request.POST.dict(), "seen_assessment": fresh.assessment.version}
        more = {"assessment_form": form, "stale": stale}
        return render(request, "referral/request.html", context(request, fresh, **more), status=409)
    documents.drop_draft(actor, key=draft_key(found))
    messages.success(request, _("Оценката е запазена."))
    if request.POST.get("then") == "refer":
        return redirect("referral:act", organization=organization.slug, pk=found.pk, action="refer")
    return redirect("referral:request", organization=organization.slug, pk=found.pk)


def new(request: ActingRequest, organization: str, person_id: int) -> HttpResponse:
    """Record a wish for a person found or entered before."""
    person = get_object_or_404(people.fully_visible(request.actor), pk=person_id)
    address = people.current_address(request.actor, person_id)
    home = address.municipality_id if address else request.organization.municipality_id
    today = timezone.localdate()
    initial = {"wished_on": today, "municipality": home, **_speaks(request, person, today)}
    form = forms.WishForm(request.POST or None, initial=initial)
    refused = None
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["municipality_id"] = values.pop("municipality").pk
        try:
            made = services.record_wish(request.actor, person=person, now=timezone.now(), **values)
        except Refused as error:
            refused = error
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            documents.drop_draft(request.actor, key=f"wish-{person_id}")
            messages.success(request, _("Желанието е записано с номер %(n)s.") % {"n": made.number})
            return redirect("referral:request", organization=organization, pk=made.pk)
    elif request.method == "GET":
        draft = drafts.draft(request.actor, f"wish-{person_id}")
        form.initial = {**form.initial, **(draft.content if draft else {})}
    shown = {
        "form": form,
        "person": person,
        "refused": refused,
        "draft_key": f"wish-{person_id}",
        "municipality_from": _("Попълнено от настоящия адрес на лицето.")
        if address
        else _("Попълнено от Вашата община."),
        "others": queries.of_person(request.actor, person_id),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "referral/new.html", shown, status=status)


def _speaks(request: ActingRequest, person: Person, today: date) -> dict[str, str]:
    """For a small child its parent states the wish; the one who is entered need not be typed."""
    if not rules.is_child(person.birth_date, today) or rules.takes_part(person.birth_date, today):
        return {}
    speaker = people.representatives(request.actor, person, today).first()
    return {
        "wisher": rules.Wisher.REPRESENTATIVE.value,
        "represented_by": speaker.name if speaker else "",
    }


PLACEMENT_FORMS = {"begin": forms.BeginUseForm, "end": forms.EndUseForm}
PLACEMENT_VERBS: dict[str, Callable[..., object]] = {
    "begin": services.begin_use,
    "end": services.end_use,
}


def placement(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """Begin or end the use of a place."""
    if action not in PLACEMENT_FORMS:
        raise Http404
    found = get_object_or_404(
        Placement.objects.select_related("person", "service"),
        pk=pk,
        organization=request.actor.organization_id,
    )
    case = cases.of_placement(request.actor, found.pk)
    if action == "end" and case and request.method == "GET":
        return redirect("referral:end_case", organization=organization, pk=case.pk)
    day = {"begin": "started_on", "end": "ended_on"}[action]
    form = PLACEMENT_FORMS[action](request.POST or None, initial={day: timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            PLACEMENT_VERBS[action](
                request.actor, placement=found, now=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("Записано."))
            return redirect("register:service", organization=organization, pk=found.service_id)
    status = 400 if request.method == "POST" else 200
    shown = {"form": form, "placement": found, "action": action}
    return render(request, "referral/placement.html", shown, status=status)


def usage(request: ActingRequest, organization: str, service_id: int) -> HttpResponse:
    """Record the use of a general service."""
    service = get_object_or_404(
        Service.objects.select_related("provider"),
        pk=service_id,
        provider=request.actor.organization_id,
    )
    form = forms.UsageForm(request.POST or None, initial={"started_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        services.record_usage(
            request.actor, service=service, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Ползването е записано."))
        return redirect("register:service", organization=organization, pk=service_id)
    shown = {"form": form, "service": service}
    return render(request, "referral/usage.html", shown, status=400 if form.is_bound else 200)
