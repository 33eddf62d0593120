"""A planted name and number are searched in everything that a working server leaves behind.

The server is the real one (`opora.site.serving`, with its worker and its logging) in a process of
its own. It meets a search, a new person, a duplicate, a wish, bad input and a forced failure.
"""

import base64
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from opora.people.rules import Sex, demo_egn
from opora.site import logs
from opora.site.environment import PROJECT
from opora.site.tests.live_stream import Listening, cookie
from opora.site.tests.test_cli import variables
from tests.cast import Cast, make

pytestmark = pytest.mark.django_db(transaction=True)

NAME, SECOND = "Скритова", "Невидимкова"
BORN = date(2017, 4, 5)
NUMBER = demo_egn(BORN, Sex.FEMALE, 3)
OTHER = demo_egn(BORN, Sex.FEMALE, 4)
START = """
import django; django.setup()
from django.conf import settings
from opora.site.serving import serve
serve(settings.ENVIRONMENT, welcome=lambda address: print("ready", address, flush=True),
      any_port=True)
"""


@dataclass
class Server:
    """The server, a signed-in browser, and everything that was said."""

    cast: Cast
    data: Path
    urls: dict[str, str]
    addresses: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    said: str = ""

    def __enter__(self) -> "Server":
        """Start it and open the browser."""
        env = variables(
            self.data, **self.urls, OPORA_MODE="demo", OPORA_PORT="8700",
            OPORA_KEYS=str(Path(settings.DATA_FOLDER) / "keys"),
            DJANGO_SETTINGS_MODULE="opora.site.settings",
        )  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-c", START], env=env, cwd=PROJECT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if line.startswith("ready "):
                break
        self.port = int(self.said.rstrip("/\n").rsplit(":", 1)[1])
        name, value = cookie(self.cast.municipality.user_id).split("=")
        self.browser = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", cookies={name: value}, timeout=30,
        )  # fmt: skip
        self.stream = Listening(self.port, "ob-samokov", f"{name}={value}").opened()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it and read what it said."""
        self.stream.close()
        self.browser.close()
        self.process.terminate()
        self.said += self.process.communicate(timeout=30)[0]

    def get(self, path: str) -> httpx.Response:
        """Open a page; its address and where it leads are kept."""
        return self._kept(self.browser.get(path))

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form."""
        token = self.browser.cookies["csrftoken"]
        return self._kept(self.browser.post(path, data=fields | {"csrfmiddlewaretoken": token}))

    def _kept(self, answer: httpx.Response) -> httpx.Response:
        self.addresses += [str(answer.url), answer.headers.get("location", "")]
        return answer


@pytest.fixture
def server(database_urls: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """A running server for the cast."""
    with Server(make(), tmp_path / "data", database_urls) as running:
        yield running


def searched(page: str) -> str:
    """The signed search that the form for a new person must carry."""
    found = re.search(r'name="searched" value="([^"]+)"', page)
    assert found, page[:2000]
    return found[1]


def enter(server: Server, number: str, last_name: str) -> httpx.Response:
    """Search and enter a person, as the pages lead one."""
    found = server.post("/o/ob-samokov/people/", text=number)
    return server.post(
        "/o/ob-samokov/people/new/", searched=searched(found.text), search_text=number, save="1",
        first_name="Ради", middle_name="Костова", last_name=last_name,
        birth_date=f"{BORN:%d.%m.%Y}", sex="female", identifier_kind="egn", identifier=number,
    )  # fmt: skip


def play(server: Server, owner: psycopg.Connection) -> None:
    """Everything that could carry the name somewhere."""
    people = "/o/ob-samokov/people/"
    assert server.get(people).status_code == 200
    assert server.post(people, text=NAME).status_code == 200
    assert (
        server.post(people, text=NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)).status_code == 400
    )
    found = server.post(people, text=NUMBER)
    entered = enter(server, NUMBER, NAME)
    assert entered.status_code == 302, entered.text[:3000]
    person = entered.headers["location"]
    assert NAME in server.get(person).text  # it is really there
    again = server.post(
        people + "new/", searched=searched(found.text), search_text=NUMBER, save="1",
        first_name="Ради", last_name=NAME, birth_date=f"{BORN:%d.%m.%Y}", sex="female",
        identifier_kind="egn", identifier=NUMBER,
    )  # fmt: skip
    assert again.status_code in {302, 400, 409}
    wish = server.post(
        f"{person}request/", named_service="dcdu", municipality="SFO39", channel="written",
        wisher="representative", represented_by=NAME, wished_on=f"{timezone.localdate():%d.%m.%Y}",
        wish=f"{NAME} {NUMBER}", include_other="on",
    )  # fmt: skip
    assert wish.status_code == 302, wish.text[:3000]
    for path in (f"{people}999999/", "/o/ob-samokov/requests/999999/", "/o/unknown/", "/nowhere"):
        answer = server.get(path)
        assert answer.status_code == 404
        server.pages[path] = answer.text
    owner.execute(
        f"alter table people_person add constraint forced check (last_name <> '{SECOND}') not valid"
    )
    failed = enter(server, OTHER, SECOND)
    assert failed.status_code == 500
    server.pages["500"] = failed.text


def test_nothing_leaks(server: Server, owner: psycopg.Connection) -> None:
    log = Path(settings.DATA_FOLDER) / "postgres" / "server.log"
    begun = log.stat().st_size if log.exists() else 0
    play(server, owner)
    server.stream.wait(lambda it: len(it.ids) >= 3)
    server.__exit__()
    assert "people_person, forced" in server.said  # the failure was written down, and by its rule
    left: dict[str, Any] = {
        "what the program said": server.said,
        "addresses": server.addresses,
        "pages of errors": server.pages,
        "the live stream": server.stream.raw.decode(),
        "file names": [str(path) for path in server.data.rglob("*")],
        "messages": [
            path.read_text(errors="replace") for path in server.data.rglob("*") if path.is_file()
        ],
        "the server's log": log.read_bytes()[begun:].decode(errors="replace") if begun else "",
        "jobs": rows(owner, "procrastinate_jobs") + rows(owner, "procrastinate_events"),
        "the cache": [decoded(row) for row in owner.execute("select value from site_cache")],
        "sessions": [
            SessionStore().decode(data)
            for (data,) in owner.execute("select session_data from django_session")
        ],
        "events": rows(owner, "journal_event") + rows(owner, "notices_notice"),
    }
    for mark in (NAME, SECOND, NUMBER, OTHER):
        found = [place for place, content in left.items() if mark in spelled(content)]
        assert found == [], mark
    assert NAME in "".join(rows(owner, "people_person"))


def rows(owner: psycopg.Connection, table: str) -> list[str]:
    return [row for (row,) in owner.execute(f"select t::text from {table} t")]  # type: ignore[call-overload]


def decoded(row: tuple[str]) -> str:
    """A value of Django's database cache."""
    return repr(pickle.loads(base64.b64decode(row[0])))


def spelled(content: object) -> str:
    """Everything as one text, also what was written with escapes."""
    text = repr(content) + str(content)
    return text + re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def test_a_failure_is_written_down_without_values() -> None:
    """The way through the code and the kinds of errors stay, the messages do not."""
    formatter = logs.WithoutValues("%(message)s")
    try:
        try:
            int(NAME)
        except ValueError as error:
            raise RuntimeError(f"could not read {NAME}") from error
    except RuntimeError as error:
        said = formatter.formatException((type(error), error, error.__traceback__))
    assert NAME not in said
    assert "builtins.ValueError" in said
    assert said.endswith("builtins.RuntimeError")
    assert "test_leaks.py" in said
