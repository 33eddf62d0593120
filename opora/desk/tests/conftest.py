"""The browser and the stage of this package's tests of JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from .browser import CHROMIUM, Stage, chromium, serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module: while it runs, Django's database refuses to work in this thread."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with chromium() as opened:
        yield opened


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A fresh server; its address is in `stage.url`."""
    played = Stage()
    with serving(played) as url:
        played.url = url  # type: ignore[attr-defined]
        yield played


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    """A tab of its own browser profile. An error on the page fails the test."""
    context = browser.new_context(base_url=stage.url, locale="bg-BG")  # type: ignore[attr-defined]
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors
