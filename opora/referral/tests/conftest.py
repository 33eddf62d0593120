"""The cast, in a transaction that is rolled back, and one accepted child whose case is open."""

import pytest

from opora.cases import queries as cases
from opora.cases.models import Case
from opora.journal.context import acting
from tests.cast import Cast, make


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody of the story and a day center with two places."""
    return make()


@pytest.fixture
def case(cast: Cast) -> Case:
    """The case of a child accepted today, as the provider sees it."""
    request = cast.do(cast.provider, "accept", cast.chosen())
    with acting(cast.provider):
        return cases.visible(cast.provider).get(request_id=request.pk)
