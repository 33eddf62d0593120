"""The cast, and one accepted child whose case is open."""

import pytest
from django.test import Client

from opora.accounts.models import User
from opora.cases import queries
from opora.cases.models import Case
from opora.journal.context import acting
from opora.lib.actor import Actor
from tests.cast import Cast, make

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody of the story and a day center with two places."""
    return make()


@pytest.fixture
def case(cast: Cast) -> Case:
    """The case of a child accepted today, as the provider sees it."""
    request = cast.do(cast.provider, "accept", cast.chosen())
    with acting(cast.provider):
        return queries.visible(cast.provider).get(request_id=request.pk)


def browser(actor: Actor) -> Client:
    """Somebody signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id or 0), backend=BACKEND)
    return client
