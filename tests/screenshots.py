"""Pictures of every page at both widths, from a running demonstration, for the guide.

python -m tests.screenshots http://127.0.0.1:8000 [name …]
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import ARGUMENTS, CHROMIUM

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
WIDTHS = {1440: 900, 390: 844}


@dataclass(frozen=True, slots=True)
class Shot:
    """A page: its name, who looks, where, and what to press before."""

    name: str
    email: str
    path: str
    press: str = ""


EXPERT = "expert.samokov@opora.example"
HEAD = "head.samokov@opora.example"
CENTER = "slance@opora.example"
AGENCY = "admin.asp@opora.example"
SHOTS = [
    Shot("sign-in", "", "/accounts/login/"),
    Shot("worklist", EXPERT, "worklist/", "#worklist tbody tr:nth-child(2) .mut"),
    Shot("request", EXPERT, "worklist/?tab=open&state=in_assessment", "#worklist tbody a.who"),
    Shot("request-choice", EXPERT, "worklist/?tab=open&state=referred", "#worklist tbody a.who"),
    Shot("request-waiting", EXPERT, "worklist/?tab=open&state=waiting", "#worklist tbody a.who"),
    Shot("people-search", EXPERT, "people/"),
    Shot("person", EXPERT, "worklist/?tab=open&state=in_assessment", "#worklist tbody a.who|h1 a"),
    Shot("services", EXPERT, "services/"),
    Shot("service", CENTER, "services/", "#main tbody a:has-text('„Слънце“')"),
    Shot("queues", CENTER, "queues/"),
    Shot("workload", HEAD, "workload/"),
    Shot("settings", HEAD, "settings/"),
    Shot("members", HEAD, "settings/members/"),
    Shot("roles", HEAD, "settings/roles/"),
    Shot("areas", AGENCY, "settings/areas/"),
    Shot("organizations", AGENCY, "settings/organizations/"),
    Shot("deadlines", EXPERT, "law/"),
    Shot("notices", HEAD, "notices/"),
    Shot("wish", EXPERT, "worklist/?tab=open", "#worklist tbody a.who|h1 a|a[href$='/request/']"),
    Shot(
        "ask",
        EXPERT,
        "worklist/?tab=open&state=in_assessment",
        "#worklist tbody a.who|a[href$='/ask/']",
    ),
    Shot("styleguide", EXPERT, "/styleguide/"),
]


def take(browser: Browser, address: str, shot: Shot, width: int) -> None:
    """One picture, the whole page."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        locale="bg-BG",
        timezone_id="Europe/Sofia",
    )
    page = context.new_page()
    slug = sign_in(page, address, shot.email) if shot.email else ""
    path = shot.path if shot.path.startswith("/") else f"/o/{slug}/{shot.path}"
    page.goto(address + path)
    for selector in shot.press.split("|") if shot.press else []:
        page.locator(selector).first.click()
        page.wait_for_timeout(900)
    page.wait_for_timeout(700)
    page.screenshot(path=FOLDER / f"{shot.name}-{width}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    print(f"{shot.name}-{width}.png", f"is {wide} px too wide" if wide > 0 else "")
    context.close()


def sign_in(page: Page, address: str, email: str) -> str:
    """Press the ready account's button; returns the organization's slug."""
    page.goto(f"{address}/accounts/login/")
    if not page.locator(f"form:has(input[value='{email}']) button").first.is_visible():
        page.locator("details.more > summary").click()
    page.locator(f"form:has(input[value='{email}']) button").first.click()
    page.wait_for_url("**/o/*/**")
    return page.url.split("/o/")[1].split("/")[0]


def main(address: str, names: list[str]) -> None:
    """All pictures, or the named ones."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for shot in SHOTS:
            for width in WIDTHS:
                if not names or shot.name in names:
                    take(browser, address, shot, width)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
