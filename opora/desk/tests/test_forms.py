"""Forms in a real browser: drafts, an ended session, a double press, letters, keys."""

import re

from playwright.sync_api import Page, expect

from .browser import Stage

DRAFT = "/o/samokov/drafts/request-17/"
SAY = """<dialog id="sign-in-again"><div data-again></div></dialog>
<dialog id="keys">клавиши</dialog>
<div id="say" hidden data-sign-in="/login/" data-draft-now="Запазено току-що"
  data-draft-one="Запазено преди 1 секунда" data-draft-many="Запазено преди # секунди"
  data-draft-older="Запазено в # ч." data-draft-failed="Няма връзка, ще опитам пак."
  data-letters="Латински букви." data-letters-fix="Поправи на „#“"></div>"""
FORM = """<form method="post" action="/save" data-draft="request-17">
<input type="hidden" name="csrfmiddlewaretoken" value="t1">
<input name="text" data-cyrillic value="начало"><input type="password" name="secret">
<button name="act" value="finish">Запиши</button></form>"""
LOGIN = """<form method="post" action="/login/" data-sign-in>
<input name="login"><button>Влез</button></form>"""


def opened(
    page: Page, stage: Stage, body: str, scripts: tuple[str, ...] = ("forms", "draft")
) -> None:
    tags = "".join(
        f'<script type="module" src="/static/desk/js/{each}.js"></script>' for each in scripts
    )
    stage.pages["/"] = (
        f'<!doctype html><html lang="bg"><head><meta charset="utf-8">{tags}</head>'
        f'<body data-organization="samokov">{body}{SAY}</body></html>'
    )
    page.goto("/")


def drafts(stage: Stage) -> list[dict[str, list[str]]]:
    return [fields for path, fields in stage.posted if path == DRAFT]


def test_saves_while_typing_and_says_so(page: Page, stage: Stage) -> None:
    opened(page, stage, FORM)
    page.fill("[name=secret]", "тайна")
    page.press("[name=text]", "End")
    page.locator("[name=text]").press_sequentially("! Иска да рисува", delay=10)
    expect(page.locator(".draft-state")).to_contain_text("Запазено")
    assert drafts(stage) == [{"text": ["начало! Иска да рисува"]}]
    expect(page.locator(".draft-state")).to_contain_text(
        re.compile(r"преди \d секунди"), timeout=9000
    )
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_without_connection_says_so_tries_again_and_keeps_the_form(
    page: Page, stage: Stage
) -> None:
    opened(page, stage, FORM)
    page.context.set_offline(True)
    page.fill("[name=text]", "важно")
    expect(page.locator(".draft-state")).to_have_text("Няма връзка, ще опитам пак.")
    page.click("button")
    page.wait_for_timeout(200)
    expect(page.locator("[name=text]")).to_have_value("важно")
    page.context.set_offline(False)
    expect(page.locator(".draft-state")).to_contain_text("Запазено", timeout=5000)
    assert drafts(stage) == [{"text": ["важно"]}]


def test_a_server_that_cannot_keep_drafts_does_not_hold_the_form_back(
    page: Page, stage: Stage
) -> None:
    stage.refused[DRAFT] = 500
    opened(page, stage, FORM)
    page.fill("[name=text]", "важно")
    page.click("button:text('Запиши')")
    page.wait_for_url("**/save")
    assert stage.posted[-1][1]["text"] == ["важно"]


def test_an_ended_session_is_renewed_over_the_form(page: Page, stage: Stage) -> None:
    stage.refused[DRAFT] = 401
    stage.pages["/login/"] = f"<html><body>{LOGIN}</body></html>"
    stage.on_post["/login/"] = "<p>Вътре сте</p>"
    opened(page, stage, FORM)
    page.context.add_cookies([{"name": "csrftoken", "value": "t2", "url": page.url}])
    page.fill("[name=text]", "важно")
    page.click("button:text('Запиши')")
    page.fill("dialog [name=login]", "m.ilieva@samokov.example")
    stage.refused.clear()
    page.click("dialog button")
    page.wait_for_url("**/save")
    sent = next(fields for path, fields in stage.posted if path == "/save")
    assert sent["text"] == ["важно"]
    assert sent["act"] == ["finish"]
    assert sent["csrfmiddlewaretoken"] == ["t2"]
    assert drafts(stage)[-1] == {"text": ["важно"]}


def test_a_double_press_is_one_act(page: Page, stage: Stage) -> None:
    form = '<form method="post" action="/act"><button name="act" value="take">Вземи</button></form>'
    opened(page, stage, form)
    page.evaluate("for (let i = 0; i < 3; i++) document.querySelector('button').click()")
    page.wait_for_url("**/act")
    page.wait_for_timeout(200)
    assert stage.posted == [("/act", {"act": ["take"]})]


def test_back_after_sending_finds_a_working_button(page: Page, stage: Stage) -> None:
    opened(page, stage, '<form method="post" action="/act"><button>Вземи</button></form>')
    page.click("button")
    page.wait_for_url("**/act")
    page.go_back()
    expect(page.locator("button")).to_be_enabled()


def test_offers_cyrillic_for_latin_letters_that_look_alike(page: Page, stage: Stage) -> None:
    opened(page, stage, FORM)
    page.fill("[name=text]", "Paди Стoянова")
    page.press("[name=text]", "Tab")
    page.click("text=Поправи на „Ради Стоянова“")
    expect(page.locator("[name=text]")).to_have_value("Ради Стоянова")
    page.fill("[name=text]", "Anna Müller")
    page.press("[name=text]", "Tab")
    expect(page.locator(".letters")).to_have_count(0)


def test_the_chosen_value_of_a_conflict_goes_into_the_form(page: Page, stage: Stage) -> None:
    choice = (
        '<input type="radio" name="keep-text" value="theirs" data-keep="text" data-value="тяхното">'
        '<input type="radio" name="keep-text" value="mine" checked data-keep="text"'
        ' data-value="моето">'
    )
    opened(page, stage, choice + FORM)
    page.check("[value=theirs]")
    expect(page.locator("[name=text]")).to_have_value("тяхното")
    page.check("[value=mine]")
    expect(page.locator("[name=text]")).to_have_value("моето")


def test_keys_work_whatever_alphabet_is_on(page: Page, stage: Stage) -> None:
    rows = "".join(
        f'<tr data-row id="r{n}" tabindex="0"><td><a href="#opened-{n}">Ред {n}</a></td></tr>'
        for n in range(3)
    )
    opened(page, stage, f"<input data-find><table>{rows}</table>", ("keys",))
    key = """([code, key, ctrlKey]) => (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent("keydown", {code, key, ctrlKey, bubbles: true, cancelable: true}))"""
    for _ in range(2):
        page.evaluate(key, ["KeyJ", "й", False])
    expect(page.locator("#r1")).to_have_class("is-chosen")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**#opened-2")
    page.evaluate(key, ["KeyK", "к", True])
    expect(page.locator("[data-find]")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("[data-find]")).to_have_value("?")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_presence_is_told_and_shown(page: Page, stage: Stage) -> None:
    stage.on_post["/o/samokov/requests/17/presence/"] = "<span>ДСП Самоков гледа в момента</span>"
    body = '<div data-presence="/o/samokov/requests/17/presence/"></div>'
    opened(page, stage, body, ("presence",))
    expect(page.locator("[data-presence]")).to_have_text("ДСП Самоков гледа в момента")
