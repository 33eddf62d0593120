"""The entry of the public pages, and the small picture that a browser asks for by itself."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_entry_leads_everywhere(client: Client) -> None:
    said = client.get("/public/").content.decode()
    for name in ("services", "my_request", "guests", "map", "national", "consultations"):
        assert f'href="{reverse(f"public:{name}")}"' in said
    assert '<option value="SFO39">' in said


def test_a_municipality_is_chosen_without_a_script(client: Client) -> None:
    answer = client.get("/public/", {"municipality": "SFO39"})
    assert answer.headers["Location"] == reverse("public:municipality", args=["SFO39"])
    assert client.get("/public/", {"municipality": "nobody"}).status_code == 200


def test_a_document_opened_alone_has_its_icon(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(".svg")
    assert finders.find("desk/img/opora.svg")
