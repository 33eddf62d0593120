"""Autosave over HTTP."""

import logging
from typing import Any

import pytest
from django.test import Client

from opora.accounts.models import Membership, Organization, User
from opora.accounts.rules import OrganizationKind
from opora.documents import queries
from opora.journal.context import acting
from opora.lib.actor import Actor

pytestmark = pytest.mark.django_db

PAGE = "/o/ob-samokov/drafts/request:new/"
MARKER = "МАРКЕР Иван Петров"


def hire(slug: str) -> tuple[Actor, Client]:
    where = Organization.objects.create(
        kind=OrganizationKind.MUNICIPALITY, slug=slug, name=slug, short_name=slug
    )
    user = User.objects.create_user(f"officer@{slug}.bg", "Росица Димова")
    actor = Actor(user.pk, where.pk, frozenset({"officer"}))
    with acting(actor):
        Membership.objects.create(user=user, organization=where, role="officer")
    client = Client()
    client.force_login(user)
    return actor, client


@pytest.fixture
def samokov() -> tuple[Actor, Client]:
    return hire("ob-samokov")


def kept(actor: Actor, key: str = "request:new") -> dict[str, Any]:
    with acting(actor):
        return queries.content(actor, key)


def test_a_form_keeps_itself(samokov: tuple[Actor, Client]) -> None:
    actor, client = samokov
    typed = {"name": "Иван", "groups": ["adults", "children"], "csrfmiddlewaretoken": "x"}
    response = client.post(PAGE, typed)

    assert response.status_code == 200
    assert "Запазено в " in response.content.decode()
    assert kept(actor) == {"name": "Иван", "groups": ["adults", "children"]}


def test_json_keeps_itself_and_answers_json(samokov: tuple[Actor, Client]) -> None:
    actor, client = samokov
    response = client.post(
        PAGE, {"name": "Иван"}, content_type="application/json",
        headers={"accept": "application/json"},
    )  # fmt: skip

    assert response.json()["sentence"].startswith("Запазено в ")
    assert kept(actor) == {"name": "Иван"}
    assert client.post(PAGE + "drop/").status_code == 200
    assert kept(actor) == {}


@pytest.mark.parametrize(
    "body",
    [b"{", b"[1]", b'"x"', b"null", b'{"a": "\\u0000"}', b"\xff\xfe", b"[" * 100_000],
)
def test_what_cannot_be_read(samokov: tuple[Actor, Client], body: bytes) -> None:
    actor, client = samokov
    response = client.post(PAGE, body, content_type="application/json")

    assert response.status_code == 400
    assert "не може да се прочете" in response.content.decode()
    assert kept(actor) == {}


def test_an_emptied_form_is_kept_empty(samokov: tuple[Actor, Client]) -> None:
    actor, client = samokov
    client.post(PAGE, {"is_urgent": "on"})
    assert client.post(PAGE).status_code == 200
    assert kept(actor) == {}


def test_too_large_says_so_and_keeps_the_earlier(samokov: tuple[Actor, Client]) -> None:
    actor, client = samokov
    client.post(PAGE, {"name": "Иван"})
    for typed in ({"name": "x" * 256 * 1024}, {"name": "я" * 128 * 1024}):
        response = client.post(PAGE, typed)
        assert response.status_code == 413
        assert "твърде голяма" in response.content.decode()
    assert kept(actor) == {"name": "Иван"}


def test_a_long_text_fits(samokov: tuple[Actor, Client]) -> None:
    actor, client = samokov
    assert client.post(PAGE, {"note": "я" * 10_000}).status_code == 200
    assert len(kept(actor)["note"]) == 10_000


@pytest.mark.parametrize(
    "key", ["A", "a b", "a/b", "x" * 81, "..", "%D0%B0", "a'--", "a%00b", "a_b"]
)
def test_hostile_keys_do_not_exist(samokov: tuple[Actor, Client], key: str) -> None:
    assert samokov[1].post(f"/o/ob-samokov/drafts/{key}/", {"a": "b"}).status_code == 404


def test_only_by_post_and_with_a_token(samokov: tuple[Actor, Client]) -> None:
    actor, client = samokov
    assert client.get(PAGE).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(email="officer@ob-samokov.bg"))
    assert strict.post(PAGE, {"name": "Иван"}).status_code == 403
    assert kept(actor) == {}


def test_a_stranger_and_nobody(samokov: tuple[Actor, Client]) -> None:
    actor, client = samokov
    client.post(PAGE, {"name": MARKER})
    _, stranger = hire("ob-elena")
    for response in (stranger.post(PAGE, {"name": "x"}), stranger.post(PAGE + "drop/")):
        assert response.status_code == 404
        assert MARKER not in response.content.decode()
    assert Client().post(PAGE, {"name": "x"}).status_code in {302, 401, 403}
    assert kept(actor) == {"name": MARKER}


def test_what_is_typed_is_not_logged_nor_answered(
    samokov: tuple[Actor, Client], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = samokov[1]
    answers = [
        client.post(PAGE, {"name": MARKER}),
        client.post(PAGE, {"name": MARKER * 20_000}),
        client.post(PAGE, f'{{"name": "{MARKER}"'.encode(), content_type="application/json"),
    ]

    assert MARKER not in "".join(answer.content.decode() for answer in answers)
    own = [each for each in caplog.records if not each.name.startswith("django.db")]
    assert not any(MARKER in each.getMessage() for each in own)
