"""Issuing a paper of a request from its page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import NotVisible, Refused

from . import letters, queries
from .pages import context


@require_POST
def letter(request: ActingRequest, organization: str, pk: int, what: str) -> HttpResponse:
    """Issue a paper of a request: it gets a number and stays among its documents."""
    found = queries.page(request.actor, pk)
    if found is None:
        raise NotVisible
    try:
        made = letters.issue(request.actor, request=found, what=what, now=timezone.now())
    except Refused as refused:
        shown = context(request, found, refused=refused)
        return render(request, "referral/request.html", shown, status=400)
    messages.success(request, _("Издаден е документ: %(document)s.") % {"document": made})
    return redirect("referral:request", organization=organization, pk=pk)
