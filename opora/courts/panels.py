"""What courts add to an adult's page: the placements, and where an application begins."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from opora.accounts import queries as accounts
from opora.accounts.requests import ActingRequest
from opora.people.models import Person
from opora.protection.pages.common import WORK
from opora.protection.rules import CHILD_UNTIL

from . import queries


def placements(request: ActingRequest, person: Person) -> SafeString:
    """The placements of the own directorate, an application; nothing for a child or for others."""
    is_child = person.age_on(timezone.localdate()) < CHILD_UNTIL
    if is_child or not accounts.allowed(request.actor, WORK):
        return SafeString("")
    shown = {
        "person": person,
        "placements": queries.placements(request.actor).filter(person=person),
    }
    return render_to_string("courts/person.html", shown, request)
