"""Pages of the register: the list with free places, a service with its queue, forms about it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opora.accounts.models import Organization
from opora.lib.refusals import Refused, Stale
from opora.lib.words import SOFIA
from opora.places import services as place_services
from opora.register import forms, services
from opora.register import queries as register
from opora.register.changes import merged, typed_words
from opora.register.models import Service

from . import register_course, register_export, register_list, register_queue

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _today(now: datetime) -> date:
    return timezone.localdate(now, SOFIA)


# The list


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list asks for."""

    form: forms.FilterForm
    filters: dict[str, str]
    tab: str
    sort: str


def _asked(request: HttpRequest, today: date) -> Asked:
    form = forms.FilterForm(request.GET, today=today)
    tab = request.GET.get("tab", "")
    sort = request.GET.get("sort", "")
    if sort.removeprefix("-") not in register_list.SORTS:
        sort = nearest(request.organization)
    return Asked(
        form=form,
        filters=form.filters(),
        tab=tab if tab in register_list.TABS else "all",
        sort=sort,
    )


def nearest(organization: Organization) -> str:
    """The first order of the list: by distance for those who have a place of their own."""
    return "distance" if organization.municipality_id else "name"


def _found(request: HttpRequest, asked: Asked, today: date) -> list[register_list.Candidate]:
    return register_list.candidates(
        request.actor,
        request.organization,
        filters=asked.filters,
        today=today,
        closed=asked.tab == "closed",
    )


def _tabs(
    request: HttpRequest, asked: Asked, found: list[register_list.Candidate]
) -> list[dict[str, Any]]:
    """The tabs with the addresses that keep the filters and the sorting."""
    query = request.GET.copy()
    query.pop("page", None)
    shown = register_list.tabs(found, request.organization)
    for each in shown:
        query["tab"] = each["key"]
        each["url"] = f"?{query.urlencode()}"
        each["active"] = each["key"] == asked.tab
        if asked.tab == "closed":
            each["count"] = None
    return shown


@require_GET
def service_list(request: HttpRequest, organization: str) -> HttpResponse:
    """All services that match, with their free places."""
    today = _today(timezone.now())
    asked = _asked(request, today)
    found = _found(request, asked, today)
    chosen = register_list.in_order(register_list.of_tab(found, asked.tab), asked.sort)
    page = register_list.page_of(
        request.actor, chosen, number=request.GET.get("page", "1"), today=today
    )
    context = {
        "form": asked.form,
        "tabs": _tabs(request, asked, found),
        "tab": asked.tab,
        "sort": asked.sort,
        "kept": {"tab": asked.tab, "sort": asked.sort},
        "page": page,
        "query": request.GET.urlencode(),
        "is_filtered": bool(asked.filters) or asked.tab != "all",
        "may_open": register_queue.may_open(request.actor, request.organization),
        "ordered": _ordered(asked.sort),
        "has_distance": bool(request.organization.municipality_id),
        "default_sort": nearest(request.organization),
    }
    return render(request, "desk/register_list.html", context)


def _ordered(sort: str) -> str:
    return {
        "name": _("подредени по име"),
        "distance": _("подредени по разстояние"),
        "free": _("подредени по свободни места"),
        "waiting": _("подредени по чакащи"),
    }[sort.removeprefix("-")]


@require_GET
def tab_counts(request: HttpRequest, organization: str) -> HttpResponse:
    """Only the tabs of the list, fetched again when a place somewhere changed."""
    today = _today(timezone.now())
    asked = _asked(request, today)
    found = _found(request, asked, today)
    context = {"tabs": _tabs(request, asked, found), "query": request.GET.urlencode()}
    return render(request, "desk/register_tabs.html", context)


@require_GET
def row(request: HttpRequest, organization: str, service_id: int) -> HttpResponse:
    """One row of the list, fetched again when the service's places changed."""
    service = register.service(request.actor, service_id)
    line = register_list.line(
        request.actor, request.organization, service=service, today=_today(timezone.now())
    )
    return render(request, "desk/register_row.html", {"line": line})


@require_GET
def print_list(request: HttpRequest, organization: str) -> HttpResponse:
    """The whole filtered list on one page, for paper."""
    now = timezone.now()
    context = {"lines": _all_lines(request, _today(now)), "now": now}
    return render(request, "desk/register_print.html", context)


@require_GET
def export(request: HttpRequest, organization: str) -> FileResponse:
    """The whole filtered list as XLSX."""
    now = timezone.now()
    lines = _all_lines(request, _today(now))
    addresses = register.addresses(request.actor, [each.service.pk for each in lines])
    file = register_export.workbook(lines, dict(addresses), now=now)
    name = f"uslugi-{_today(now):%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _all_lines(request: HttpRequest, today: date) -> list[register_list.Line]:
    asked = _asked(request, today)
    chosen = register_list.of_tab(_found(request, asked, today), asked.tab)
    return register_list.lines(
        request.actor, register_list.in_order(chosen, asked.sort), today=today
    )


# One service


@require_GET
def service_page(request: HttpRequest, organization: str, service_id: int) -> HttpResponse:
    """A service: facts, capacity by dates, places now, the queue for those who may see it."""
    return _service_page(request, register.service(request.actor, service_id))


