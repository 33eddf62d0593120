"""Pages of the register as it was: the list on a day, the history of one service, as files too."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from opora.accounts.requests import ActingRequest
from opora.facilities import queries as facilities
from opora.lib import words
from opora.lib.money import Currency, Money
from opora.lib.refusals import Refused
from opora.register import prices, services, tables
from opora.register import queries as register
from opora.register.forms import ALL, DAY, LongSelect, offer, places_by_district
from opora.register.models import Capacity, choices
from opora.register.rules import PRICE_LABELS

from . import register_list, register_past
from .register_pages import today_of

PER_PAGE = 50
FIRST_DAY = date(1990, 1, 1)
EURO_SINCE = 2026


class DayForm(forms.Form):
    """A day of the past."""

    on = forms.DateField(label=gettext_lazy("Към дата"), widget=forms.DateInput(attrs=DAY))


class PastForm(DayForm):
    """A day, and what is looked for in what was said then."""

    text = forms.CharField(
        label=gettext_lazy("Търсене"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    municipality = forms.ChoiceField(
        label=gettext_lazy("Община"), required=False, widget=LongSelect
    )
    kind = forms.ChoiceField(label=gettext_lazy("Вид услуга"), required=False, widget=LongSelect)
    field_order = ["on", "text", "municipality", "kind"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "municipality", [ALL, *places_by_district()])
        kinds = register.named_services(today)
        offer(self, "kind", [ALL, *((each.pk, str(each)) for each in kinds)])


class PriceForm(forms.Form):
    """What something costs, since when."""

    item = forms.CharField(label=gettext_lazy("За какво"), max_length=120)
    unit = forms.ChoiceField(label=gettext_lazy("За един"), choices=choices(PRICE_LABELS))
    price = forms.DecimalField(
        label=gettext_lazy("Цена"),
        min_value=0,
        max_digits=9,
        decimal_places=2,
        localize=True,
        help_text=gettext_lazy("До края на 2025 г. в лева, от 2026 г. в евро."),
    )
    valid_from = forms.DateField(label=gettext_lazy("От"), widget=forms.DateInput(attrs=DAY))


def asked_day(request: ActingRequest, today: date) -> date:
    """The day that was asked for; today when it cannot be read, is to come or before all."""
    try:
        day = datetime.strptime(request.GET.get("on", ""), "%d.%m.%Y").date()  # noqa: DTZ007
    except ValueError:
        return today
    return day if FIRST_DAY <= day <= today else today


def _asked(request: ActingRequest, today: date) -> tuple[PastForm, date, dict[str, str]]:
    day = asked_day(request, today)
    query = request.GET.copy()
    query["on"] = f"{day:%d.%m.%Y}"
    form = PastForm(query, today=today)
    form.is_valid()
    filters = {
        name: form.cleaned_data[name]
        for name in ("text", "municipality", "kind")
        if form.cleaned_data.get(name)
    }
    return form, day, filters


@require_GET
def past(request: ActingRequest, organization: str) -> HttpResponse:
    """All services as they were on a day."""
    today = today_of(timezone.now())
    form, day, filters = _asked(request, today)
    found = register_past.rows(request.actor, day, **filters)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page", "1"))
    lines = register_past.lines(request.actor, page.object_list, day)
    context = {
        "form": form,
        "day": day,
        "page": page,
        "query": request.GET.urlencode(),
        "lines": [
            {"line": each, "is_whole": register_past.may_see_whole(request.actor, each.version)}
            for each in lines
        ],
    }
    return render(request, "desk/register_past.html", context)


@require_GET
def export_past(request: ActingRequest, organization: str, file_format: str) -> FileResponse:
    """The same as a file."""
    today = today_of(timezone.now())
    _form, day, filters = _asked(request, today)
    found = register_past.rows(request.actor, day, **filters)
    lines = register_past.lines(request.actor, found, day)
    note = _("Регистър на услугите към %(day)s") % {"day": words.day(day)}
    rows = [register_past.cells(request.actor, each) for each in lines]
    sheet = tables.Sheet(_("Услуги"), note, register_past.heads(), rows)
    return tables.answer(sheet, file_format, f"uslugi-{day:%Y-%m-%d}")


@require_GET
def export_capacities(request: ActingRequest, organization: str, file_format: str) -> FileResponse:
    """Every dated row of places of every service, with the papers that one may see."""
    today = today_of(timezone.now())
    rows = Capacity.objects.select_related("service", "paper").order_by(
        "service__name", "service_id", "valid_from"
    )
    heads = [_("Услуга"), _("Места"), _("От"), _("До"), _("Основание"), _("Документ")]
    note = _("Капацитет по дати към %(day)s") % {"day": words.day(today)}
    cells = register_past.capacity_cells(request.actor, rows)
    sheet = tables.Sheet(_("Капацитет"), note, heads, cells)
    return tables.answer(sheet, file_format, f"kapatsitet-{today:%Y-%m-%d}")


@require_GET
def history(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One service as it was on a day, and everything that was changed."""
    service = register.service(request.actor, pk)
    today = today_of(timezone.now())
    day = asked_day(request, today)
    version = register_past.version_on(service, day)
    line = register_past.lines(request.actor, [version], day)[0] if version else None
    course = register_past.course(service)
    context = {
        "service": service,
        "day": day,
        "today": today,
        "form": DayForm(initial={"on": day}),
        "line": line,
        "is_whole": version is not None and register_past.may_see_whole(request.actor, version),
        "was_open": service.opened_on <= day
        and not (service.closed_on and service.closed_on <= day),
        "capacity": register.capacity_history(pk).filter(register.in_force(day)).first(),
        "prices": register_past.prices_on(service, day),
        "buildings": facilities.buildings_on(pk, day),
        "groups": register_past.groups_of(version) if version else [],
        "standard": register_past.standard_on(version, day) if version else None,
        "course": course,
    }
    return render(request, "desk/register_history.html", context)


@require_GET
def export_history(
    request: ActingRequest, organization: str, pk: int, file_format: str
) -> FileResponse:
    """The history of one service as a file."""
    service = register.service(request.actor, pk)
    heads = [
        _("Версия"), _("От"), _("До"), _("Услуга"), _("Какво се промени"), _("Вписал"),
        _("Служител"), _("Основание"),
    ]  # fmt: skip
    rows = register_past.course_cells(register_past.course(service))
    sheet = tables.Sheet(_("История"), service.name, heads, rows)
    return tables.answer(sheet, file_format, f"istoria-{pk}")


@require_http_methods(["GET", "POST"])
def price(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The prices of a service by dates; one more."""
    service = register.service(request.actor, pk)
    may_manage = register.may_manage(request.actor, service)
    if request.method == "POST" and not may_manage:
        raise services.not_yours()
    today = today_of(timezone.now())
    form = PriceForm(request.POST or None, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid() and _written(request, service, form):
        return redirect("register:prices", organization, pk)
    context = {
        "service": service,
        "form": form,
        "may_manage": may_manage,
        "prices": prices.of_service(pk),
        "line": register_list.line(
            request.actor, request.organization, service=service, today=today
        ),
    }
    status = 400 if form.errors else 200
    return render(request, "desk/register_prices.html", context, status=status)


def _written(request: ActingRequest, service: Any, form: PriceForm) -> bool:
    values = form.cleaned_data
    currency = Currency.EUR if values["valid_from"].year >= EURO_SINCE else Currency.BGN
    try:
        prices.write(
            request.actor,
            service=service,
            item=values["item"],
            unit=values["unit"],
            price=Money(int(values["price"] * 100), currency),
            valid_from=values["valid_from"],
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return False
    return True
