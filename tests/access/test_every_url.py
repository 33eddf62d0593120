"""Every address × every role: who may open it, and that a stranger's answer carries no mark of it.

The person of the story is called Маркерова; her name must stand in no answer to anybody who does
not work with her, whatever the address and the method.
"""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from opora.accounts.models import Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.places.models import Placement
from tests.cast import Cast

MARK = "Маркерова"
OUTSIDE = ("accounts", "mfa", "account", "usersessions")
WORKING = ("municipality", "directorate", "head", "provider")
STRANGERS = ("stranger", "district", "agency")


def patterns(
    resolver: URLResolver, namespace: str = "", in_organization: bool = False
) -> Iterator[tuple[str, list[str]]]:
    """The names of all addresses under /o/<slug>/ with the names of their arguments."""
    for entry in resolver.url_patterns:
        inside = in_organization or "organization" in entry.pattern.converters
        if isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from patterns(entry, namespace + inner, inside)
        elif isinstance(entry, URLPattern) and inside and entry.name:
            yield namespace + entry.name, list(entry.pattern.regex.groupindex)


NAMED = sorted({(name, tuple(arguments)) for name, arguments in patterns(get_resolver())})


@pytest.fixture
def ids(cast: Cast) -> dict[str, object]:
    """What stands in the addresses: the records of the story."""
    request = cast.do(cast.provider, "accept", cast.chosen())
    waiting = cast.chosen()
    with acting(cast.provider):
        placement = Placement.objects.get(request_id=request.pk)
    return {
        "pk": {
            "referral": waiting.pk,
            "desk": waiting.pk,
            "people": waiting.person_id,
            "register": cast.service.pk,
            "placement": placement.pk,
        },
        "person_id": waiting.person_id,
        "service_id": cast.service.pk,
        "municipality": "SFO39",
        "action": "accept",
        "key": "wish-1",
        "what": "phone",
        "verb": "confirm",
        "code": "D1",
    }


def address(name: str, arguments: tuple[str, ...], slug: str, ids: dict) -> str:
    """The address filled with the story's records."""
    package = name.split(":", maxsplit=1)[0]
    kwargs: dict[str, object] = {"organization": slug}
    for argument in arguments:
        if argument == "pk":
            kind = "placement" if name == "referral:placement" else package
            kwargs["pk"] = ids["pk"].get(kind, 1)
        elif argument != "organization":
            kwargs[argument] = ids.get(argument, 1)
    if name == "referral:placement":
        kwargs["action"] = "end"
    return reverse(name, kwargs=kwargs)


def client(actor: Actor) -> Client:
    """A browser in which the actor is signed in."""
    browser = Client(raise_request_exception=True)
    browser.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return browser


@pytest.mark.parametrize(("name", "arguments"), NAMED)
def test_address(name: str, arguments: tuple[str, ...], cast: Cast, ids: dict) -> None:
    for role in WORKING + STRANGERS:
        actor = getattr(cast, role)
        own = Organization.objects.get(pk=actor.organization_id).slug
        browser = client(actor)
        answers = [
            browser.get(address(name, arguments, own, ids)),
            browser.post(address(name, arguments, own, ids)),
        ]
        assert all(answer.status_code < 500 for answer in answers)
        bodies = [text(answer) for answer in answers]
        if role in STRANGERS:
            assert not any(MARK in body for body in bodies)
            others = browser.get(address(name, arguments, "ob-samokov", ids))
            assert others.status_code == 404
            assert MARK not in text(others)
    out = Client().get(address(name, arguments, "ob-samokov", ids))
    assert out.status_code in {302, 403}
    assert MARK not in text(out)


def text(answer: HttpResponse) -> str:
    """The whole body, also of a streamed answer."""
    body = b"".join(answer) if answer.streaming else answer.content
    for close in answer._resource_closers:  # close() itself would close the test's connection
        close()
    return body.decode(errors="replace")


def test_the_mark_is_really_shown_to_who_works_with_her(cast: Cast, ids: dict) -> None:
    page = f"/o/ob-samokov/requests/{ids['pk']['referral']}/"
    assert MARK in text(client(cast.municipality).get(page))
    assert len(NAMED) > 20
