"""Two records of one person: compare, propose, decide, undo."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.models import User
from opora.accounts.requests import ActingRequest
from opora.lib.refusals import NotVisible, Refused

from .. import forms, names, queries, rules, services
from ..models import Person
from .common import may_record
from .find import visit

SHOWN = 50


@never_cache
@require_GET
def duplicates(request: ActingRequest, organization: str) -> HttpResponse:
    """What waits for a second officer, and what was decided."""
    may_record(request)
    records = list(queries.merges(request.actor)[:SHOWN])
    for record in records:
        for each in (record.keep, record.merge):
            visit(request, each, "merge", _("обединяване на записи"))
    users = User.objects.in_bulk(
        {record.proposed_by_id for record in records}
        | {record.decided_by_id for record in records if record.decided_by_id}
    )
    rows: list[dict[str, Any]] = [
        {
            "record": record,
            "proposed_by": users[record.proposed_by_id],
            "decided_by": users.get(record.decided_by_id or 0),
            "is_mine": record.proposed_by_id == request.user.pk,
            "likeness": _likeness(record.keep, record.merge),
        }
        for record in records
    ]
    waiting = [row for row in rows if row["record"].state == rules.MergeState.PROPOSED]
    page: dict[str, Any] = {
        "waiting": waiting,
        "decided": [row for row in rows if row not in waiting],
        "corrections": list(queries.waiting_corrections(request.actor)[:SHOWN]),
    }
    for each in page["corrections"]:
        visit(request, each.person, "correction", _("поправка на номера"))
    return render(request, "people/duplicates.html", page)


def _likeness(one: Person, other: Person) -> int:
    return names.likeness(one.full_name, other.full_name, one.birth_date, other.birth_date)


@never_cache
@require_http_methods(["GET", "POST"])
def merge(request: ActingRequest, organization: str, pk: int, other: int) -> HttpResponse:
    """Two records side by side, and the proposal that they are one person."""
    may_record(request)
    try:
        people = [queries.worked_with(request.actor, each) for each in (pk, other)]
    except NotVisible:
        raise Http404 from None
    form = forms.ReasonForm(request.POST or None, today=timezone.localdate())
    page: dict[str, Any] = {"form": form, "people": people, "rows": _rows(people)}
    if request.method == "GET":
        for each in people:
            visit(request, each, "merge", _("обединяване на записи"))
    elif form.is_valid():
        keep = pk if request.POST.get("keep") != str(other) else other
        try:
            services.propose_merge(
                request.actor,
                keep=keep,
                merge=other if keep == pk else pk,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except Refused as refused:
            page["refused"] = refused
        else:
            messages.success(request, _("Предложението чака втори служител."))
            return redirect("people:duplicates", organization=organization)
    page["likeness"] = _likeness(*people)
    status = 400 if request.method == "POST" else 200
    return render(request, "people/merge.html", page, status=status)


def _rows(people: list[Person]) -> list[tuple[str, list[str], bool]]:
    """Each fact of the core of both, and whether it is the same."""
    facts = [
        (_("Имена"), [each.full_name for each in people]),
        (_("Дата на раждане"), [rules.written(each.birth_date) for each in people]),
        (_("Пол"), [each.get_sex_display() for each in people]),
        (_("Номер"), [_number(each) for each in people]),
    ]
    return [(label, values, values[0] == values[1]) for label, values in facts]


def _number(person: Person) -> str:
    number = queries.identifier_of(person)
    if not number:
        return person.get_missing_reason_display() or _("без номер")
    return f"{person.get_identifier_kind_display()} {rules.masked(number)}"


@require_POST
def decide(request: ActingRequest, organization: str, record_id: int, verb: str) -> HttpResponse:
    """Confirm or refuse a proposal, or take a merge back."""
    may_record(request)
    reason = request.POST.get("reason", "").strip()[:500]
    now = timezone.now()
    if verb == "confirm":
        services.confirm_merge(request.actor, record_id=record_id, reason=reason, now=now)
        messages.success(request, _("Двата записа вече са един. Може да се върне."))
    elif verb == "refuse":
        services.refuse_merge(request.actor, record_id=record_id, reason=reason, now=now)
        messages.success(request, _("Предложението е отказано."))
    else:
        services.undo_merge(request.actor, record_id=record_id, reason=reason, now=now)
        messages.success(request, _("Обединяването е върнато, записите отново са два."))
    return redirect("people:duplicates", organization=organization)
