"""The list of cases and one case, in the browser of each party."""

from datetime import timedelta

from django.utils import timezone

from opora.cases import queries
from opora.cases.models import Case
from opora.journal.context import acting
from tests.cast import TODAY, Cast

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


def test_who_takes_part_sees_that_a_case_is_late_and_owes_nothing(cast: Cast, case: Case) -> None:
    much_later = TODAY + timedelta(days=60)
    for actor, owes in ((cast.provider, 1), (cast.municipality, 0), (cast.stranger, 0)):
        with acting(actor):
            sees = int(actor != cast.stranger)
            assert queries.counts(actor, today=much_later)["late"] == sees
            assert queries.n_to_do(actor, today=much_later) == owes


def test_a_stranger_finds_nothing(cast: Cast, case: Case) -> None:
    client = browser(cast.stranger)
    assert case.number not in client.get("/o/ob-elena/cases/").content.decode()
    assert client.get(f"/o/ob-elena/cases/{case.pk}/").status_code == 404


def test_acts_are_done_and_refused_on_their_pages(cast: Cast, case: Case) -> None:
    client = browser(cast.provider)
    base = f"/o/slance/cases/{case.pk}/"
    lead = client.post(f"{base}act/lead/", {"officer_id": cast.provider.user_id})
    assert lead.status_code == 302
    wrong = client.post(f"{base}act/link/", {"number": "С-1", "kind": "siblings"})
    assert wrong.status_code == 400
    assert "Няма такъв случай" in wrong.content.decode()
    sent = {"name": "Баба", "relation": "баба", "phone": "", "note": ""}
    assert client.post(f"{base}act/contact/", sent).status_code == 302
    hidden = client.post(f"{base}act/hide/", {"reason": "насилие"})
    assert hidden.status_code == 302
    page = client.get(base).content.decode()
    assert "само че се оказва подкрепа" in page
    assert client.get(f"{base}papers/").status_code == 200
    veiled = browser(cast.directorate).get("/o/dsp-samokov/cases/").content.decode()
    assert "попитайте:" in veiled
    assert "Слънце" not in veiled


def test_names_are_searched_by_post(cast: Cast, case: Case) -> None:
    client = browser(cast.provider)
    found = client.post("/o/slance/cases/search/", {"text": "маркерова"}).content.decode()
    assert case.number in found
    by_number = client.post("/o/slance/cases/search/", {"text": case.number}).content.decode()
    assert case.number in by_number
    nobody = client.post("/o/slance/cases/search/", {"text": "Няма Такова"}).content.decode()
    assert "Няма такъв случай" in nobody


def test_a_case_ends_on_its_page_and_is_followed_up(cast: Cast, case: Case) -> None:
    client = browser(cast.provider)
    base = f"/o/slance/cases/{case.pk}/"
    assert client.get(f"{base}end/").status_code == 200
    today = timezone.localdate()
    values = {
        "reason": "",
        "destination": "home",
        "ended_on": f"{today:%d.%m.%Y}",
        "note": "",
        "follow_up_on": f"{today + timedelta(days=60):%d.%m.%Y}",
    }
    assert client.post(f"{base}end/", values).status_code == 400
    assert client.post(f"{base}end/", values | {"reason": "goals"}).status_code == 302
    page = client.get(base).content.decode()
    assert "постигнати са целите" in page
    with acting(cast.provider):
        row = case.follow_ups.get().pk
    told = {"held_on": f"{today:%d.%m.%Y}", "outcome": "well", "note": "добре"}
    assert client.post(f"{base}follow-ups/{row}/", told).status_code == 302
    assert "справя се".casefold() in client.get(base).content.decode().casefold()
    assert case.number in client.get("/o/slance/cases/?tab=ended").content.decode()


def test_the_provider_changes_what_a_party_sees(cast: Cast, case: Case) -> None:
    client = browser(cast.provider)
    with acting(cast.provider):
        other = case.parties.get(organization=cast.directorate.organization_id)
    url = f"/o/slance/cases/{case.pk}/parties/{other.pk}/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"parts": ["core", "plan"], "reason": "по молба"}).status_code == 302
    stranger = browser(cast.municipality)
    assert stranger.get(url.replace("slance", "ob-samokov")).status_code == 403
