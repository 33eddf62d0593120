"""The tariff and the real costs of the organization, the old tariff, who does not pay."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opora.accounts.requests import ActingRequest
from opora.cases.pages import allow
from opora.lib.refusals import Refused

from . import forms, queries, services
from .models import FeeGround
from .month_pages import RIGHT, tabs


@require_GET
def tariffs(request: ActingRequest, organization: str) -> HttpResponse:
    """All prices with their acts and days."""
    allow(request, RIGHT)
    shown = {
        "tabs": tabs(request, "tariffs"),
        "tariffs": queries.tariffs(request.actor),
        "costs": queries.costs(request.actor),
        "old": queries.old_tariff(),
        "grounds": FeeGround.objects.all(),
        "today": timezone.localdate(),
    }
    return render(request, "fees/tariffs.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new_tariff(request: ActingRequest, organization: str) -> HttpResponse:
    """A price from a day on."""
    allow(request, RIGHT)
    form = forms.TariffForm(posted(request), organization=request.organization)
    return _answer(request, form, services.set_tariff, _("Нова тарифа"))


@require_http_methods(["GET", "HEAD", "POST"])
def new_cost(request: ActingRequest, organization: str) -> HttpResponse:
    """A real cost from a day on."""
    allow(request, RIGHT)
    form = forms.CostForm(posted(request), organization=request.organization)
    return _answer(request, form, services.set_cost, _("Реална месечна издръжка"))


def posted(request: ActingRequest) -> QueryDict | None:
    """What was sent, also when it is empty."""
    return request.POST if request.method == "POST" else None


def _answer(
    request: ActingRequest,
    form: forms.TariffForm | forms.CostForm,
    verb: Callable[..., object],
    title: str,
) -> HttpResponse:
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            verb(request.actor, now=timezone.now(), **form.values())
        except Refused as error:
            refused = error
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            messages.success(request, _("Записано е."))
            return redirect("fees:tariffs", organization=request.organization.slug)
    context = {
        "form": form, "title": title, "refused": refused, "tabs": tabs(request, "tariffs"),
    }  # fmt: skip
    return render(request, "fees/form.html", context, status=400 if form.errors else 200)
