"""What assistance adds to a person's page: directions, use, and where either begins."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from opora.accounts.requests import ActingRequest
from opora.accounts.rules import OrganizationKind
from opora.people.models import Person

from . import queries
from .rules import AssistantState


def assistance(request: ActingRequest, person: Person) -> SafeString:
    """The person's assistance as a card; nothing for whom it is not work."""
    if not queries.sees(request.actor, request.organization.kind):
        return SafeString("")
    directions, enrollments = queries.of_person(request.actor, person.pk)
    listed = queries.assistants(request.actor).filter(person=person)
    shown = {
        "person": person,
        "directions": directions,
        "enrollments": enrollments,
        "assistant": listed.exclude(state=AssistantState.LEFT).first(),
        "is_municipality": request.organization.kind == OrganizationKind.MUNICIPALITY,
    }
    return render_to_string("assistance/person_panel.html", shown, request)
