"""The worklist of the department by its clocks; what others sent; a new signal."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opora.accounts import queries as accounts
from opora.accounts.requests import ActingRequest
from opora.accounts.rules import OrganizationKind
from opora.lib.refusals import Refused
from opora.people import queries as people
from opora.people.models import Person

from .. import forms, queries, services, signal_forms
from ..models import ChildCase, Signal
from ..rules import Channel, Source, hours_tone, hours_words
from ..services import Told
from .common import REPORT, WORK, allow

ON_A_PAGE = 25
SECOND = timedelta(seconds=1)
TABS = {
    "hours": gettext_lazy("До 24 часа"),
    "late": gettext_lazy("Просрочени"),
    "soon": gettext_lazy("До 3 дни"),
    "open": gettext_lazy("Всички в работа"),
    "nobody": gettext_lazy("Без водещ"),
    "court": gettext_lazy("Заповед и съд"),
    "closed": gettext_lazy("Приключени"),
}


@require_safe
def worklist(request: ActingRequest, organization: str) -> HttpResponse:
    """The directorate's cases by their clocks; for others, what they sent and were given."""
    allow(request, REPORT)
    if not accounts.allowed(request.actor, WORK):
        return _outside(request)
    now = timezone.now()
    counts = queries.counts(request.actor, now=now)
    chosen = request.GET.get("tab", "")
    tab = chosen if chosen in TABS else "hours" if counts["hours"] else "open"
    page = Paginator(queries.worklist(request.actor, tab, now=now), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = {
        "tabs": [
            {
                "label": label,
                "count": counts[name],
                "url": f"?tab={name}",
                "current": name == tab,
                "tone": "late" if name in {"hours", "late"} and counts[name] else "",
            }
            for name, label in TABS.items()
        ],
        "tab": tab,
        "page": page,
        "rows": [clocked(row) for row in page],
        "today": timezone.localdate(),
    }
    return render(request, "protection/worklist.html", shown)


def clocked(case: ChildCase) -> ChildCase:
    """A case with its clock in hours, where hours run."""
    now = timezone.now()
    case.hours = hours_words(case.due_at, now) if case.in_hours and case.due_at else ""
    case.hours_tone = hours_tone(case.due_at, now) if case.due_at else ""
    # A day's term is over at the next midnight: its last day is the one before.
    case.due_on = timezone.localdate(case.due_at - SECOND) if case.due_at else None
    return case


def _outside(request: ActingRequest) -> HttpResponse:
    shown = {
        "sent": queries.sent(request.actor)[:100],
        "given": queries.given(request.actor)[:100],
    }
    return render(request, "protection/outside.html", shown)


@require_http_methods(["GET", "POST"])
def new_signal(
    request: ActingRequest, organization: str, person_id: int | None = None
) -> HttpResponse:
    """Take or send a signal. Children are found by name among those one works with, and told
    apart; those whom nobody knows are described."""
    allow(request, REPORT)
    known = _known(request, person_id)
    form = _signal_form(request, [each.pk for each in known], person_id)
    refused = None
    is_search = request.POST.get("then") == "find"
    if request.method == "POST" and not is_search and form.is_valid():
        try:
            signal = _report(request, form)
        except Refused as error:
            refused = error
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Сигналът е записан с номер %(n)s.") % {"n": signal.number})
            return _after(request, organization, signal)
    elif is_search:
        form.errors.clear()
    chosen = request.POST.getlist("person") if request.method == "POST" else [str(person_id or "")]
    shown = {
        "form": form,
        "refused": refused,
        "children": [
            (each, str(each.person.pk) in chosen)
            for each in queries.told_apart(request.actor, known)
        ],
        "asked": is_search,
        "is_inside": _is_inside(request),
    }
    status = 400 if request.method == "POST" and not is_search else 200
    return render(request, "protection/signal.html", shown, status=status)


def _is_inside(request: ActingRequest) -> bool:
    return request.organization.kind != OrganizationKind.DIRECTORATE


def _known(request: ActingRequest, person_id: int | None) -> list[Person]:
    """The children who may be chosen: the one of the page, those chosen before, those found."""
    visible = people.fully_visible(request.actor)
    if person_id:
        get_object_or_404(visible, pk=person_id)
    typed = [int(pk) for pk in request.POST.getlist("person") if pk.isdigit()]
    ids = [*([person_id] if person_id else []), *typed]
    found = {each.pk: each for each in visible.filter(pk__in=ids)}
    text = request.POST.get("find", "").strip()
    if text:
        matches = people.search(request.actor, text)
        full = set(
            visible.filter(pk__in=[each.pk for each in matches]).values_list("pk", flat=True)
        )
        found |= {each.pk: each for each in matches if each.pk in full}
    return list(found.values())


def _signal_form(
    request: ActingRequest, people_ids: list[int], person_id: int | None
) -> signal_forms.SignalForm:
    home = request.organization.municipality_id or _only_area(request)
    if person_id:
        address = people.current_address(request.actor, person_id)
        home = address.municipality_id if address else home
    return signal_forms.SignalForm(
        request.POST or None,
        is_inside=_is_inside(request),
        people=people_ids,
        initial={"received_at": forms.now_typed(), "municipality": home},
    )


def _only_area(request: ActingRequest) -> str | None:
    """The municipality of a directorate that serves one."""
    served = accounts.areas(timezone.localdate(), directorate_id=request.organization.pk)[:2]
    return served[0].pk if len(served) == 1 else None


def _report(request: ActingRequest, form: signal_forms.SignalForm) -> Signal:
    values = dict(form.cleaned_data)
    for name in ("find", "children"):
        values.pop(name)
    persons = people.fully_visible(request.actor).filter(pk__in=values.pop("person"))
    told = [Told(person=each, described=each.full_name) for each in persons]
    told += [Told(described=line) for line in form.described()]
    if _is_inside(request):
        is_body = request.organization.kind == OrganizationKind.MUNICIPALITY
        values["source"] = Source.BODY if is_body else Source.PROFESSIONAL
        values["channel"], values["received_at"] = Channel.OPORA, timezone.now()
    else:
        values["source"], values["channel"] = Source(values["source"]), Channel(values["channel"])
    values["municipality_id"] = values.pop("municipality").pk
    return services.report(request.actor, children=told, now=timezone.now(), **values)


def _after(request: ActingRequest, organization: str, signal: Signal) -> HttpResponse:
    if _is_inside(request):
        return redirect("protection:worklist", organization=organization)
    children = list(signal.children.filter(case__in=queries.visible(request.actor)))
    if len(children) == 1:
        return redirect("protection:case", organization=organization, pk=children[0].case_id)
    return redirect("protection:worklist", organization=organization)