def _service_page(
    request: HttpRequest,
    service: Service,
    *,
    form: Form | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    today = _today(timezone.now())
    manages = register.may_manage(request.actor, service)
    context = {
        "service": service,
        "line": register_list.line(
            request.actor, request.organization, service=service, today=today
        ),
        "activities": register.activities(service.named_service_id, today),
        "capacities": register.capacity_history(service.pk),
        "neighbors": register.neighbors(service),
        "queue": register_queue.lines(request.actor, service, today=today),
        "placements": register_queue.placements(request.actor, service, today=today),
        "course": register_course.lines(request.actor, service),
        "is_provider": service.provider_id == request.actor.organization_id,
        "may_manage": manages and not service.closed_on,
        "capacity_form": form or forms.CapacityForm(initial={"valid_from": today}),
        "today": today,
        **more,
    }
    return render(request, "desk/register_service.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change_capacity(request: HttpRequest, organization: str, service_id: int) -> HttpResponse:
    """Enter the places of a service from a day on; who waits is offered the new ones."""
    service = register.service(request.actor, service_id)
    if request.method == "GET":
        return redirect("register:service", organization, service_id)
    form = forms.CapacityForm(request.POST)
    if not form.is_valid():
        return _service_page(request, service, form=form, status=400)
    try:
        offers = place_services.change_capacity(
            request.actor, service_id=service_id, now=timezone.now(), **form.cleaned_data
        )
    except Refused as refusal:
        return _service_page(request, service, form=form, status=400, refusal=refusal)
    messages.success(request, _("Капацитетът е записан."))
    if offers:
        messages.success(
            request, _("Новите места са предложени на чакащите: %(n)s.") % {"n": len(offers)}
        )
    return redirect("register:service", organization, service_id)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, organization: str, service_id: int) -> HttpResponse:
    """Write down what changed in a service; somebody else's save is shown beside."""
    service = register.service(request.actor, service_id)
    if not register.may_manage(request.actor, service):
        raise services.not_yours()
    today = _today(timezone.now())
    facts = register.facts_of(service)
    form = forms.ServiceForm(
        request.POST or None,
        initial=forms.initial_of(facts),
        actor=request.actor,
        today=today,
        provider_id=service.provider_id,
    )
    context: dict[str, Any] = {"form": form, "service": service, "version": service.version}
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_service(
                request.actor,
                service=service,
                seen_version=_seen(request),
                facts=form.facts(),
                now=timezone.now(),
            )
        except Refused as refusal:
            return _refused_form(request, "desk/register_edit.html", context, refusal)
        except Stale as stale:
            return _stale_form(request, context, stale)
        messages.success(request, _("Промените са записани."))
        return redirect("register:service", organization, service_id)
    return render(request, "desk/register_edit.html", context, status=400 if form.errors else 200)


def _seen(request: HttpRequest) -> int:
    """The version that the form was opened with; a forged one counts as long past."""
    seen = request.POST.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0


def _stale_form(request: HttpRequest, context: dict[str, Any], stale: Stale) -> HttpResponse:
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
    form = forms.ServiceForm(
        forms.initial_of(facts),
        actor=request.actor,
        today=_today(timezone.now()),
        provider_id=service.provider_id,
    )
    context |= {"form": form, "stale": stale, "changes": changes, "version": service.version}
    return render(request, "desk/register_edit.html", context, status=409)


def _refused_form(
    request: HttpRequest, template: str, context: dict[str, Any], refusal: Refused
) -> HttpResponse:
    """The same form with the refusal over it and at its field; what was typed is still there."""
    form = context["form"]
    if refusal.field in form.fields:
        form.add_error(refusal.field, refusal.sentence)
    return render(request, template, {**context, "refusal": refusal}, status=400)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, organization: str, service_id: int) -> HttpResponse:
    """Close a service that nobody uses or waits for."""
    service = register.service(request.actor, service_id)
    if not register.may_manage(request.actor, service):
        raise services.not_yours()
    now = timezone.now()
    form = forms.ClosingForm(request.POST or None, initial={"closed_on": _today(now)})
    context = {
        "form": form,
        "question": _("Да закрия ли „%(name)s“?") % {"name": service.name},
        "consequences": [
            _("Услугата излиза от списъка и никой не може да бъде насочен към нея."),
            _("Остава сред закритите с цялата си история."),
        ],
        "act_label": _("Закрий услугата"),
        "back_url": register_queue.service_url(organization, service_id),
        "danger": True,
    }
    if request.method == "POST" and form.is_valid():
        try:
            register_queue.close_empty(request.actor, service, now=now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, " ".join([refusal.sentence, refusal.rule, refusal.remedy]).strip())
        else:
            messages.success(request, _("Услугата е закрита."))
            return redirect("register:service", organization, service_id)
    return render(
        request, "components/confirm_page.html", context, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, organization: str) -> HttpResponse:
    """A new service with its first capacity."""
    now = timezone.now()
    owners = list(register.my_providers(request.actor))
    form = forms.OpeningForm(
        request.POST or None,
        initial={"municipality": request.organization.municipality_id},
        actor=request.actor,
        today=_today(now),
        provider_id=owners[0].pk if len(owners) == 1 else None,
    )
    context = {"form": form, "owners": owners}
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
        messages.success(request, _("Услугата е вписана."))
        return redirect("register:service", organization, service.pk)
    return render(request, "desk/register_create.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def enter_provider(request: HttpRequest, organization: str) -> HttpResponse:
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
def create_complex(request: HttpRequest, organization: str) -> HttpResponse:
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
