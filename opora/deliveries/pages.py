"""One activity of a group, written once for all who took part."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.cases import queries as cases
from opora.cases.pages import allow
from opora.lib.refusals import Refused
from opora.register.models import Service
from opora.usage import queries as usage
from opora.usage.pages import day_of

from . import queries, services
from .forms import GroupForm


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: ActingRequest, organization: str, pk: int, day: str) -> HttpResponse:
    """Choose the activity, leave ticked who took part, save once."""
    allow(request, "usage.enter")
    service, on = cases.own_service(request.actor, pk), day_of(day)
    lines = usage.sheet(request.actor, service=service, day=on)
    form = GroupForm(
        request.POST or None,
        choices=queries.choices(request.actor, [each.agreement.case_id for each in lines], on),
        lines=[line for line in lines if not line.mark or line.mark.is_present],
        latest=queries.latest(request.actor, service),
    )
    if request.method == "POST" and form.is_valid():
        try:
            found = services.deliver_together(
                request.actor,
                service=service,
                day=on,
                found=form.together(),
                case_ids=form.cleaned_data["people"],
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(
                refused.field if refused.field in form.fields else None,
                f"{refused.sentence} {refused.remedy}".strip(),
            )
        else:
            messages.success(request, _said(found.deliveries.count()))
            return redirect("deliveries:group", organization, pk, day)
    return _group(request, service, on, form, lines)


def _said(n: int) -> str:
    return ngettext(
        "Дейността е вписана за %(n)s лице.", "Дейността е вписана за %(n)s лица.", n
    ) % {"n": n}


def _group(
    request: ActingRequest, service: Service, on: date, form: GroupForm, lines: list[usage.Line]
) -> HttpResponse:
    shown = {
        "service": service,
        "on": on,
        "form": form,
        "lines": lines,
        "away": [line for line in lines if line.mark and not line.mark.is_present],
        "n_unmarked": sum(line.mark is None for line in lines),
        "given": queries.together(request.actor, service=service, day=on),
        "is_past": on <= timezone.localdate(),
    }
    return render(request, "deliveries/group.html", shown, status=400 if form.errors else 200)


@require_POST
def take_back(
    request: ActingRequest, organization: str, pk: int, day: str, row: int
) -> HttpResponse:
    """Remove an activity of a group that was written by mistake, for everybody."""
    allow(request, "usage.enter")
    service = cases.own_service(request.actor, pk)
    given = queries.together(request.actor, service=service, day=day_of(day))
    services.take_back_together(
        request.actor, group=get_object_or_404(given, pk=row), now=timezone.now()
    )
    messages.success(request, _("Дейността е махната."))
    return redirect("deliveries:group", organization, pk, day)
