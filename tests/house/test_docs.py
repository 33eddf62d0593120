"""The documents lead where they say, stay short, and tell the truth about rights."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.apps import apps

from opora.accounts import rules

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
NOTES = sorted((DOCS / "decisions").glob("*.md"))
# Pictures that are referenced and not taken yet. Empty before a release.
NOT_TAKEN_YET: set[str] = set()
LONGEST_NOTE, LONGEST_ARCHITECTURE = 40, 250

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    """A page's path as pytest shows it."""
    return str(path.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The places of a page that a link may name, as GitHub and other readers call them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_resolves(page: Path) -> None:
    broken = []
    for target in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        address, _, anchor = unquote(target).partition("#")
        if "://" in address:
            continue
        found = (page.parent / address).resolve() if address else page
        if name(found) in NOT_TAKEN_YET:
            continue
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


def test_pictures_that_were_taken_meanwhile_are_not_listed_as_missing() -> None:
    assert {each for each in NOT_TAKEN_YET if (ROOT / each).exists()} == set()


@pytest.mark.parametrize("note", NOTES, ids=name)
def test_a_decision_is_short_and_dated(note: Path) -> None:
    text = note.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_NOTE
    assert re.match(r"\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.md$", note.name)
    assert text.startswith("# ")


def test_architecture_can_be_read_at_once() -> None:
    assert len((DOCS / "architecture.md").read_text("utf-8").splitlines()) <= LONGEST_ARCHITECTURE


def test_every_package_stands_in_the_architecture() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    packages = [each.parent.name for each in (ROOT / "opora").glob("*/__init__.py")]
    assert [each for each in packages if f'["{each}: ' not in text] == []


def test_files_named_in_the_architecture_exist() -> None:
    text = FENCE.sub("", (DOCS / "architecture.md").read_text("utf-8"))
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_0-9-]+\.(?:py|js|html))`", text))
    places = [ROOT, ROOT / "opora"]
    missing = [
        each
        for each in sorted(named)
        if not any((place / each).exists() for place in places)
        and not list((ROOT / "opora").glob(f"*/*/{each}"))
        and not list((ROOT / "opora").glob(f"*/templates/{each}"))
    ]
    assert missing == []


def test_the_guide_says_who_may_what() -> None:
    """The table of the guide is the catalogue, row by row."""
    text = (DOCS / "guide" / "organizatsiya-i-dostap.md").read_text("utf-8")
    for right in rules.RIGHTS.values():
        kinds = [rules.KIND_LABELS[each] for each in rules.OrganizationKind if each in right.kinds]
        where = "всички" if right.kinds == rules.EVERYONE else ", ".join(kinds)
        marks = ["да" if role in right.roles else "–" for role in rules.Role]
        assert f"| {right.label} | {where} | {' | '.join(marks)} |" in text


def test_the_glossary_covers_every_model() -> None:
    text = (DOCS / "glossary.md").read_text("utf-8")
    ours = [each for each in apps.get_app_configs() if each.name.startswith("opora.")]
    models = [model.__name__ for each in ours for model in each.get_models()]
    assert [
        model for model in models if f"`{model}`" not in text and f"`{model}:" not in text
    ] == []
