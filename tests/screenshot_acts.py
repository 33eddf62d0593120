"""What is done on a page before its picture is taken, where opening the address is not enough.

Each act gets the page, already signed in and at its address, and the address of the demonstration.
"""

import base64
import hmac
import json
import struct
import time

from playwright.sync_api import Browser, Page

PASSWORD = "opora-pokazna"
PRIMARY = "main form .btn-primary"


def sign_in(page: Page, address: str, email: str) -> str:
    """Press the ready account's button; returns the organization's slug, if there is only one."""
    page.goto(f"{address}/accounts/login/")
    button = page.locator(f"form:has(input[value='{email}']) button").first
    if not button.is_visible():
        page.locator("details.more > summary").click()
    button.click()
    page.wait_for_load_state()
    return page.url.split("/o/")[1].split("/")[0] if "/o/" in page.url else ""


def beside(page: Page, address: str, email: str = "") -> tuple[Page, str]:
    """Another browser, signed in as somebody else or as nobody; its organization's slug."""
    browser: Browser | None = page.context.browser
    assert browser
    other = browser.new_context(locale="bg-BG", timezone_id="Europe/Sofia").new_page()
    return other, sign_in(other, address, email) if email else ""


def press(page: Page, *selectors: str) -> None:
    """One after another, with a moment for what comes by itself."""
    for selector in selectors:
        page.locator(selector).first.click()
        page.wait_for_timeout(900)


def search(page: Page, text: str) -> None:
    """Look for a person."""
    page.fill("main [name=text]", text)
    press(page, "main form[role=search] button")


def whole_course(page: Page, address: str) -> None:
    page.goto(f"{page.url}history/")


def refer(page: Page, address: str) -> None:
    page.goto(f"{page.url}refer/")


def handed_over(page: Page, address: str) -> None:
    """A request that went to the directorate, at its old address."""
    other, slug = beside(page, address, "dsp.samokov@opora.example")
    other.goto(f"{address}/o/{slug}/worklist/")
    other.fill("#find", "САМ-2026-00044")
    other.keyboard.press("Enter")
    other.wait_for_url("**/requests/*/")
    number = other.url.rstrip("/").rsplit("/", 1)[-1]
    other.context.close()
    page.goto(page.url.replace("worklist/", f"requests/{number}/"))


def number_later(page: Page, address: str) -> None:
    """A newborn whose number is known now."""
    search(page, "Ручейков")
    press(page, "#main tbody a.who", "a[href$='/number/add/']")


def wrong_password(page: Page, address: str) -> None:
    page.fill("[name=login]", "expert.samokov@opora.example")
    page.fill("[name=password]", "грешна парола")
    press(page, "form[data-sign-in] button")


def find_services(page: Page, address: str) -> None:
    page.fill("#find", "център")
    page.keyboard.press("Enter")


def find_people(page: Page, address: str) -> None:
    page.fill("#find", "Стоянка")
    page.keyboard.press("Enter")


def find_nothing(page: Page, address: str) -> None:
    page.fill("#find", "Ксенофонт")
    page.keyboard.press("Enter")


def found(page: Page, address: str) -> None:
    search(page, "Бистришка")


def wrong_number(page: Page, address: str) -> None:
    search(page, "5202309811")


def new_person(page: Page, address: str) -> None:
    search(page, "Ана Примерна")
    press(page, "main form[action$='/people/new/'] button")


def mixed_letters(page: Page, address: str) -> None:
    new_person(page, address)
    page.fill("[name=first_name]", "Aнa")
    page.fill("[name=birth_date]", "31.02.1984")
    page.fill("[name=identifier]", "8402299990")
    press(page, "[name=save]")


def alike(page: Page, address: str) -> None:
    """A new person with the names and the day of somebody who is known."""
    row = page.locator("#worklist tbody a.who").first
    row.click()
    press(page, "h1 a")
    names = page.locator("h1").inner_text()
    born = page.locator("#person-core dd").nth(1).inner_text()[:10]
    page.goto(page.url.split("/people/")[0] + "/people/")
    search(page, "Друго Лице")
    press(page, "main form[action$='/people/new/'] button")
    page.select_option("[name=identifier_kind]", "none")
    page.select_option("[name=missing_reason]", index=3)
    first, *middle, last = names.split()
    page.fill("[name=first_name]", first)
    page.fill("[name=middle_name]", " ".join(middle))
    page.fill("[name=last_name]", last)
    page.fill("[name=birth_date]", born)
    page.locator("[name=sex]").last.check()
    press(page, "[name=save]")


