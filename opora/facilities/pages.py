"""Pages of buildings: the list, one building, its checklist, equipment and needs."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.documents import panels
from opora.journal import queries as journal
from opora.lib import words
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.register import queries as register
from opora.register import tables
from opora.register.models import Service

from . import forms, queries, rules, sentences, services
from .models import Building, CapitalNeed, Equipment

PER_PAGE = 25


def today_now() -> date:
    """The day in Sofia."""
    return timezone.localdate(timezone=words.SOFIA)


@require_GET
def index(request: ActingRequest, organization: str) -> HttpResponse:
    """Buildings with their state and what they need."""
    form = forms.FilterForm(request.GET)
    found = queries.buildings(request.actor, **form.filters())
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page", "1")),
        "query": request.GET.urlencode(),
        "is_filtered": bool(form.filters()),
        "may_add": queries.may_add(request.actor),
        "tones": rules.CONDITION_TONES,
    }
    return render(request, "facilities/index.html", context)


@require_GET
def export(request: ActingRequest, organization: str, file_format: str) -> FileResponse:
    """The chosen buildings as a file."""
    found = queries.buildings(request.actor, **forms.FilterForm(request.GET).filters())
    heads = [
        _("Сграда"), _("Община"), _("Адрес"), _("Собственост"), _("Състояние"),
        _("Енергиен клас"), _("Година на строеж"), _("Последен основен ремонт"),
        _("Площ, кв. м"), _("Достъпност: изпълнени"), _("Достъпност: гледани"),
        _("Непокрити нужди"), _("Непокрити нужди, евро"),
    ]  # fmt: skip
    rows = [_cells(each) for each in found]
    note = _("Сгради към %(day)s") % {"day": words.day(today_now())}
    sheet = tables.Sheet(_("Сгради"), note, heads, rows)
    return tables.answer(sheet, file_format, f"sgradi-{today_now():%Y-%m-%d}")


def _cells(each: Any) -> list[tables.Cell]:
    n_met, n_asked = queries.n_met(queries.checklist(each))
    return [
        each.name,
        str(each.municipality),
        each.address,
        each.get_ownership_display(),
        each.get_condition_display(),
        each.energy_class,
        each.built_in,
        each.renovated_in,
        each.area,
        n_met,
        n_asked,
        each.n_needs,
        None if each.needed_cents is None else each.needed_cents // 100,
    ]


@require_GET
def export_needs(request: ActingRequest, organization: str, file_format: str) -> FileResponse:
    """The open needs as a file."""
    heads = [
        _("Сграда"), _("Община"), _("За какво"), _("Нужда"), _("Сума, евро"), _("До година"),
    ]  # fmt: skip
    rows = [
        [
            each.building.name,
            str(each.building.municipality),
            each.get_kind_display(),
            each.title,
            None if each.cents is None else each.cents // 100,
            each.wanted_by,
        ]
        for each in queries.capital_needs(request.actor)
    ]
    note = _("Непокрити капиталови нужди към %(day)s") % {"day": words.day(today_now())}
    sheet = tables.Sheet(_("Нужди"), note, heads, rows)
    return tables.answer(sheet, file_format, f"nuzhdi-{today_now():%Y-%m-%d}")


def _services(request: ActingRequest) -> list[Service]:
    """The services that the organization may say to be in its building."""
    own = list(register.my_providers(request.actor).values_list("pk", flat=True))
    found = register.services(request.actor, on=today_now())
    return [
        each
        for each in found.filter(provider__in=own)
        if not each.is_protected or each.provider_id == request.actor.organization_id
    ]


@require_http_methods(["GET", "POST"])
def new(request: ActingRequest, organization: str) -> HttpResponse:
    """A new building."""
    if not queries.may_add(request.actor):
        raise NotVisible
    initial = {"municipality": request.organization.municipality_id}
    form = forms.BuildingForm(request.POST or None, services=_services(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_building(request.actor, facts=form.facts(), now=timezone.now())
        except Refused as refusal:
            return _form(request, form, _("Нова сграда"), _("Впиши сградата"), refusal=refusal)
        messages.success(request, _("Сградата е вписана. Прегледайте я по въпросника."))
        return redirect("facilities:building", organization, made.pk)
    return _form(request, form, _("Нова сграда"), _("Впиши сградата"))


@require_GET
def building(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One building: facts, accessibility, equipment, needs, photos."""
    found = queries.building(request.actor, pk)
    may_edit = queries.may_edit(request.actor, found)
    checked = queries.checklist(found)
    n_met, n_asked = queries.n_met(checked)
    needs = list(found.needs.all())
    is_open = [each for each in needs if each.state == rules.NeedState.OPEN]
    events = journal.timeline(request.actor, kind=services.KIND, record_id=pk)
    context = {
        "found": found,
        "tone": rules.CONDITION_TONES[found.condition],
        "may_edit": may_edit,
        "checked": checked,
        "checked_on": queries.last_checked(found),
        "n_met": n_met,
        "n_asked": n_asked,
        "services": found.services.order_by("name"),
        "equipment": found.equipment.filter(retired_on=None),
        "needs": needs,
        "n_open": len(is_open),
        "needed": sum(each.cents or 0 for each in is_open),
        "n_unknown": sum(each.cents is None for each in is_open),
        "course": sentences.lines(events[:12]),
        "papers": panels.papers(
            request,
            record_kind=services.KIND,
            record_id=pk,
            audience=[found.organization_id],
            may_attach=may_edit,
        ),
    }
    return render(request, "facilities/building.html", context)


