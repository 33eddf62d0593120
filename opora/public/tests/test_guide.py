"""The user guide in the product: every page, its pictures, its links, its search."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from opora.public import guide

pytestmark = pytest.mark.django_db
NAMES = sorted(path.stem for path in guide.FOLDER.glob("*.md"))


def test_the_first_page_leads_to_every_other() -> None:
    assert sorted(guide.book()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_readable_without_an_account_and_leads_nowhere_wrong(name: str) -> None:
    client = Client()
    answer = client.get(reverse("public:guide_page", args=[name]))
    text = answer.content.decode()
    article = text[text.index("<article") : text.index("</article")]
    assert guide.book()[name].title in article
    assert ".md" not in re.findall(r'href="([^"]*)"', article)
    for address in re.findall(r'(?:href|src)="(/[^"#]*)', article):
        assert client.get(address).status_code == 200, address
    for anchor in re.findall(r'href="#([^"]+)"', article):
        assert f'id="{anchor}"' in article


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("такси", "Такси"),
        ("ТАКСИ плаща", "Такси"),
        ("сигнал дете", "Закрила на дете, съд, откази и жалби"),
    ],
)
def test_the_search_finds_sections_with_all_words(client: Client, text: str, title: str) -> None:
    found = guide.find(text)
    assert title in {page.title for page, _ in found}
    answer = client.get(reverse("public:guide"), {"q": text})
    page, section = found[0]
    assert f"{reverse('public:guide_page', args=[page.name])}#{section.anchor}" in (
        answer.content.decode()
    )


def test_what_is_not_there_is_said(client: Client) -> None:
    answer = client.get(reverse("public:guide"), {"q": "<b>еднорог</b>"})
    assert "Няма раздел с всички тези думи" in answer.content.decode()
    assert "<b>еднорог" not in answer.content.decode()


@pytest.mark.parametrize("path", ["guide/nyama/", "guide/pictures/nyama.png", "guide/..%2Findex/"])
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(f"/public/{path}").status_code == 404


def test_a_picture_that_no_page_shows_is_not_served(client: Client) -> None:
    other = {path.stem for path in guide.PICTURES.glob("*.png")} - {
        name.removesuffix(".png") for name in guide.pictures()
    }
    assert client.get(f"/public/guide/pictures/{min(other)}.png").status_code == 404
