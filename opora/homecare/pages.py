"""Assistant support: the approved number of users."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.accounts.requests import ActingRequest
from opora.assistance import queries as assistance
from opora.assistance import services
from opora.assistance.pages.common import attempt, check_manages, done, page

from . import forms


@require_GET
def home(request: ActingRequest, organization: str) -> HttpResponse:
    """The approved number of users and its acts."""
    check_manages(request)
    return _shown(request)


def _shown(request: ActingRequest, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    errors = [form for form in more.values() if form.errors]
    context = {
        "capacities": assistance.capacities(request.actor),
        "capacity_form": forms.CapacityForm(initial={"valid_from": today}, prefix="c"),
        **more,
    }
    return page(request, "homecare/home.html", "homecare", context, 400 if errors else 200)


@require_POST
def set_capacity(request: ActingRequest, organization: str) -> HttpResponse:
    """A new approved number from a day on."""
    check_manages(request)
    form = forms.CapacityForm(request.POST, prefix="c")

    def act(facts: dict[str, Any]) -> None:
        services.set_capacity(request.actor, now=timezone.now(), **facts)

    if attempt(form, act):
        return done(request, _("Утвърденият брой е записан."), "homecare:home")
    return _shown(request, capacity_form=form)
