"""A screen that nobody touches, and how soon the act of another stands on it."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect


class Watch:
    """Waits for what comes by itself; what it took is kept for `bench stories`."""

    def __init__(self, keep: Callable[[str, object], None]) -> None:
        self.keep = keep

    def appears(self, page: Page, selector: str, text: str) -> None:
        """The text comes to a screen that nobody touched.

        Waited for frame by frame: `expect` alone looks again only after 100, 250, 500, 1,000 ms.
        """
        started, part = time.monotonic(), page.locator(selector)
        part.filter(has_text=text).first.wait_for(timeout=10_000)
        self.keep(text, time.monotonic() - started)
        expect(part).to_contain_text(text)
