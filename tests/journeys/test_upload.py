"""A file that is too large: said before it travels; said by the server without reading it; what was
typed beside it stays."""

import http.client
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.utils import timezone
from playwright.sync_api import Browser, expect

from opora.documents.rules import CEILING, MEGABYTE
from tests.cast import Cast
from tests.using import a_case

from .conftest import Desk

SCAN = 300 * MEGABYTE
READ_AT_MOST = 24 * MEGABYTE  # what may travel until the answer comes, with what the sockets hold


def sparse(folder: Path, n_bytes: int) -> Path:
    """A file of so many zeros that takes no disk."""
    path = folder / "скан.pdf"
    with path.open("wb") as file:
        file.truncate(n_bytes)
    return path


def test_the_browser_says_it_before_sending(
    cast: Cast, sit: Callable[..., Desk], tmp_path: Path
) -> None:
    cast.now = timezone.now()
    case = a_case(cast)
    page = sit(cast.provider, "slance").open(f"cases/{case.pk}/papers/")
    page.get_by_text("Прикачи файл").click()
    page.fill("#attach_title", "Решение на ТЕЛК")
    page.set_input_files("#attach_file", sparse(tmp_path, 26 * MEGABYTE))
    expect(page.locator(".entry-too-large")).to_contain_text("по-голям от 25 МБ")
    page.get_by_role("button", name="Прикачи").click()
    assert page.url.endswith(f"/cases/{case.pk}/papers/")
    assert page.input_value("#attach_title") == "Решение на ТЕЛК"
    small = tmp_path / "малък.txt"
    small.write_text("Измислено решение")
    page.set_input_files("#attach_file", small)
    expect(page.locator(".entry-too-large")).to_have_count(0)
    page.get_by_role("button", name="Прикачи").click()
    expect(page.locator("#papers")).to_contain_text("Решение на ТЕЛК")


def test_without_scripts_the_page_comes_back_with_what_was_typed(
    cast: Cast, sit: Callable[..., Desk], chromium: Browser, tmp_path: Path
) -> None:
    cast.now = timezone.now()
    case = a_case(cast)
    desk = sit(cast.provider, "slance")
    context = chromium.new_context(java_script_enabled=False, locale="bg-BG")
    context.add_cookies(desk.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{desk.address}/o/slance/cases/{case.pk}/papers/")
    page.get_by_text("Прикачи файл").click()
    page.fill("#attach_title", "Решение на ТЕЛК")
    page.set_input_files("#attach_file", sparse(tmp_path, CEILING + MEGABYTE))
    page.get_by_role("button", name="Прикачи").click()
    expect(page.locator("main")).to_contain_text("по-голям от 25 МБ")
    expect(page.locator("main")).to_contain_text("разделете на части")
    assert page.input_value("#attach_title") == "Решение на ТЕЛК"
    context.close()


def test_a_scan_of_300_megabytes_is_not_read(cast: Cast, sit: Callable[..., Desk]) -> None:
    """By hand over a socket: the answer comes after a few megabytes of the announced 300."""
    cast.now = timezone.now()
    case = a_case(cast)
    desk = sit(cast.provider, "slance")
    page = desk.open(f"cases/{case.pk}/papers/")
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in desk.context.cookies())
    form = page.locator("form[action$='/documents/attach/']")
    fields = {
        name: form.locator(f"[name={name}]").get_attribute("value") or ""
        for name in ("csrfmiddlewaretoken", "place")
    }
    begun = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {**fields, "title": "Решение на ТЕЛК"}.items()
    )
    begun += '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    address = urlsplit(desk.address)
    line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    line.putrequest("POST", "/o/slance/documents/attach/")
    line.putheader("Cookie", cookies)
    line.putheader("Content-Type", "multipart/form-data; boundary=edge")
    line.putheader("Content-Length", str(SCAN))
    line.endheaders(begun.encode())
    n_sent = 0
    try:
        while n_sent < SCAN:
            line.send(bytes(MEGABYTE))
            n_sent += MEGABYTE
    except OSError:  # the server hung up
        pass
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    assert answer.status == 413
    assert "по-голям от 25 МБ" in text
    assert re.search(r'name="title"[^>]*value="Решение на ТЕЛК"', text)
    assert n_sent <= READ_AT_MOST
