"""Documents as issued, attached files, and who may open them; as the application's role."""

import hashlib
import io
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from PIL import Image
from pytest_django import Settings as SettingsWrapper

from opora.accounts.models import Organization
from opora.documents import casefile, queries, services, store
from opora.documents.models import Attachment, IssuedDocument
from opora.documents.paper import Bullets, Fields, Paper, Section, Signature, Table
from opora.journal import queries as journal
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.keys import WrongKeys
from opora.lib.refusals import Refused

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
PAPER = Paper(
    title="Направление",
    sections=[
        Section(["Г-жа Марковска може да ползва услугата.", Fields([("Услуга", "Дневен център")])]),
        Section([Table(["Ден", "Часове"], [["понеделник", "4"]], [1])], title="График"),
        Section([Bullets(["оценка", "план"])]),
    ],
    signatures=[Signature("Ръководител", "Ива Колева")],
    article="чл. 73 ЗСУ",
    confidence="memory",
    to="Ради Марковска",
    about="Ради Марковска",
)
TEXT = "Експертно решение".encode()


@pytest.fixture
def samokov(db: None) -> Actor:
    return _actor("ob-samokov", "САМ")


@pytest.fixture
def elena(db: None) -> Actor:
    return _actor("ob-elena", "")


@pytest.fixture(autouse=True)
def folder(settings: SettingsWrapper, tmp_path: Path) -> Path:
    settings.ATTACHMENTS = tmp_path / "attachments"
    return tmp_path / "attachments"


def _actor(slug: str, prefix: str) -> Actor:
    made = Organization.objects.create(
        kind="municipality", name=f"Община {slug}", short_name=slug, slug=slug, number_prefix=prefix
    )
    return Actor(None, made.pk, frozenset({"officer", "system"}))


def _issue(actor: Actor, *audience: Actor, **changed: object) -> IssuedDocument:
    facts: dict[str, object] = {
        "paper": PAPER,
        "kind": "referral.direction",
        "record_kind": "request",
        "record_id": 17,
        "audience": [each.organization_id for each in audience],
        "person_id": 5,
        "series": "outgoing",
        "now": NOW,
    }
    with acting(actor):
        return services.issue(actor, **(facts | changed))  # type: ignore[arg-type]


def _attach(actor: Actor, content: bytes, name: str = "скан.txt", **changed: object) -> Attachment:
    facts: dict[str, object] = {
        "upload": SimpleUploadedFile(name, content),
        "title": "Експертно решение",
        "record_kind": "request",
        "record_id": 17,
        "audience": [],
        "now": NOW,
    }
    with acting(actor):
        return services.attach(actor, **(facts | changed))  # type: ignore[arg-type]


def _pdf(change: object = None) -> bytes:
    made, target = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    if callable(change):
        change(made)
    made.save(target)
    return target.getvalue()


def test_a_document_is_numbered_printed_and_told(samokov: Actor) -> None:
    document = _issue(samokov)
    assert document.full_number == "Изх. № САМ-1/21.11.2026\xa0г."
    with acting(samokov):
        printed = queries.printed(document)
        events = list(journal.timeline(samokov, kind="request", record_id=17))
    assert printed.startswith(b"%PDF")
    assert len(printed) == document.size
    assert hashlib.sha256(printed).digest() == document.digest
    assert printed not in bytes(document.content)
    assert [event.name for event in events] == ["documents.issued"]
    assert "Марковска" not in str(events[0].detail.values)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="reads the PDF as text")
def test_no_page_carries_only_places_to_sign(samokov: Actor) -> None:
    """Whatever the length, the last paragraph goes over to the next page with the signatures."""
    for n in range(36, 46, 3):
        texts = [f"Параграф {k} с няколко думи." for k in range(n)]
        paper = replace(PAPER, sections=[Section([each]) for each in texts])
        document = _issue(samokov, paper=paper)
        with acting(samokov):
            printed = queries.printed(document)
        said = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=printed, capture_output=True, check=True
        ).stdout.decode()
        last = [page for page in said.split("\f") if page.strip()][-1]
        assert "(Ива Колева)" in last
        assert texts[-1] in last


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="reads the PDF as text")
def test_the_paper_says_whose_it_is_on_what_ground_and_who_signs(samokov: Actor) -> None:
    document = _issue(samokov)
    with acting(samokov):
        printed = queries.printed(document)
    said = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=printed, capture_output=True, check=True
    ).stdout.decode()
    for words in (
        "ОБЩИНА OB-SAMOKOV",
        "САМ-1 / 21.11.2026",
        "НАПРАВЛЕНИЕ",
        "на основание чл. 73 ЗСУ (предстои проверка)",
        "Дневен център",
        "понеделник",
        "(Ива Колева)",
        "Демонстрация: хората и събитията са измислени.",
    ):
        assert words in " ".join(said.split()), words


def test_a_document_stays_as_issued(samokov: Actor) -> None:
    document = _issue(samokov)
    with acting(samokov):
        for change in ({"title": "Друго"}, {"digest": b"x"}, {"issued_on": "2025-01-01"}):
            with pytest.raises(Error, match="stays as it is"), transaction.atomic():
                IssuedDocument.objects.filter(pk=document.pk).update(**change)
        with connection.cursor() as cursor:
            cursor.execute("delete from documents_issueddocument")
            assert cursor.rowcount == 0


