"""What protection adds to a child's page: the cases, and where a signal begins."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from opora.accounts import queries as accounts
from opora.accounts.requests import ActingRequest
from opora.people.models import Person

from . import queries
from .pages.common import WORK
from .rules import CHILD_UNTIL


def protection(request: ActingRequest, person: Person) -> SafeString:
    """The cases that one may see, and a signal; nothing for an adult."""
    if person.age_on(timezone.localdate()) >= CHILD_UNTIL:
        return SafeString("")
    shown = {
        "person": person,
        "works": accounts.allowed(request.actor, WORK),
        "cases": queries.of_person(request.actor, person.pk),
    }
    return render_to_string("protection/person.html", shown, request)
