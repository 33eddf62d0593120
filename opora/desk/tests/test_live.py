"""Live pages in a real browser: what concerns a page is refetched, nothing is missed or doubled."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .browser import Stage

SHELL = """<!doctype html>
<html lang="bg" data-live="connecting" data-live-source="/o/samokov/live"
  data-live-position="{position}"
  data-live-worker="/static/desk/js/live-worker.js">
<head><meta charset="utf-8">
<script src="/static/vendor/htmx.min.js" defer></script>
<script src="/static/vendor/idiomorph-ext.min.js" defer></script>
<script type="module" src="/static/desk/js/live.js"></script></head>
<body>{body}<div id="say" hidden data-gone="Вече нямате достъп."></div></body></html>"""
COURSE = '<section id="course" data-live="request:17" data-live-url="/course">{0}</section>'


def shell(body: str, position: int = 10) -> str:
    return SHELL.format(body=body, position=position)


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def opened(page: Page, stage: Stage, body: str, position: int = 10) -> None:
    stage.pages["/"] = shell(body, position)
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-live", "open")


def test_refreshes_only_what_the_event_concerns(page: Page, stage: Stage) -> None:
    stage.pages["/course"] = COURSE.format("ново")
    body = COURSE.format("старо") + '<p id="other" data-live="request:18" data-live-url="/o">x</p>'
    opened(page, stage, body)
    stage.happen(11, "request", 17)
    expect(page.locator("#course")).to_have_text("ново")
    expect(page.locator("#course")).to_have_class("is-new")
    expect(page.locator("html")).to_have_attribute("data-live-position", "11")
    assert "/o" not in stage.fetched


def test_events_that_come_together_cost_one_fetch(page: Page, stage: Stage) -> None:
    stage.pages["/course"] = COURSE.format("ново")
    opened(page, stage, COURSE.format("старо"))
    for position in range(11, 16):
        stage.happen(position, "request", 17)
    expect(page.locator("#course")).to_have_text("ново")
    expect(page.locator("html")).to_have_attribute("data-live-position", "15")
    assert stage.fetched.count("/course") == 1


def test_without_an_address_the_page_itself_is_asked(page: Page, stage: Stage) -> None:
    opened(page, stage, '<b id="count" data-live="worklist request">31</b>')
    stage.pages["/"] = shell('<b id="count" data-live="worklist request">32</b>')
    stage.happen(11, "request", 99)
    expect(page.locator("#count")).to_have_text("32")


def test_what_is_typed_stays(page: Page, stage: Stage) -> None:
    form = COURSE.format(
        '<p>{0}</p><form><input name="a" value="{0}"><input name="b" value="{0}"></form>'
    )
    stage.pages["/course"] = form.format("ново")
    opened(page, stage, form.format("старо"))
    page.fill("[name=a]", "пиша това")
    page.focus("[name=b]")
    stage.happen(11, "request", 17)
    expect(page.locator("#course p")).to_have_text("ново")
    expect(page.locator("[name=a]")).to_have_value("пиша това")
    expect(page.locator("[name=b]")).to_be_focused()


def test_only_the_changed_row_glows(page: Page, stage: Stage) -> None:
    rows = '<table><tbody id="list" data-live="request" data-live-url="/list">{0}</tbody></table>'
    time = '<time data-ago datetime="2026-11-21T10:00:00Z">{2}</time>'
    row = '<tr id="row-{0}" data-glow><td>{1}' + time + "</td></tr>"
    opened(page, stage, rows.format(row.format(1, "а", "x") + row.format(2, "б", "x")))
    stage.pages["/list"] = rows.format(row.format(1, "а", "y") + row.format(2, "в", "y"))
    stage.happen(11, "request", 2)
    expect(page.locator("#row-2")).to_have_class("is-new")
    expect(page.locator("#row-1")).not_to_have_class("is-new")


def test_a_lone_row_is_refetched(page: Page, stage: Stage) -> None:
    row = '<tr id="service-5" data-live="service:5" data-live-url="/row"><td>{0}</td></tr>'
    stage.pages["/row"] = row.format("2 места")
    opened(page, stage, f"<table><tbody>{row.format('3 места')}</tbody></table>")
    stage.happen(11, "service", 5)
    expect(page.locator("#service-5 td")).to_have_text("2 места")


def test_catches_up_after_the_server_was_away(page: Page, stage: Stage) -> None:
    stage.pages["/course"] = COURSE.format("1")
    opened(page, stage, COURSE.format("0"))
    stage.happen(11, "request", 17)
    expect(page.locator("#course")).to_have_text("1")
    stage.drop()
    expect(page.locator("html")).to_have_attribute("data-live", "offline", timeout=10_000)
    stage.pages["/course"] = COURSE.format("2")
    stage.happen(12, "request", 17)
    stage.is_down = False
    expect(page.locator("#course")).to_have_text("2", timeout=10_000)
    expect(page.locator("html")).to_have_attribute("data-live", "open")
    assert stage.opened[-1].endswith("after=11")
    assert stage.fetched.count("/course") == 2


def test_tabs_share_one_stream_and_a_late_tab_gets_what_it_missed(page: Page, stage: Stage) -> None:
    stage.pages["/course"] = COURSE.format("1")
    opened(page, stage, COURSE.format("0"))
    stage.happen(11, "request", 17)
    stage.happen(12, "request", 17)
    expect(page.locator("html")).to_have_attribute("data-live-position", "12")
    second = page.context.new_page()
    second.goto("/")  # rendered at position 10
    expect(second.locator("#course")).to_have_text("1")
    expect(second.locator("html")).to_have_attribute("data-live-position", "12")
    assert len(stage.opened) == 1


def test_too_far_behind_refreshes_everything(page: Page, stage: Stage) -> None:
    stage.pages["/course"] = COURSE.format("1")
    opened(page, stage, COURSE.format("0"))
    stage.send(b"event: reset\nid: 900\ndata: {}\n\n")
    expect(page.locator("#course")).to_have_text("1")
    expect(page.locator("html")).to_have_attribute("data-live-position", "900")


def test_a_revoked_right_empties_the_part(page: Page, stage: Stage) -> None:
    opened(page, stage, COURSE.format("тайно"))
    stage.refused["/course"] = 404
    stage.happen(11, "request", 17)
    expect(page.locator("#course")).to_have_text("Вече нямате достъп.")


def test_a_failed_fetch_is_tried_again(page: Page, stage: Stage) -> None:
    stage.pages["/course"] = COURSE.format("1")
    stage.refused["/course"] = 500
    opened(page, stage, COURSE.format("0"))
    stage.happen(11, "request", 17)
    wait_for(lambda: stage.fetched.count("/course") == 1)
    stage.refused.clear()
    expect(page.locator("#course")).to_have_text("1", timeout=8000)


def test_without_a_shared_worker_the_page_holds_the_stream(page: Page, stage: Stage) -> None:
    page.add_init_script("delete window.SharedWorker")
    stage.pages["/course"] = COURSE.format("1")
    opened(page, stage, COURSE.format("0"))
    stage.happen(11, "request", 17)
    expect(page.locator("#course")).to_have_text("1")