def _kept(request: ActingRequest, pk: int) -> Building:
    """The building, for who keeps it."""
    found = queries.building(request.actor, pk)
    if not queries.may_edit(request.actor, found):
        raise NotVisible
    return found


@require_http_methods(["GET", "POST"])
def edit(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Write down what changed."""
    found = _kept(request, pk)
    form = forms.BuildingForm(
        request.POST or None, services=_services(request), initial=forms.initial_of(found)
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_building(
                request.actor,
                building=found,
                facts=form.facts(),
                seen=_seen(request),
                now=timezone.now(),
            )
        except Refused as refusal:
            return _form(request, form, found.name, _("Запиши"), found, refusal=refusal)
        except Stale:
            found.refresh_from_db()
            late = Refused(
                _("Докато пишехте, някой записа промени по сградата."),
                remedy=_("Вашето още е тук: прегледайте го и запишете отново."),
            )
            return _form(request, form, found.name, _("Запиши"), found, refusal=late, code=409)
        messages.success(request, _("Промените са записани."))
        return redirect("facilities:building", organization, pk)
    return _form(request, form, found.name, _("Запиши"), found)


def _seen(request: ActingRequest) -> int:
    seen = request.POST.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0


@require_http_methods(["GET", "POST"])
def access(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The checklist of accessibility."""
    found = _kept(request, pk)
    known = {each.item.pk: each.answer.answer for each in queries.checklist(found) if each.answer}
    form = forms.AccessForm(request.POST or None, initial={"checked_on": today_now(), **known})
    title, label = _("Достъпност на сградата"), _("Запиши проверката")
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        checked_on = answers.pop("checked_on")
        try:
            services.check_access(
                request.actor,
                building=found,
                answers=answers,
                checked_on=checked_on,
                now=timezone.now(),
            )
        except Refused as refusal:
            return _form(request, form, title, label, found, refusal=refusal)
        return redirect("facilities:building", organization, pk)
    return _form(request, form, title, label, found)


@require_http_methods(["GET", "POST"])
def equipment(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A piece of equipment more."""
    found = _kept(request, pk)
    form = forms.EquipmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_equipment(
            request.actor, building=found, now=timezone.now(), **form.cleaned_data
        )
        return redirect("facilities:building", organization, pk)
    return _form(request, form, _("Ново оборудване"), _("Впиши"), found)


@require_http_methods(["GET", "POST"])
def need(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A need more."""
    found = _kept(request, pk)
    form = forms.NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        services.add_need(
            request.actor,
            building=found,
            cents=forms.cents(values.pop("price")),
            now=timezone.now(),
            **values,
        )
        return redirect("facilities:building", organization, pk)
    return _form(request, form, _("Нова нужда"), _("Впиши нуждата"), found)


@require_POST
def retire(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A piece of equipment is no longer used."""
    row = Equipment.objects.select_related("building").filter(pk=pk).first()
    if row is None:
        raise NotVisible
    _kept(request, row.building_id)
    services.retire_equipment(request.actor, equipment=row, now=timezone.now())
    return redirect("facilities:building", organization, row.building_id)


@require_POST
def close_need(request: ActingRequest, organization: str, pk: int, state: str) -> HttpResponse:
    """A need is met, or fell away."""
    row = CapitalNeed.objects.select_related("building").filter(pk=pk).first()
    if row is None or state not in {rules.NeedState.DONE, rules.NeedState.DROPPED}:
        raise Http404
    _kept(request, row.building_id)
    services.close_need(request.actor, need=row, state=state, now=timezone.now())
    return redirect("facilities:building", organization, row.building_id)


def _form(
    request: ActingRequest,
    form: Form,
    title: str,
    act: str,
    found: Building | None = None,
    *,
    refusal: Refused | None = None,
    code: int = 400,
) -> HttpResponse:
    """A page with one form; a refusal stands over it and at its field."""
    if refusal and refusal.field in form.fields:
        form.add_error(refusal.field, refusal.sentence)
    context = {"form": form, "title": title, "act": act, "found": found, "refusal": refusal}
    status = code if refusal else 400 if form.errors else 200
    return render(request, "facilities/form.html", context, status=status)
