"""What a request has on paper, and which papers may be issued now; for its page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.accounts.requests import ActingRequest
from opora.documents import panels

from . import letters
from .models import ServiceRequest


def of(request: ActingRequest, found: ServiceRequest) -> dict[str, Any]:
    """The context of „На хартия“ and „Документи“."""
    back = reverse("referral:request", args=[request.organization.slug, found.pk])
    waiting = letters.waiting(request.actor, found)
    proposed = {one.name for one in waiting}
    return {
        "waiting_letters": waiting,
        "letters": [
            one for one in letters.possible(request.actor, found) if one[0] not in proposed
        ],
        "papers": panels.papers(
            request,
            record_kind="request",
            record_id=found.pk,
            audience=found.audience,
            person_id=found.person_id,
            back=back,
            heading=_("Преписка %(number)s") % {"number": found.number},
        ),
    }
