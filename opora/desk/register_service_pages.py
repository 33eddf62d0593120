"""Pages of one service: facts and places, its forms; a new service, provider or complex."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opora.accounts.queries import allowed
from opora.accounts.requests import ActingRequest
from opora.capacity import services as capacity
from opora.diary import utilization_pages
from opora.documents import queries as drafts
from opora.documents import services as documents
from opora.lib.refusals import Refused, Stale
from opora.licensing import queries as licensing
from opora.referral import services as referral
from opora.register import forms, prices, services
from opora.register import queries as register
from opora.register.changes import merged, typed_words
from opora.register.models import Service

from . import register_course, register_list, register_queue
from .register_pages import today_of
from .register_past_pages import DayForm

NEW_DRAFT = "service-new"


@require_GET
def service_page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A service: facts, capacity by dates, places now, the queue for those who may see it."""
    return _service_page(request, register.service(request.actor, pk))


def _service_page(
    request: ActingRequest,
    service: Service,
    *,
    form: Form | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    today = today_of(timezone.now())
    activities = list(register.activities(service.named_service_id, today))
    manages = register.may_manage(request.actor, service)
    context = {
        "service": service,
        "line": register_list.line(
            request.actor, request.organization, service=service, today=today
        ),
        "activities": activities,
        "has_general": any(each.service_type.access == "general" for each in activities),
        "capacities": register.capacity_history(service.pk),
        "neighbors": register.neighbors(service),
        "course": register_course.lines(request.actor, service),
        "may_manage": manages and not service.closed_on,
        "past_form": DayForm(initial={"on": today}),
        "license": licensing.may_work(
            service.provider_id, today, named_service=service.named_service_id
        ),
        "license_refusal": _license_refusal(service, today),
        "needs_procedure": capacity.needs_procedure(service.provider.legal_form, service.funding),
        "may_ask_capacity": manages and allowed(request.actor, "capacity.request"),
        "prices": prices.of_service(service.pk, today),
        "capacity_form": form or forms.CapacityForm(initial={"valid_from": today}),
        "today": today,
        "use": utilization_pages.panel(request.actor, service, today),
        **_people(request, service, today),
        **more,
    }
    return render(request, "desk/register_service.html", context, status=status)


def _people(request: ActingRequest, service: Service, today: date) -> dict[str, Any]:
    """Who uses the service and who waits, as far as the actor may see, and what they may do."""
    is_provider = service.provider_id == request.actor.organization_id
    return {
        "is_provider": is_provider,
        "may_place": is_provider and allowed(request.actor, "places.manage"),
        "may_check": allowed(request.actor, "requests.see"),
        "queue": register_queue.lines(request.actor, service, today=today),
        "placements": register_queue.placements(request.actor, service, today=today),
    }


def _license_refusal(service: Service, today: date) -> str:
    """Why nobody new may be sent here, when the provider needs a license and has none."""
    try:
        licensing.check_may_work(service.provider_id, today, named_service=service.named_service_id)
    except Refused as refusal:
        return refusal.sentence
    return ""


@require_http_methods(["GET", "POST"])
def change_capacity(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Enter the places of a service from a day on; who waits is offered the new ones."""
    service = register.service(request.actor, pk)
    if request.method == "GET":
        return redirect("register:service", organization, pk)
    form = forms.CapacityForm(request.POST)
    if not form.is_valid():
        return _service_page(request, service, form=form, status=400)
    try:
        offers = referral.change_capacity(
            request.actor, service_id=pk, now=timezone.now(), **form.cleaned_data
        )
    except Refused as refusal:
        return _service_page(request, service, form=form, status=400, refusal=refusal)
    messages.success(request, _("Капацитетът е записан."))
    if offers:
        messages.success(
            request, _("Новите места са предложени на чакащите: %(n)s.") % {"n": len(offers)}
        )
    return redirect("register:service", organization, pk)


@require_http_methods(["GET", "POST"])
def edit(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Write down what changed in a service; somebody else's save is shown beside."""
    service = register.service(request.actor, pk)
    if not register.may_manage(request.actor, service):
        raise services.not_yours()
    today = today_of(timezone.now())
    draft = drafts.content(request.actor, f"service-{pk}")
    form = forms.EditForm(
        request.POST or None,
        initial=forms.initial_of(register.facts_of(service)) | forms.drafted(draft),
        actor=request.actor,
        today=today,
        provider_id=service.provider_id,
    )
    context: dict[str, Any] = {
        "form": form,
        "service": service,
        "version": draft.get("version", service.version),
        "draft_key": f"service-{pk}",
        "is_drafted": bool(draft),
    }
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_service(
                request.actor,
                service=service,
                seen_version=_seen(request),
                facts=form.facts(),
                changed_on=form.cleaned_data["changed_on"],
                why=form.cleaned_data["why"],
                now=timezone.now(),
            )
        except Refused as refusal:
            return _refused_form(request, "desk/register_edit.html", context, refusal)
        except Stale as stale:
            return _stale_form(request, context, stale)
        documents.drop_draft(request.actor, f"service-{pk}")
        messages.success(request, _("Промените са записани."))
        return redirect("register:service", organization, pk)
    return render(request, "desk/register_edit.html", context, status=400 if form.errors else 200)


def _seen(request: ActingRequest) -> int:
    """The version that the form was opened with; a forged one counts as long past."""
    seen = request.POST.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0


def _stale_form(request: ActingRequest, context: dict[str, Any], stale: Stale) -> HttpResponse:
    """What somebody saved meanwhile beside what is typed here. Fields that this person did not
    touch take the saved value, so that the next press does not undo the other's work."""
    service = register.service(request.actor, context["service"].pk)
    typed = context["form"].facts()
    words = typed_words(typed)
    facts = merged(typed, register.facts_of(service), stale)
    changes = [
        {
            "label": change.label,
            "before": change.before,
            "now": change.now,
            "typed": words[change.label],
        }
        for change in stale.changes
    ]
    form = forms.EditForm(
        forms.initial_of(facts),
        actor=request.actor,
        today=today_of(timezone.now()),
        provider_id=service.provider_id,
    )
    context |= {"form": form, "stale": stale, "changes": changes, "version": service.version}
    return render(request, "desk/register_edit.html", context, status=409)


def _refused_form(
    request: ActingRequest, template: str, context: dict[str, Any], refusal: Refused
) -> HttpResponse:
    """The same form with the refusal over it and at its field; what was typed is still there."""
    form = context["form"]
    if refusal.field in form.fields:
        form.add_error(refusal.field, refusal.sentence)
    return render(request, template, {**context, "refusal": refusal}, status=400)


@require_http_methods(["GET", "POST"])
def close(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Close a service that nobody uses or waits for."""
    service = register.service(request.actor, pk)
    if not register.may_manage(request.actor, service):
        raise services.not_yours()
    now = timezone.now()
    form = forms.ClosingForm(request.POST or None, initial={"closed_on": today_of(now)})
    context = {
        "form": form,
        "question": _("Да закрия ли услугата %(name)s?") % {"name": service.name},
        "consequences": [
            _("Услугата излиза от списъка и никой не може да бъде насочен към нея."),
            _("Остава сред закритите с цялата си история."),
        ],
        "act_label": _("Закрий услугата"),
        "back_url": register_queue.service_url(organization, pk),
        "danger": True,
    }
    if request.method == "POST" and form.is_valid():
        try:
            register_queue.close_empty(request.actor, service, now=now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, " ".join([refusal.sentence, refusal.rule, refusal.remedy]).strip())
        else:
            messages.success(request, _("Услугата е закрита."))
            return redirect("register:service", organization, pk)
    return render(
        request, "components/confirm_page.html", context, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def create(request: ActingRequest, organization: str) -> HttpResponse:
    """A new service with its first capacity."""
    now = timezone.now()
    owners = list(register.my_providers(request.actor))
    draft = drafts.content(request.actor, NEW_DRAFT)
    form = forms.OpeningForm(
        request.POST or None,
        initial={"municipality": request.organization.municipality_id} | forms.drafted(draft),
        actor=request.actor,
        today=today_of(now),
        provider_id=owners[0].pk if len(owners) == 1 else None,
    )
    context: dict[str, Any] = {
        "form": form,
        "owners": owners,
        "draft_key": NEW_DRAFT,
        "is_drafted": bool(draft),
    }
    if request.method == "POST" and form.is_valid():
        try:
            service = services.create_service(
                request.actor,
                provider_id=form.cleaned_data["provider"],
                facts=form.facts(),
                opened_on=form.cleaned_data["opened_on"],
                n_places=form.cleaned_data["n_places"],
                basis=form.cleaned_data["basis"],
                now=now,
            )
        except Refused as refusal:
            return _refused_form(request, "desk/register_create.html", context, refusal)
        documents.drop_draft(request.actor, NEW_DRAFT)
        messages.success(request, _("Услугата е вписана."))
        return redirect("register:service", organization, service.pk)
    return render(request, "desk/register_create.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def enter_provider(request: ActingRequest, organization: str) -> HttpResponse:
    """The organization enters itself as a provider, with its ЕИК."""
    form = forms.ProviderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.create_provider(
                request.actor,
                organization_id=request.actor.organization_id,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            return _refused_form(request, "desk/register_form.html", {"form": form}, refusal)
        messages.success(request, _("Организацията е вписана като доставчик."))
        return redirect("register:create", organization)
    context = {"form": form, "title": _("Впишете се като доставчик"), "act": _("Впиши")}
    return render(request, "desk/register_form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def create_complex(request: ActingRequest, organization: str) -> HttpResponse:
    """A complex of the organization's own services."""
    form = forms.ComplexForm(
        request.POST or None, initial={"municipality": request.organization.municipality_id}
    )
    context = {"form": form, "title": _("Нов комплекс"), "act": _("Открий комплекса")}
    if request.method == "POST" and form.is_valid():
        try:
            services.create_complex(
                request.actor,
                provider_id=request.actor.organization_id,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            return _refused_form(request, "desk/register_form.html", context, refusal)
        messages.success(request, _("Комплексът е открит. Услугите влизат в него от своите данни."))
        return redirect("register:services", organization)
    return render(request, "desk/register_form.html", context, status=400 if form.errors else 200)
