"""Papers for the person: each when its step has come, in plain words, among the documents."""

import pytest
from django.test import Client

from opora.documents import queries as documents
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.referral import letters, queries
from opora.referral.models import ServiceRequest
from tests.cast import PASSWORD, TODAY, Cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make(n_places=1)


def test_each_letter_has_its_time(cast: Cast) -> None:
    request = cast.wish()
    ours = cast.municipality
    with acting(ours):
        assert letters.possible(ours, queries.visible(ours).get(pk=request.pk)) == []
    request = cast.referred()
    with acting(ours):
        found = queries.visible(ours).get(pk=request.pk)
        assert [name for name, _label in letters.possible(ours, found)] == [
            "assessment",
            "referral",
        ]
        for what in ("assessment", "referral"):
            letters.issue(ours, request=found, what=what, now=cast.now)
        titles = [one.title for one in documents.of(ours, "request", request.pk).issued]
        assert sorted(titles) == [
            "Насочване към социална услуга",
            "Предварителна оценка на потребностите",
        ]
        with pytest.raises(Refused, match="не може да се издаде"):
            letters.issue(ours, request=found, what="offer", now=cast.now)


def test_the_letter_speaks_plainly(cast: Cast) -> None:
    request = cast.referred()
    with acting(cast.municipality):
        found = queries.visible(cast.municipality).get(pk=request.pk)
        said = str(letters.referral(found).content)
    assert "Насочваме Ви към „Дневен център" in said
    assert "Изберете доставчик" in said


def test_it_is_issued_from_the_page(cast: Cast) -> None:
    request = cast.referred()
    client = Client()
    client.login(email="ilieva@example.org", password=PASSWORD)
    path = f"/o/ob-samokov/requests/{request.pk}/"
    assert client.post(f"{path}letters/referral/").status_code == 302
    page = client.get(path).content.decode()
    assert "Насочване към социална услуга" in page
    assert client.post(f"{path}letters/offer/").status_code == 400
    stranger = Client()
    stranger.login(email="elena@example.org", password=PASSWORD)
    elena = f"/o/ob-elena/requests/{request.pk}/letters/referral/"
    assert stranger.post(elena).status_code == 404


def proposed(cast: Cast, request: ServiceRequest, actor: Actor | None = None) -> list[str]:
    """The letters that wait to be sent."""
    actor = actor or cast.municipality
    with acting(actor):
        found = queries.visible(actor).get(pk=request.pk)
        return [one.name for one in letters.waiting(actor, found)]


def test_after_an_act_its_letter_waits_to_be_sent(cast: Cast) -> None:
    request = cast.referred()
    assert proposed(cast, request) == ["referral"]  # the assessment is an act, not a letter
    client = Client()
    client.login(email="ilieva@example.org", password=PASSWORD)
    path = f"/o/ob-samokov/requests/{request.pk}/"
    page = client.get(path).content.decode()
    assert "писмо за изпращане" in page
    assert "Насочваме Ви към" in page
    assert client.post(f"{path}letters/referral/").status_code == 302
    assert proposed(cast, request) == []
    assert "писмо за изпращане" not in client.get(path).content.decode()


def test_a_refusal_proposes_a_letter(cast: Cast) -> None:
    request = cast.chosen()
    reason = "Няма логопед."
    request = cast.do(
        cast.provider, "refuse", request, reason=reason, rule="практика", happened_on=TODAY
    )
    ours = cast.municipality
    assert "refusal" in proposed(cast, request)
    with acting(ours):
        found = queries.visible(ours).get(pk=request.pk)
        said = str(letters.refusal(found).content)
        assert reason in said
        assert "доставчикът Сдружение „Слънце“ отговори" in said
        letters.issue(ours, request=found, what="refusal", now=cast.now)
    assert "refusal" not in proposed(cast, request)
