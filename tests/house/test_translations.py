"""The English catalog says everything the sources say, with the same blanks, in English."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOG = ROOT / "locale/en/LC_MESSAGES/django.po"
# Translations that stay in Cyrillic: a language calls itself by its own name.
IN_CYRILLIC = {"Български"}
GETTEXT = ("xgettext", "msguniq", "msgmerge", "msgattrib")

BLANK = re.compile(r"%\(\w+\)[a-z]|%[a-z]\b|\{\w*\}|#|<[^>]+>|&\w+;")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
MAKE = (
    "django-admin makemessages -l en --no-location --no-wrap --no-obsolete"
    " --ignore 'tests/*' --ignore build --ignore node_modules"
)


def read(path: Path) -> Catalog:
    """The catalog of a file, without what the sources no longer say."""
    with path.open("rb") as source:
        return read_po(source, locale="en", ignore_obsolete=True)


def entries() -> list[tuple[str, str, bool]]:
    """Source and translation of every form of every entry, and whether it is only a guess."""
    return [
        (source, translation, message.fuzzy)
        for message in read(CATALOG)
        if message.id
        for source, translation in zip(forms(message.id), forms(message.string or ""), strict=True)
    ]


def forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """A text, or one for each number, always as a row."""
    return (text,) if isinstance(text, str) else tuple(text)


def blanks(text: str) -> list[str]:
    """What a sentence leaves open or marks up; the order may differ between languages."""
    return sorted(BLANK.findall(text))


def test_every_entry_has_an_english_translation() -> None:
    assert [source for source, translation, guess in entries() if guess or not translation] == []


def test_translations_leave_the_same_blanks() -> None:
    assert [
        (source, translation)
        for source, translation, _ in entries()
        if blanks(source) != blanks(translation)
    ] == []


def test_translations_have_no_cyrillic() -> None:
    assert [
        translation
        for source, translation, _ in entries()
        if CYRILLIC.search(translation) and source not in IN_CYRILLIC
    ] == []


def test_translations_keep_the_spaces_around_them() -> None:
    def around(text: str) -> tuple[bool, bool]:
        return text[:1].isspace(), text[-1:].isspace()

    assert [one for one, other, _ in entries() if around(one) != around(other)] == []


@pytest.mark.skipif(
    not all(shutil.which(each) for each in GETTEXT), reason="gettext is not on this machine"
)
def test_the_catalog_holds_every_message_of_the_sources(tmp_path: Path) -> None:
    (tmp_path / "locale").mkdir()
    shutil.copytree(
        ROOT / "opora",
        tmp_path / "opora",
        ignore=shutil.ignore_patterns("tests", "migrations", "static", "__pycache__"),
    )
    # Without settings it reads the folder it stands in and writes nothing outside of it.
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location"],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
    )
    fresh = {message.id for message in read(tmp_path / CATALOG.relative_to(ROOT)) if message.id}
    known = {message.id for message in read(CATALOG)}
    missing = sorted(fresh - known, key=str)
    assert missing == [], f"run `{MAKE}` at the root and translate what is new"
