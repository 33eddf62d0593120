"""Whole stories in a real browser, against a real server process and a committed database."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from opora.accounts.models import User
from opora.lib.actor import Actor
from tests.cast import Cast, make
from tests.chromium import ARGUMENTS, CHROMIUM

from .watch import Watch

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

# Playwright keeps an event loop in this thread; Django would otherwise refuse to query beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The cast, committed."""
    return make()


@pytest.fixture
def server(start_server: Callable[[], str]) -> str:
    """The address of one running server."""
    return start_server()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own browser, without a window."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watch(record_property: Callable[[str, object], None]) -> Watch:
    """Waits for the acts of others; what each took is kept in the report of the tests."""
    return Watch(record_property)


class Desk:
    """One person before one screen."""

    def __init__(self, context: BrowserContext, address: str, slug: str) -> None:
        self.context, self.address, self.slug = context, address, slug
        self.page: Page = context.new_page()
        self.noise: list[str] = []
        self.page.on("console", lambda said: self.hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self.noise.append(str(error)))

    def hear(self, kind: str, text: str) -> None:
        """What the browser complains about; the answers 400 and 409 are part of the stories."""
        if kind in {"error", "warning"} and "status of 4" not in text:
            self.noise.append(text)

    def open(self, path: str) -> Page:
        """A page of the own organization, with the live stream open."""
        self.page.goto(f"{self.address}/o/{self.slug}/{path}")
        self.page.wait_for_selector("html[data-live=open]")
        return self.page


@pytest.fixture
def sit(chromium: Browser, server: str) -> Iterator[Callable[..., Desk]]:
    """`sit(actor, slug)`: a browser of its own in which the actor is signed in."""
    contexts = []

    def at(actor: Actor, slug: str, *, width: int = 1440, address: str = "") -> Desk:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="bg-BG", timezone_id="Europe/Sofia"
        )
        contexts.append(context)
        signed = Client()
        signed.force_login(User.objects.get(pk=actor.user_id), backend=BACKEND)
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": signed.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": address or server,
                }
            ]
        )
        return Desk(context, address or server, slug)

    yield at
    for context in contexts:
        context.close()