def revealed(page: Page, address: str) -> str:
    """The number of a person of Самоков, asked for by who may ask."""
    other, slug = beside(page, address, "expert.samokov@opora.example")
    other.goto(f"{address}/o/{slug}/worklist/?tab=open&state=in_assessment")
    press(other, "#worklist tbody a.who", "h1 a", "form[action$='/number/'] button")
    number = other.locator("#person-core dd.acts b").inner_text()
    other.context.close()
    return number


def known_elsewhere(page: Page, address: str) -> None:
    search(page, revealed(page, address))


def core_only(page: Page, address: str) -> None:
    known_elsewhere(page, address)
    page.fill("[name=reason]", "Лицето е в приемната на общината и пита за топъл обяд.")
    press(page, "form[action$='/people/meet/'] button")


def second_record(page: Page, slug: str, address: str) -> None:
    """Enter Ана Примерна again, as another person."""
    page.goto(f"{address}/o/{slug}/people/")
    search(page, "Ана Примерна")
    press(page, "main form[action$='/people/new/'] button")
    page.select_option("[name=identifier_kind]", "none")
    page.select_option("[name=missing_reason]", index=3)
    page.fill("[name=birth_date]", "12.03.1984")
    page.locator("[name=sex]").first.check()
    press(page, "[name=save]")
    if page.locator("#likely").count():
        press(page, "[name=save]")


def two_records(page: Page, address: str) -> None:
    slug = page.url.split("/o/")[1].split("/")[0]
    second_record(page, slug, address)
    second_record(page, slug, address)
    press(page, "a[href*='/merge/']")


def proposed(page: Page, address: str) -> None:
    two_records(page, address)
    page.fill("[name=reason]", "Едно и също лице, записано в два различни дни.")
    press(page, PRIMARY)


def to_decide(page: Page, address: str) -> None:
    other, _slug = beside(page, address, "expert.samokov@opora.example")
    two_records(other, address)
    other.fill("[name=reason]", "Едно и също лице, записано в два различни дни.")
    press(other, PRIMARY)
    other.context.close()
    page.reload()


def invited(page: Page, address: str) -> None:
    page.fill("[name=name]", "Камен Примеров")
    page.fill("[name=email]", f"kamen{int(time.time()) % 100_000}@example.org")
    press(page, "main form[data-once] .btn-primary")


def invitation(page: Page, address: str) -> None:
    other, slug = beside(page, address, "head.samokov@opora.example")
    other.goto(f"{address}/o/{slug}/settings/invitations/")
    invited(other, address)
    link = other.locator("#link").input_value()
    other.context.close()
    page.goto(link)


def reauthenticated(page: Page, address: str) -> None:
    """The account's own password, when it is asked for again."""
    if page.locator("[name=password]").count():
        page.fill("[name=password]", PASSWORD)
        press(page, "main form .btn-primary")


def second_factor_on(page: Page, address: str) -> str:
    """Set the second factor up; returns the key."""
    reauthenticated(page, address)
    key = page.locator("code").first.inner_text()
    page.fill("[name=code]", one_time_code(key))
    press(page, "main form[action*='totp'] .btn-primary")
    return key


def second_factor_set_up(page: Page, address: str) -> None:
    reauthenticated(page, address)


def recovery_codes(page: Page, address: str) -> None:
    second_factor_on(page, address)
    if not page.locator(".codes").count():
        page.goto(f"{address}/accounts/2fa/recovery-codes/")


