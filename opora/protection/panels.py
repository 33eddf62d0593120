"""What protection adds to a person's page: the child's cases, and where a signal begins."""

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
    """A child: the cases that one may see, a signal. An adult: court placements, an application."""
    is_child = person.age_on(timezone.localdate()) < CHILD_UNTIL
    works = accounts.allowed(request.actor, WORK)
    if not is_child and not works:
        return SafeString("")
    shown = {
        "person": person,
        "is_child": is_child,
        "works": works,
        "cases": queries.of_person(request.actor, person.pk) if is_child else [],
        "placements": queries.placements(request.actor).filter(person=person)
        if works and not is_child
        else [],
    }
    return render_to_string("protection/person.html", shown, request)
