"""The National Map and annual plans for everybody: what is in force, what is discussed."""

import hashlib

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.lib.refusals import Refused
from opora.national import queries
from opora.national.forms import CommentForm
from opora.national.models import AnnualPlan, NationalMap
from opora.national.rules import MapState, PlanState
from opora.national.services import discussions
from opora.planning import queries as planning

from . import limits

# One address may send so many opinions an hour: enough for a family or an office.
MOST_COMMENTS, WINDOW = 5, 3600


def national(request: HttpRequest) -> HttpResponse:
    """The Map in force and what is put to public discussion now."""
    today = timezone.localdate()
    found = queries.map_in_force()
    rows = queries.rows_on(found, today) if found else []
    services = planning.services()
    lines: dict[str, int] = {}
    for row in rows:
        lines[row.service] = lines.get(row.service, 0) + row.users
    page = {
        "found": found,
        "lines": [(services[code], lines[code]) for code in services if code in lines],
        "n_users": sum(lines.values()),
        "maps": queries.maps(None).filter(state=MapState.DISCUSSION),
        "plans": queries.plans(None).filter(state=PlanState.DISCUSSION),
        "adopted": queries.plans(None).filter(state=PlanState.ADOPTED)[:40],
        "today": today,
    }
    return render(request, "public/national.html", page)


def national_map(request: HttpRequest, pk: int) -> HttpResponse:
    """One national version: its analysis, sums by service, the discussion."""
    found = queries.national_map(None, pk)
    today = timezone.localdate()
    lines, year = queries.analysis(queries.rows_on(found, today), today)
    more = {"lines": lines, "year": year, "is_map": True, "title": found.map_version.name}
    return _discussed(request, found, "public/national_map.html", more)


def annual_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One annual plan: its texts and rows, the discussion."""
    found = queries.plan(None, pk)
    more = {"rows": queries.plan_rows(found), "is_map": False, "title": str(found.municipality)}
    return _discussed(request, found, "public/annual_plan.html", more)


def _discussed(
    request: HttpRequest, found: NationalMap | AnnualPlan, template: str, more: dict[str, object]
) -> HttpResponse:
    last = found.discussion_to
    open_state = MapState.DISCUSSION if isinstance(found, NationalMap) else PlanState.DISCUSSION
    is_open = bool(found.state == open_state and last and last >= timezone.localdate())
    form = CommentForm(request.POST or None) if is_open else None
    refused, status = None, 200
    if request.method == "POST":
        status = 400
        refused = _too_many(request) if form else Refused(_("Обсъждането е приключило."))
        if form and refused is None and form.is_valid():
            try:
                discussions.comment(about=found, now=timezone.now(), **form.cleaned_data)
            except Refused as error:
                refused = error
            else:
                messages.success(
                    request, _("Благодарим. Становището е получено; ще стои тук с отговора.")
                )
                return redirect(request.path)
    page = more | {
        "found": found,
        "form": form,
        "is_open": is_open,
        "refused": refused,
        "comments": queries.public_comments(found),
    }
    return render(request, template, page, status=status)


def _too_many(request: HttpRequest) -> Refused | None:
    """Counted by address for an hour; only the address's digest is kept."""
    address = get_adapter(request).get_client_ip(request)
    key = f"opinion:{hashlib.sha256(str(address).encode()).hexdigest()[:32]}"
    if limits.count(key, window=WINDOW) <= MOST_COMMENTS:
        return None
    return Refused(
        _("От този адрес вече са изпратени няколко становища."),
        remedy=_("Опитайте отново след час."),
    )
