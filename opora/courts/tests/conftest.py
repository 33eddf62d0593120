"""The cast."""

import pytest

from tests.cast import Cast, make


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody of the story and a day center with two places."""
    return make()