def second_factor_prompt(page: Page, address: str) -> None:
    email = "dsp.sozopol@opora.example"
    page.goto(f"{address}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    press(page, "form[data-sign-in] button")


def one_time_code(key: str) -> str:
    """Six digits of RFC 6238 for now."""
    secret = base64.b32decode(key.replace(" ", ""))
    mac = hmac.digest(secret, struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def settlements(*, wrong: bool = False) -> dict[str, object]:
    """A list as the statistical institute publishes it, short; one row of it cannot be read."""
    rows: list[dict[str, object]] = [
        {"ekatte": "65231", "t_v_m": "гр.", "name": "Самоков", "name_en": "Samokov",
         "oblast": "SFO", "obshtina": "SFO39", "kmetstvo": "SFO39-00", "kind": 1, "category": 2},
        {"ekatte": "15285", "t_v_m": "с.", "name": "Говедарци", "name_en": "Govedartsi",
         "oblast": "SFO", "obshtina": "SFO39", "kmetstvo": "SFO39-05", "kind": 3, "category": 6},
        {"ekatte": "15286", "t_v_m": "с.", "name": "Сгрешено", "name_en": "Sgresheno",
         "oblast": "SFO", "obshtina": "SFO39", "kmetstvo": "SFO39-05", "kind": 3, "category": 6},
        {"Дата и час на изготвяне на справката": "01/06/2024 17:52",
         "Данните са актуални към": "08/05/2024"},
    ]  # fmt: skip
    text = "това не е списък" if wrong else json.dumps(rows, ensure_ascii=False)
    return {"name": "ek_atte.json", "mimeType": "application/json", "buffer": text.encode()}


def import_preview(page: Page, address: str) -> None:
    page.set_input_files("[name=file]", settlements())  # type: ignore[arg-type]
    press(page, PRIMARY)


def import_report(page: Page, address: str) -> None:
    import_preview(page, address)
    import_preview(page, address)


def import_refused(page: Page, address: str) -> None:
    page.set_input_files("[name=file]", settlements(wrong=True))  # type: ignore[arg-type]
    press(page, PRIMARY)


def stale_assessment(page: Page, address: str) -> None:
    """A colleague saves while this form is open."""
    other, _slug = beside(page, address, "head.samokov@opora.example")
    other.goto(page.url)
    other.fill("[name=needs]", "Всекидневна грижа и рехабилитация два пъти седмично.")
    press(other, "#assessment .btn-secondary")
    other.context.close()
    page.fill("[name=needs]", "Дневна грижа и занимания с други деца.")
    press(page, "#assessment .btn-secondary")


def stale_person(page: Page, address: str) -> None:
    """A colleague corrects the names while this form is open."""
    other, _slug = beside(page, address, "head.samokov@opora.example")
    other.goto(page.url)
    other.fill("[name=middle_name]", "Захариев-Ангелов")
    press(other, PRIMARY)
    other.context.close()
    page.fill("[name=middle_name]", "Ангелов")
    press(page, PRIMARY)


def broken_form(page: Page, address: str) -> None:
    """A form whose token is not the browser's."""
    page.context.clear_cookies(name="csrftoken")
    press(page, "form[data-sign-in] button")


def unreadable(page: Page, address: str) -> None:
    """A form with more fields than any of ours."""
    page.evaluate(
        "const form = document.querySelector('form[data-sign-in]');"
        "for (let n = 0; n < 1100; n++) form.append(Object.assign(document.createElement('input'),"
        " {type: 'hidden', name: `field${n}`})); form.submit()"
    )
    page.wait_for_timeout(900)


def doubtful_figure(page: Page, address: str) -> None:
    """One figure is ten times the last year's, another is no number."""
    rows = page.locator(".entry-table .figure")
    before = rows.nth(3).get_attribute("data-before") or "120"
    page.fill("[name=source] >> visible=true", "регистър на общината")
    rows.nth(3).fill(f"{before}0")
    press(page, "form[data-draft] .btn-primary")


def thousandfold(page: Page, address: str) -> None:
    """A coefficient of 1,5 typed as 1.500."""
    page.locator("main input[inputmode=decimal]").first.fill("1.500")
    press(page, PRIMARY)


def both_alternatives(page: Page, address: str) -> None:
    """The first two variants side by side."""
    boxes = page.locator("main form[action$='/alternatives/'] input[type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    press(page, "main form[action$='/alternatives/'] button")


def two_maps(page: Page, address: str) -> None:
    """The Map in force and the draft of the next."""
    page.select_option("#a", index=0)
    page.select_option("#b", index=1)
    press(page, "main form .btn-primary")


def member_from_outside(page: Page, address: str) -> None:
    """With a code of the working group, on the page of the open vote."""
    other, slug = beside(page, address, "oblast.sofia@opora.example")
    other.goto(f"{address}/o/{slug}/meetings/")
    press(
        other,
        "th a:has-text('Областна карта:')",
        "a[href$='/codes/']",
        "tr:has-text('Елица') form[action$='/issue/'] button",
    )
    page.fill("[name=code]", other.locator(".code").inner_text())
    other.context.close()
    press(page, "main form .btn-primary")
