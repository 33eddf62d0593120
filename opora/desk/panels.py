"""What the desk adds to a person's page: the requests that the actor's organization sees."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from opora.accounts.requests import ActingRequest
from opora.people.models import Person
from opora.referral import queries


def requests(request: ActingRequest, person: Person) -> SafeString:
    """The person's requests as a card."""
    shown = {"requests": queries.of_person(request.actor, person.pk), "person": person}
    return render_to_string("desk/person_requests.html", shown, request)
