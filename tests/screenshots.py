"""Pictures of every page at both widths, from a running demonstration, for the guide.

python -m tests.screenshots http://127.0.0.1:8000 [name …]
"""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests import screenshot_acts as acts
from tests.chromium import ARGUMENTS, CHROMIUM
from tests.screenshot_cases import CASES
from tests.screenshot_plans import PLANS
from tests.screenshot_shot import (
    AGENCY,
    CENTER,
    ELENA,
    EXPERT,
    HEAD,
    RUSEVA,
    SUPPORT,
    TWICE,
    WORKER,
    Shot,
)  # fmt: skip

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
WIDTHS = {1440: 900, 390: 844}
FEWER_COLORS = ["-dither", "None", "-colors", "255", "-define", "png:compression-level=9"]
IN_ASSESSMENT = "worklist/?tab=open&state=in_assessment"
FIRST = "#worklist tbody a.who"
LOGIN = "/accounts/login/"
SUN = "#main tbody a:has-text('„Слънце“')"
SHOTS = [
    Shot("sign-in", "", LOGIN),
    Shot("sign-in-wrong", "", LOGIN, act=acts.wrong_password),
    Shot("password-forgotten", "", "/accounts/password/reset/"),
    Shot("invitation", "", LOGIN, act=acts.invitation),
    Shot("invitation-closed", "", "/invitation/"),
    Shot("about", "", "/about/"),
    Shot("choose", TWICE, "/"),
    Shot("profile", EXPERT, "/profile/"),
    Shot("sessions", EXPERT, "/profile/sessions/"),
    Shot("password-change", EXPERT, "/accounts/password/change/"),
    Shot("sign-out", EXPERT, "/accounts/logout/"),
    Shot("sign-in-again", RUSEVA, "/accounts/2fa/totp/activate/"),
    Shot("second-factor-off", RUSEVA, "/accounts/2fa/"),
    Shot("second-factor", RUSEVA, "/accounts/2fa/totp/activate/", act=acts.second_factor_set_up),
    Shot("recovery-codes", RUSEVA, "/accounts/2fa/totp/activate/", act=acts.recovery_codes),
    Shot("second-factor-on", RUSEVA, "/accounts/2fa/"),
    Shot("second-factor-prompt", "", LOGIN, act=acts.second_factor_prompt),
    Shot("diary", CENTER, "usage/"),
    Shot("usage-day", CENTER, "usage/", ".usage-services section:nth-child(2) p.acts a"),
    Shot("usage-month", CENTER, "usage/", ".usage-months li:nth-child(2) a"),
    Shot("utilization", CENTER, "usage/utilization/"),
    Shot("running-out", SUPPORT, "usage/expiring/"),
    Shot("worklist", EXPERT, "worklist/", "#worklist tbody tr:nth-child(2) .mut"),
    Shot("find-services", EXPERT, "worklist/", act=acts.find_services),
    Shot("find-people", EXPERT, "worklist/", act=acts.find_people),
    Shot("find-nothing", EXPERT, "worklist/", act=acts.find_nothing),
    Shot("request", EXPERT, IN_ASSESSMENT, FIRST),
    Shot("request-choice", EXPERT, "worklist/?tab=open&state=referred", FIRST),
    Shot("request-waiting", EXPERT, "worklist/?tab=open&state=waiting", FIRST),
    Shot("history", EXPERT, IN_ASSESSMENT, FIRST, acts.whole_course),
    Shot("wish", EXPERT, "worklist/?tab=open", f"{FIRST}|h1 a|a[href$='/request/']"),
    Shot("ask", EXPERT, IN_ASSESSMENT, f"{FIRST}|a[href$='/ask/']"),
    Shot("handover", EXPERT, IN_ASSESSMENT, f"{FIRST}|a[href$='/propose_handover/']"),
    Shot("refer", EXPERT, IN_ASSESSMENT, FIRST, acts.refer),
    Shot("assign", HEAD, IN_ASSESSMENT, f"{FIRST}|a[href$='/assign/']"),
    Shot("not-refer", EXPERT, IN_ASSESSMENT, f"{FIRST}|a[href$='/not_refer/']"),
    Shot("withdraw", EXPERT, IN_ASSESSMENT, f"{FIRST}|a[href$='/withdraw/']"),
    Shot("handed-over", EXPERT, "worklist/", act=acts.handed_over),
    Shot("request-offered", EXPERT, "worklist/?tab=open&state=offered", FIRST),
    Shot("offer-decline", EXPERT, "worklist/?tab=open&state=offered",
         f"{FIRST}|a[href$='/decline_offer/']"),
    Shot("priority", CENTER, "worklist/?tab=open&state=waiting",
         f"{FIRST}|a[href$='/set_priority/']"),
    Shot("usage", SUPPORT, "services/?text=подкрепа",
         "#main tbody a:has-text('Център за обществена подкрепа')|a[href*='/usage/']"),
    Shot("refuse", CENTER, "worklist/?tab=open&state=chosen", f"{FIRST}|a[href$='/refuse/']"),
    Shot("error-400-refused", CENTER, "worklist/?tab=open&state=chosen",
         f"{FIRST}|form[action$='/accept/'] button"),
    Shot("error-409-conflict", EXPERT, IN_ASSESSMENT, FIRST, acts.stale_assessment),
    Shot("error-409-person", EXPERT, IN_ASSESSMENT, f"{FIRST}|h1 a|a[href$='/edit/']",
         acts.stale_person),
    Shot("error-400", "", LOGIN, act=acts.unreadable),
    Shot("error-403", CENTER, "settings/organizations/"),
    Shot("error-403-old-form", "", LOGIN, act=acts.broken_form),
    Shot("error-404", EXPERT, "requests/999999/"),
    Shot("people-search", EXPERT, "people/"),
    Shot("people-found", EXPERT, "people/", act=acts.found),
    Shot("people-wrong-number", EXPERT, "people/", act=acts.wrong_number),
    Shot("people-elsewhere", ELENA, "people/", act=acts.known_elsewhere),
    Shot("person-core-only", ELENA, "people/", act=acts.core_only),
    Shot("person-new", EXPERT, "people/", act=acts.new_person),
    Shot("person-new-wrong", EXPERT, "people/", act=acts.mixed_letters),
    Shot("person-new-alike", EXPERT, IN_ASSESSMENT, act=acts.alike),
    Shot("person", EXPERT, IN_ASSESSMENT, f"{FIRST}|h1 a"),
    Shot("person-edit", EXPERT, IN_ASSESSMENT, f"{FIRST}|h1 a|a[href$='/edit/']"),
    Shot("identifier", WORKER, "people/", act=acts.number_later),
    Shot("access", EXPERT, IN_ASSESSMENT, f"{FIRST}|a[href$='/access/']"),
    Shot("merge", EXPERT, "people/", act=acts.two_records),
    Shot("duplicates-mine", EXPERT, "people/", act=acts.proposed),
    Shot("duplicates", HEAD, "people/duplicates/", act=acts.to_decide),
    Shot("services", EXPERT, "services/"),
    Shot("services-print", EXPERT, "services/print"),
    Shot("service", CENTER, "services/", SUN),
    Shot("service-edit", CENTER, "services/", f"{SUN}|a[href$='/edit']"),
    Shot("service-close", CENTER, "services/", f"{SUN}|a[href$='/close']"),
    Shot("service-new", CENTER, "services/new"),
    Shot("complex-new", CENTER, "services/complexes/new"),
    Shot("place-end", CENTER, "services/", f"{SUN}|a[href*='/placements/'][href$='/end/']"),
    Shot("queues", CENTER, "queues/"),
    Shot("answer-time", CENTER, "queues/answer/"),
    Shot("workload", HEAD, "workload/"),
    Shot("notices", HEAD, "notices/"),
    Shot("settings", HEAD, "settings/"),
    Shot("settings-own", AGENCY, "settings/"),
    Shot("members", HEAD, "settings/members/"),
    Shot("member-end", HEAD, "settings/members/", "a[href$='/deactivate/']"),
    Shot("invitations", HEAD, "settings/invitations/"),
    Shot("invitations-made", HEAD, "settings/invitations/", act=acts.invited),
    Shot("settings-course", HEAD, "settings/course/"),
    Shot("roles", HEAD, "settings/roles/"),
    Shot("areas", AGENCY, "settings/areas/"),
    Shot("areas-change", AGENCY, "settings/areas/change/"),
    Shot("organizations", AGENCY, "settings/organizations/"),
    Shot("organization-new", AGENCY, "settings/organizations/new/"),
    Shot("organization-other", AGENCY, "settings/organizations/", "#main tbody a.who"),
    Shot("deadlines", EXPERT, "law/"),
    Shot("deadline-revise", AGENCY, "law/", "a[href$='/revise/']"),
    Shot("calendar", EXPERT, "law/calendar/"),
    Shot("calendar-edit", AGENCY, "law/calendar/"),
    Shot("terms", EXPERT, "law/terms/"),
    Shot("import", AGENCY, "settings/territory/import/"),
    Shot("import-preview", AGENCY, "settings/territory/import/", act=acts.import_preview),
    Shot("import-report", AGENCY, "settings/territory/import/", act=acts.import_report),
    Shot("import-refused", AGENCY, "settings/territory/import/", act=acts.import_refused),
    Shot("styleguide", EXPERT, "/styleguide/"),
    *(replace(each, tallest=min(each.tallest, 2400)) for each in (*PLANS, *CASES)),
]  # fmt: skip


