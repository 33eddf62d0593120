"""What cases add to a person's page: the cases that the actor's organization sees."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from opora.accounts.requests import ActingRequest
from opora.people.models import Person

from . import queries


def cases(request: ActingRequest, person: Person) -> SafeString:
    """The person's cases as a card; nothing while there are none."""
    found = queries.with_due(queries.of_person(request.actor, person.pk))
    shown = {"cases": found.order_by("state", "-opened_on"), "person": person}
    return render_to_string("cases/person_cases.html", shown, request)
