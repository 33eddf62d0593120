"""The story of the access tests, told once in each test process."""

import copy
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from conftest import Databases
from tests.cast import make

from .addresses import Story


@pytest.fixture(scope="session")
def told(
    databases: Databases, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, Story]]:
    """The story, and the name of the database in which it stands."""
    name = f"{databases.name}_story"
    with django_db_blocker.unblock():
        databases.clone(name)
        with databases.at(name), transaction.atomic():
            story = Story(make())
    yield name, story
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture
def story(
    told: tuple[str, Story], databases: Databases, django_db_blocker: DjangoDbBlocker
) -> Iterator[Story]:
    """The story, on one connection; what the test does in it is not left behind."""
    name, story = told
    with (
        django_db_blocker.unblock(),
        databases.at(name),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr(connection, "close", lambda: None)
        yield copy.deepcopy(story)
        transaction.set_rollback(True)
