"""The agreement on paper names its two sides so that nobody can be taken for another."""

import pytest

from opora.agreements import papers
from opora.agreements.models import ServiceAgreement
from opora.documents.paper import Fields
from opora.journal.context import acting
from opora.people.queries import identifier_of
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
        assert dict(fields.rows)["Лице"] == (
            f"{person.full_name}, ЕГН {identifier_of(person)},"
            f" роден(а) на {person.birth_date:%d.%m.%Y} г."
        )
