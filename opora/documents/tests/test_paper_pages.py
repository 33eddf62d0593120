"""Opening, downloading, attaching and withdrawing on pages; what a forged or foreign form gets."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client

from opora.accounts.models import Organization, User
from opora.documents import panels, services
from opora.documents.models import Attachment, IssuedDocument
from opora.documents.paper import Paper, Section
from opora.journal.context import acting
from opora.lib.actor import Actor
from tests.cast import PASSWORD, member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.ATTACHMENTS = tmp_path / "attachments"


@pytest.fixture
def samokov() -> Actor:
    return _somebody("ob-samokov", "maria@example.org")


@pytest.fixture
def elena() -> Actor:
    return _somebody("ob-elena", "elena@example.org")


def _somebody(slug: str, email: str) -> Actor:
    made = Organization.objects.create(
        kind="municipality", name=f"Община {slug}", short_name=slug, slug=slug
    )
    return member(made, email, "Мария Илиева", "officer", "head")


def client_of(actor: Actor) -> Client:
    client = Client()
    client.login(email=User.objects.get(pk=actor.officer_id).email, password=PASSWORD)
    return client


def place(actor: Actor, **changed: Any) -> str:
    """What the panel of a page would have signed for the actor."""
    request: Any = HttpRequest()
    request.actor = actor
    facts: dict[str, Any] = {
        "record_kind": "request",
        "record_id": 17,
        "audience": (),
        "person_id": 5,
        "back": "/o/ob-samokov/documents/",
    }
    return panels.signed(request, panels.Place(**(facts | changed)), "Преписка 17")


def send(client: Client, token: str, content: bytes, **more: str) -> Any:
    upload = SimpleUploadedFile("скан.pdf", content)
    return client.post("/o/ob-samokov/documents/attach/", {"place": token, "file": upload, **more})


def issued(actor: Actor) -> IssuedDocument:
    with acting(actor):
        return services.issue(
            actor,
            paper=Paper("Направление", [Section(["Текст"])], about="Ради Марковска"),
            kind="referral.direction",
            record_kind="request",
            record_id=17,
            audience=[],
            person_id=5,
            now=NOW,
        )


def test_a_file_is_attached_and_only_downloaded(samokov: Actor) -> None:
    client = client_of(samokov)
    answer = send(client, place(samokov), b"text", title="Бележка", received_from="ТЕЛК")
    assert (answer.status_code, answer.url) == (302, "/o/ob-samokov/documents/")
    with acting(samokov):
        file = Attachment.objects.get()
    got: Any = client.get(f"/o/ob-samokov/documents/files/{file.pk}/?show")
    assert b"".join(got.streaming_content) == b"text"
    assert got["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in got["Content-Security-Policy"]
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "ТЕЛК" in client.get("/o/ob-samokov/documents/incoming/").content.decode()


def test_a_program_named_pdf_is_refused_and_the_title_stays(samokov: Actor) -> None:
    answer = send(client_of(samokov), place(samokov), b"MZ" + bytes(80), title="Решение")
    said = answer.content.decode()
    assert answer.status_code == 400
    assert "Това е програма" in said
    assert 'value="Решение"' in said


@pytest.mark.parametrize("token", ["", "forged", "eyJhIjoxfQ:1:x"])
def test_a_forged_place_leads_nowhere(samokov: Actor, token: str) -> None:
    assert send(client_of(samokov), token, b"text").status_code == 404


def test_anothers_place_leads_nowhere(samokov: Actor, elena: Actor) -> None:
    assert send(client_of(samokov), place(elena), b"text").status_code == 404


def test_a_document_is_opened_found_withdrawn(samokov: Actor, elena: Actor) -> None:
    document, client = issued(samokov), client_of(samokov)
    path = f"/o/ob-samokov/documents/{document.pk}/"
    got = client.get(path)
    assert got.content.startswith(b"%PDF")
    assert "default-src 'none'" in got["Content-Security-Policy"]
    register = "/o/ob-samokov/documents/"
    assert "Ради Марковска" in client.post(register, {"text": "Марковска"}).content.decode()
    assert "Няма такъв документ" in client.post(register, {"text": "друг"}).content.decode()
    assert client.post(f"{path}withdraw/").status_code == 400
    assert client.post(f"{path}withdraw/", {"reason": "грешно име"}).status_code == 302
    assert "оттеглен" in client.get(f"{register}?state=withdrawn").content.decode()
    stranger = client_of(elena)
    assert stranger.get(f"/o/ob-elena/documents/{document.pk}/").status_code == 404
    assert stranger.post(f"/o/ob-elena/documents/{document.pk}/withdraw/").status_code == 404


def test_all_papers_in_one_pdf(samokov: Actor) -> None:
    issued(samokov)
    got: Any = client_of(samokov).post("/o/ob-samokov/documents/file/", {"place": place(samokov)})
    assert got.headers["Content-Disposition"].startswith("inline")
    content = got.getvalue()
    for close in got._resource_closers:  # without the end of a request, which drops the data
        close()
    with pikepdf.open(io.BytesIO(content)) as whole:
        assert len(whole.pages) == 2
