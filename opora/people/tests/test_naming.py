"""Two of one name in a list are never taken for one another."""

from datetime import date

import pytest

from opora.journal.context import acting
from opora.lib.words import day
from opora.people.naming import called
from tests.cast import make

pytestmark = pytest.mark.django_db


def test_only_who_share_a_name_are_told_apart() -> None:
    cast = make()
    first = cast.person(birth_date=date(2016, 5, 2))
    twin = cast.person(birth_date=date(2016, 5, 3))
    other = cast.person(last_name="Друга")
    with acting(cast.municipality):
        names = called([first, twin, other])
    assert day(first.birth_date) in names[first.pk]
    assert day(twin.birth_date) in names[twin.pk]
    assert names[other.pk] == other.short_name