def take(browser: Browser, address: str, shot: Shot) -> None:
    """One page at each width; what was pressed and done before is done once."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="bg-BG", timezone_id="Europe/Sofia"
    )
    page = context.new_page()
    slug = acts.sign_in(page, address, shot.email) if shot.email else ""
    page.goto(address + (shot.path if shot.path.startswith("/") else f"/o/{slug}/{shot.path}"))
    if shot.press:
        acts.press(page, *shot.press.split("|"))
    if shot.act:
        shot.act(page, address)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(700)
        keep(page, FOLDER / f"{shot.name}-{width}.png", shot.tallest)
    context.close()


def keep(page: Page, file: Path, tallest: int) -> None:
    """The whole page, a very long one to `tallest`; says when it is wider than the screen."""
    wide, tall, width = page.evaluate(
        "(root => [root.scrollWidth - innerWidth, root.scrollHeight, innerWidth])"
        "(document.documentElement)"
    )
    # A screen as tall as the page: the phone's bar then stands under it, not across it.
    page.set_viewport_size({"width": width, "height": min(tall, tallest)})
    page.wait_for_timeout(200)
    page.screenshot(path=file)
    if convert := shutil.which("convert"):
        subprocess.run([convert, file, *FEWER_COLORS, f"PNG8:{file}"], check=True)
    print(file.name, f"is {wide} px too wide" if wide > 0 else "", flush=True)


def main(address: str, names: list[str]) -> None:
    """All pictures, or the named ones."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for shot in SHOTS:
            if names and shot.name not in names:
                continue
            try:
                take(browser, address, shot)
            except Error as error:
                print(f"{shot.name}: {str(error).splitlines()[0]} Once more.", flush=True)
                take(browser, address, shot)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
