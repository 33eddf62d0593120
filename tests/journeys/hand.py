"""A hand that counts what it does: clicks, typed fields, and how many fields were filled before."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

# What somebody has to look at: fields that can be seen and changed.
FIELDS = (
    "main form :is(input, select, textarea):not([type=hidden], [type=submit], [type=file],"
    " [disabled], [readonly])"
)
IS_FILLED = "each => ['checkbox', 'radio'].includes(each.type) ? each.checked : each.value !== ''"


@dataclass
class Hand:
    """One person's mouse and keyboard before one page."""

    page: Page
    n_clicks: int = 0
    n_typed: int = 0
    n_fields: int = 0
    n_prefilled: int = 0

    def click(self, what: str | Locator) -> None:
        """One click, tap or key that does something."""
        self.n_clicks += 1
        self._find(what).click()

    def type(self, what: str | Locator, text: str, *, key: str = "") -> None:
        """One field typed into; `key` pressed after it is one click more."""
        self.n_typed += 1
        self._find(what).fill(text)
        if key:
            self.n_clicks += 1
            self._find(what).press(key)

    def choose(self, what: str, value: str) -> None:
        """One choice out of a list: two clicks, as with a mouse."""
        self.n_clicks += 2
        self.page.select_option(what, value)

    def check(self, what: str) -> None:
        """One box."""
        self.n_clicks += 1
        self.page.check(what)

    def look(self) -> None:
        """Count the fields of the form as it came: all, and those that are already filled."""
        for each in self.page.locator(FIELDS).all():
            if each.is_visible():
                self.n_fields += 1
                self.n_prefilled += bool(each.evaluate(IS_FILLED))

    @property
    def share_prefilled(self) -> float:
        """The share of the fields met that came filled."""
        return self.n_prefilled / self.n_fields if self.n_fields else 0.0

    def _find(self, what: str | Locator) -> Locator:
        return self.page.locator(what) if isinstance(what, str) else what
