"""The list of cases and one case, in the browser of each party."""

from opora.cases.models import Case
from tests.cast import Cast

from .conftest import browser


def test_the_provider_finds_the_case_of_who_was_accepted(cast: Cast, case: Case) -> None:
    client = browser(cast.provider)
    listed = client.get("/o/slance/cases/").content.decode()
    assert "Ради" in listed
    assert case.number in listed
    assert "Индивидуална оценка и индивидуален план за подкрепа" in listed
    page = client.get(f"/o/slance/cases/{case.pk}/").content.decode()
    assert "Ради Костова Маркерова" in page
    assert "община Самоков".casefold() in page.casefold()
    assert client.get(f"/o/slance/cases/{case.pk}/course/").status_code == 200
    for action in ("lead", "member", "contact", "party", "link", "hide"):
        assert client.get(f"/o/slance/cases/{case.pk}/act/{action}/").status_code == 200


def test_a_stranger_finds_nothing(cast: Cast, case: Case) -> None:
    client = browser(cast.stranger)
    assert case.number not in client.get("/o/ob-elena/cases/").content.decode()
    assert client.get(f"/o/ob-elena/cases/{case.pk}/").status_code == 404
