"""The agreement on paper names its two sides so that nobody can be taken for another."""

from datetime import date

import pytest

from opora.agreements import papers
from opora.agreements.models import ServiceAgreement
from opora.documents.paper import Fields
from opora.journal.context import acting
from opora.lib.words import day
from opora.people.naming import in_full
from opora.people.rules import Sex, demo_egn
from tests.cast import make
from tests.using import a_case, signed

pytestmark = pytest.mark.django_db


def test_the_person_stands_with_number_and_birth_date() -> None:
    cast = make()
    case = a_case(cast)
    with acting(cast.provider):
        row = ServiceAgreement.objects.get(pk=signed(cast, case).pk)
        person = row.case.person
        fields = papers.paper(cast.provider, row).sections[0].blocks[0]
        assert isinstance(fields, Fields)
        assert dict(fields.rows)["Лице"] == in_full(person)


def test_a_person_in_full_is_names_number_and_birth_date() -> None:
    cast, born = make(), date(1984, 3, 12)
    number = demo_egn(born, Sex.FEMALE, 1)
    known = cast.person(
        birth_date=born, identifier_kind="egn", identifier=number, missing_reason=""
    )
    with acting(cast.municipality):
        assert in_full(known) == f"Ради Костова Маркерова, ЕГН {number}, роден(а) на {day(born)}"
        assert in_full(cast.person()).count(",") == 1
