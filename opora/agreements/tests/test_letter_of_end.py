"""The letter that an agreement is about to end."""

import pytest

from opora.agreements import papers
from opora.documents import queries as documents
from opora.journal.context import acting
from opora.lib.refusals import Refused
from tests.cast import make
from tests.using import a_case, given, signed

pytestmark = pytest.mark.django_db


def test_it_says_until_when_and_only_of_a_signed_agreement() -> None:
    cast = make(n_places=2)
    row, draft = signed(cast), given(cast, a_case(cast, last_name="Друга"))
    with acting(cast.provider):
        papers.tell_end(cast.provider, row, now=cast.now)
        (letter,) = documents.of(cast.provider, "case", row.case_id).issued
        assert letter.title == "Договорът Ви изтича"
        assert "31.08.2027" in str(papers.ending(row).content)
        with pytest.raises(Refused, match="няма наближаващ край"):
            papers.tell_end(cast.provider, draft, now=cast.now)
