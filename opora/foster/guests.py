"""The foster parent, by a code: the own stay with its days, nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from opora.accounts.models import Organization
from opora.guests.models import GuestPass
from opora.lib.actor import Actor

from . import queries
from .rules import GUEST

KIND = "foster_stay"


def stay_page(request: HttpRequest, guest_pass: GuestPass) -> HttpResponse:
    """From when to when, what kind, how many days so far, whom to call."""
    actor = Actor(None, guest_pass.organization_id, frozenset({GUEST}))
    found = queries.stay(actor, guest_pass.record_id)
    names = queries.names(actor, [found.child_id, found.family.parent_id])
    today = timezone.localdate()
    shown = {
        "stay": found,
        "child": names.get(found.child_id),
        "parent": names.get(found.family.parent_id),
        "office": Organization.objects.get(pk=guest_pass.organization_id),
        "n_days": ((found.ended_on or today) - found.begins_on).days + 1,
        "trainings": found.family.trainings.all(),
    }
    return render(request, "foster/guest.html", shown)
