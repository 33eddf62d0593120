"""A wrong number: propose the right one, decide, undo."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from opora.accounts.models import User
from opora.accounts.requests import ActingRequest
from opora.lib.refusals import Refused

from .. import forms, queries, rules, services
from ..models import Person
from .common import may_record
from .find import visit
from .record import worked_with


@never_cache
@require_http_methods(["GET", "POST"])
def correction(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """What was corrected and what waits; a form for the right number while nothing waits."""
    may_record(request)
    found = worked_with(request, pk)
    form = forms.CorrectionForm(
        request.POST or None,
        today=timezone.localdate(),
        initial={"identifier_kind": found.identifier_kind},
    )
    page: dict[str, Any] = {"form": form, "person": found}
    if request.method == "GET":
        visit(request, found, "correction", _("поправка на номера"))
    elif form.is_valid():
        try:
            services.propose_correction(
                request.actor, person_id=pk, now=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(
                refused.field if refused.field in form.fields else None, refused.sentence
            )
        else:
            messages.success(request, _("Предложението чака втори служител."))
            return redirect("people:correction", organization=organization, pk=pk)
    page |= _rows(request, found)
    status = 400 if request.method == "POST" else 200
    return render(request, "people/correction.html", page, status=status)


def _rows(request: ActingRequest, found: Person) -> dict[str, Any]:
    records = list(queries.corrections(request.actor, found.pk))
    users = User.objects.in_bulk(
        {each.proposed_by_id for each in records}
        | {each.decided_by_id for each in records if each.decided_by_id}
    )
    rows: list[dict[str, Any]] = [
        {
            "record": each,
            "former": queries.masked_number(each.former),
            "right": queries.masked_number(each.identifier),
            "proposed_by": users[each.proposed_by_id],
            "decided_by": users.get(each.decided_by_id or 0),
            "is_mine": each.proposed_by_id == request.user.pk,
        }
        for each in records
    ]
    waits = rules.CorrectionState.PROPOSED
    return {
        "rows": rows,
        "is_waiting": any(row["record"].state == waits for row in rows),
        "masked": queries.masked_number(found.identifier) if found.identifier else "",
    }


@require_POST
def decide(
    request: ActingRequest, organization: str, pk: int, record_id: int, verb: str
) -> HttpResponse:
    """Confirm or refuse a proposed number, or give the former one back."""
    may_record(request)
    worked_with(request, pk)
    reason, now = request.POST.get("reason", "").strip()[:500], timezone.now()
    if verb == "confirm":
        services.confirm_correction(request.actor, record_id=record_id, reason=reason, now=now)
        messages.success(request, _("Номерът е поправен. Може да се върне."))
    elif verb == "refuse":
        services.refuse_correction(request.actor, record_id=record_id, reason=reason, now=now)
        messages.success(request, _("Предложението е отказано."))
    else:
        services.undo_correction(request.actor, record_id=record_id, reason=reason, now=now)
        messages.success(request, _("Предишният номер е върнат."))
    return redirect("people:correction", organization=organization, pk=pk)
