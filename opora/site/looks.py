"""Opening a paper about a person is a look at the person: it stands in their list of accesses."""

from django.utils.translation import gettext as _

from opora.accounts.requests import ActingRequest
from opora.people import queries, services


def at_paper(request: ActingRequest, person_id: int) -> None:
    """Log the look of who works with the person; what an organization issued or received itself
    stays open to it afterwards too, as its own archive."""
    if queries.visible(request.actor).filter(pk=person_id).exists():
        services.log_view(
            request.actor, person_id=person_id, purpose=_("работа с документ"), page="document"
        )
