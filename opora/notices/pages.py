"""The list of notices, and the way from each to its record."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.accounts.requests import ActingRequest

from . import queries, rules, services

PER_PAGE = 50


@require_GET
def notices(request: ActingRequest, organization: str) -> HttpResponse:
    """Everything said to the person in this organization, the unread first to be seen."""
    found = Paginator(queries.visible(request.actor), PER_PAGE)
    page = {
        "page": found.get_page(request.GET.get("page")),
        "n_unread": queries.n_unread(request.actor),
    }
    return render(request, "notices/notices.html", page)


@require_POST
def open_notice(request: ActingRequest, organization: str, notice_id: int) -> HttpResponse:
    """Read it and go to what it speaks of."""
    notice = get_object_or_404(queries.visible(request.actor), pk=notice_id)
    services.mark_read(request.actor, notice_ids=[notice.pk], now=timezone.now())
    return redirect(f"/o/{organization}/{rules.path_of(notice.record_kind, notice.record_id)}")


@require_POST
def read_all(request: ActingRequest, organization: str) -> HttpResponse:
    """All of them are read."""
    if services.mark_read(request.actor, now=timezone.now()):
        messages.success(request, _("Всички известия са отбелязани като прочетени."))
    return redirect("notices:notices", organization=organization)