def test_a_new_document_takes_the_place_of_an_old_one(samokov: Actor) -> None:
    old = _issue(samokov)
    new = _issue(samokov, replaces=old)
    with acting(samokov):
        old.refresh_from_db()
        assert old.withdrawn_at == NOW
        assert old.replaced_by == new
        with pytest.raises(Refused, match="вече е оттеглен"):
            services.withdraw(samokov, document=old, reason="грешка", now=NOW)
        assert queries.printed(old).startswith(b"%PDF")


def test_only_the_audience_sees_a_document(samokov: Actor, elena: Actor) -> None:
    own, shared = _issue(samokov), _issue(samokov, elena)
    with acting(elena):
        assert list(queries.visible(elena)) == [shared]
        assert list(queries.issued_by(elena)) == []
    analyst = Actor(None, samokov.organization_id, frozenset({"analyst"}))
    with acting(analyst):
        assert list(queries.visible(analyst)) == []
    with acting(samokov):
        assert queries.of(samokov, "request", 17).issued == [shared, own]


def test_a_file_is_stored_encrypted_and_read_back(samokov: Actor, folder: Path) -> None:
    made = _attach(samokov, TEXT, received_from="ТЕЛК Самоков")
    (path,) = folder.glob("*/*")
    assert path.name == made.stored_as
    assert "скан" not in path.name
    assert TEXT not in path.read_bytes()
    assert b"".join(store.read(made.stored_as)) == TEXT
    assert (made.media_type, made.number) == ("text/plain; charset=utf-8", 1)


def test_pieces_cannot_be_cut_off_or_swapped(folder: Path) -> None:
    store.write("ab" * 16, [b"one", b"two"])
    path = folder / "ab" / ("ab" * 16)
    whole = path.read_bytes()
    length = 4 + int.from_bytes(whole[:4])
    for spoiled in (whole[:length], whole[length:] + whole[:length], whole[:-1] + b"x", b""):
        path.write_bytes(spoiled)
        with pytest.raises(WrongKeys):
            list(store.read("ab" * 16))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "празен"),
        (b"MZ\x90\x00" + bytes(50), "програма"),
        (b"\x7fELF" + bytes(50), "програма"),
        (b"#!/bin/sh\nrm", "програма"),
        (b"<html><script>", "не е разпознат"),
        (b"\x00\x01\x02", "не е разпознат"),
        (b"PK\x03\x04 not a zip", "не е разпознат"),
        (b"%PDF-1.7 and nothing more", "повреден"),
    ],
)
def test_what_is_refused_whatever_its_name(samokov: Actor, content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        _attach(samokov, content, "решение.pdf")


def test_a_pdf_that_acts_is_refused(samokov: Actor) -> None:
    def script(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    def launch(made: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        made.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(A=action)])

    for change in (script, launch):
        with pytest.raises(Refused, match="действия"):
            _attach(samokov, _pdf(change))
    assert _attach(samokov, _pdf()).media_type == "application/pdf"


def test_a_file_over_the_limit_is_refused(samokov: Actor) -> None:
    upload = SimpleUploadedFile("скан.pdf", b"%PDF-")
    upload.size = 26 * 1024 * 1024
    with pytest.raises(Refused, match="по-голям от 25 МБ"):
        _attach(samokov, b"", upload=upload)


def test_a_broken_picture_is_refused(samokov: Actor) -> None:
    with pytest.raises(Refused, match="повредена"):
        _attach(samokov, b"\xff\xd8\xff\xe0 not a picture")
    assert _attach(samokov, _picture()).media_type == "image/jpeg"


def test_all_papers_of_a_record_in_one_pdf(samokov: Actor) -> None:
    _issue(samokov)
    _attach(samokov, _pdf(), title="Решение на ТЕЛК", received_from="ТЕЛК")
    _attach(samokov, _picture(), title="Снимка")
    _attach(samokov, TEXT, title="Бележка")
    with acting(samokov):
        papers = queries.of(samokov, "request", 17)
        with casefile.joined(samokov, papers, title="Преписка СМ-1") as opened:
            made = opened.read()
    with pikepdf.open(io.BytesIO(made)) as whole:
        assert len(whole.pages) == 4  # contents, document, decision, picture


def _picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(target, "JPEG")
    return target.getvalue()


def test_what_no_attachment_names_is_swept(samokov: Actor, folder: Path) -> None:
    kept = _attach(samokov, TEXT)
    store.write("cd" * 16, [b"left behind"])
    from datetime import timedelta

    assert services.sweep(datetime.now(UTC) + timedelta(days=2)) == 1
    assert [path.name for path in folder.glob("*/*")] == [kept.stored_as]


def test_a_long_file_is_whole(
    samokov: Actor, record_property: Callable[[str, object], None]
) -> None:
    """Forty documents and four scans of 25 pages each; how long it took is kept in the report."""
    for _ in range(40):
        _issue(samokov)
    noise = Image.effect_noise((620, 877), 60).resize((1240, 1754)).convert("RGB")
    scan = io.BytesIO()
    noise.save(scan, "PDF", save_all=True, append_images=[noise] * 24, resolution=150.0)
    for _ in range(4):
        _attach(samokov, scan.getvalue(), "скан.pdf")
    with acting(samokov):
        begun = time.monotonic()
        papers = queries.of(samokov, "request", 17)
        with (
            casefile.joined(samokov, papers, title="Преписка") as opened,
            pikepdf.open(opened) as whole,
        ):
            assert len(whole.pages) == 40 + 100 + 2  # two pages of contents
        record_property("seconds of joining", time.monotonic() - begun)
