"""A confidential case: where the person is stands on no page and no paper of another party."""

import shutil
import subprocess

import pytest
from django.utils import timezone

from opora.accounts.models import Organization
from opora.agreements import papers
from opora.agreements.models import ServiceAgreement
from opora.cases import services as cases
from opora.cases.models import Case
from opora.cases.rules import Part, PartyBasis
from opora.documents import queries as documents
from opora.documents.models import IssuedDocument
from opora.journal.context import acting
from opora.lib.actor import Actor
from tests.cast import Cast, make
from tests.using import a_case, given, signed, sit

pytestmark = pytest.mark.django_db
STREET, PHONE, ROOM = "ул. „Скрита“ 7", "0700 11 22", "етаж 3 на Скрита"


@pytest.fixture
def cast() -> Cast:
    made = make(n_places=10)
    made.now = timezone.now()
    Organization.objects.filter(pk=made.provider.organization_id).update(
        address=STREET, phone=PHONE
    )
    return made


def hidden(cast: Cast) -> tuple[Case, ServiceAgreement]:
    """A case with an agreement, in which the directorate too takes part, then hidden."""
    case = a_case(cast)
    row = signed(cast, case, place=ROOM)
    with acting(cast.provider):
        cases.add_party(
            cast.provider, case=case, organization_id=cast.directorate.organization_id or 0,
            basis=PartyBasis.COUNTERPART, reason="работи с детето", now=cast.now,
        )  # fmt: skip
        case = cases.set_confidential(
            cast.provider, case=case, is_confidential=True, reason="насилие", now=cast.now
        )
        row = ServiceAgreement.objects.select_related("case__person", "service").get(pk=row.pk)
    return case, row


def text_of(actor: Actor, paper: IssuedDocument) -> str:
    """The PDF's text, as the organization opens it."""
    with acting(actor):
        printed = documents.printed(IssuedDocument.objects.get(pk=paper.pk))
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=printed, capture_output=True, check=True).stdout.decode()


def test_who_must_not_know_finds_the_case_on_no_page(cast: Cast) -> None:
    case, _row = hidden(cast)
    other = sit(cast.directorate.user_id)
    base = "/o/dsp-samokov/cases/"
    listed = other.get(base).content.decode()
    found = other.post(f"{base}search/", {"text": "Маркерова"}).content.decode()
    for page in (listed, found, other.get(f"{base}?tab=ended").content.decode()):
        assert case.number not in page
        assert "Слънце" not in page
        assert STREET not in page
    assert "попитайте:" in listed  # that support is given, and whom to ask
    for tail in ("", "papers/", "course/", "plan/", "agreement/"):
        assert other.get(f"{base}{case.pk}/{tail}").status_code == 404, tail


def test_the_referrer_sees_that_the_case_is_and_no_address(cast: Cast) -> None:
    case, _row = hidden(cast)
    referrer = sit(cast.municipality.user_id)
    base = f"/o/ob-samokov/cases/{case.pk}/"
    for page in (base, f"{base}course/", "/o/ob-samokov/cases/"):
        text = referrer.get(page).content.decode()
        assert case.number in text
        assert STREET not in text
        assert ROOM not in text
    for tail in ("papers/", "agreement/"):
        assert referrer.get(base + tail).status_code == 404, tail


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="reads the PDF as text")
def test_a_paper_of_a_confidential_case_says_no_address_to_anybody(cast: Cast) -> None:
    case, row = hidden(cast)
    with acting(cast.provider):
        party = case.parties.get(organization=cast.municipality.organization_id)
        cases.set_parts(
            cast.provider, case=case, party=party, parts=[Part.CORE, Part.USE],
            reason="води детето на лекар", now=cast.now,
        )  # fmt: skip
        issued = papers.issue(cast.provider, row, now=cast.now)
        letter = papers.tell_end(cast.provider, row, now=cast.now)
    with acting(cast.directorate):
        assert not IssuedDocument.objects.exists()
    for paper in (issued, letter):
        text = text_of(cast.municipality, paper)
        assert PHONE in text
        assert "Скрита" not in text
        assert "Самоков" not in text


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="reads the PDF as text")
def test_a_paper_of_another_case_says_where_the_provider_is(cast: Cast) -> None:
    row = given(cast, a_case(cast), place=ROOM)
    with acting(cast.provider):
        row = ServiceAgreement.objects.select_related("case__person", "service").get(pk=row.pk)
        issued = papers.issue(cast.provider, row, now=cast.now)
    text = text_of(cast.provider, issued)
    assert STREET in text
    assert ROOM in text
