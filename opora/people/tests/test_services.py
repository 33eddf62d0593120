"""People on the real database, as the application's role."""

from opora.journal.context import acting
from opora.people import queries

from .conftest import Cast, enter


def test_who_enters_a_person_sees_them_and_the_stranger_does_not(cast: Cast) -> None:
    person = enter(cast.municipality)
    with acting(cast.municipality):
        assert queries.visible(cast.municipality).get().full_name == "Мария Петрова Иванова"
    with acting(cast.stranger):
        assert not queries.visible(cast.stranger).filter(pk=person.pk).exists()
