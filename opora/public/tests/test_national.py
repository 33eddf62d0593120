"""What everybody reads of the National Map and of annual plans, without an account."""

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from opora.journal.context import acting
from opora.national import queries
from opora.national.services import discussions, maps
from opora.national.tests.conftest import Desk, desk  # noqa: F401  the fixture


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    cache.clear()


def page(name: str, *args: int) -> str:
    answer = Client().get(reverse(f"public:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_yet(desk: Desk) -> None:  # noqa: F811
    assert "Още няма действаща" in page("national")


def test_the_map_in_force(desk: Desk) -> None:  # noqa: F811
    found = desk.in_force()
    assert "№ 574" in page("national")
    assert "Области без услугата" in page("national_map", found.pk)


def test_a_draft_is_nobodys_page(desk: Desk) -> None:  # noqa: F811
    found = desk.draft()
    answer = Client().get(reverse("public:national_map", args=[found.pk]))
    assert answer.status_code == 404


def test_an_opinion_without_an_account(desk: Desk) -> None:  # noqa: F811
    found = desk.draft()
    desk.do(maps.write, national_map=found, foreword="Анализ.", seen=1)
    desk.do(maps.open_discussion, national_map=found)
    with acting(desk.agency):
        made = queries.national_map(desk.agency, found.pk)
        type(made).objects.filter(pk=made.pk).update(discussion_to=date(2099, 1, 1))
    url = reverse("public:national_map", args=[found.pk])
    assert Client().post(url, {"text": ""}).status_code == 400
    answer = Client().post(url, {"text": "Липсва услуга за нас.", "author": "Сдружение"})
    assert answer.status_code == 302
    assert "Липсва услуга за нас." not in page("national_map", found.pk)
    with acting(desk.agency):
        row = queries.comments(found).get()
    desk.do(discussions.answer, about=made, comment_id=row.pk, text="Ще се добави.")
    assert "Ще се добави." in page("national_map", found.pk)
    for _ in range(4):
        Client().post(url, {"text": "Още."})
    assert Client().post(url, {"text": "Шесто."}).status_code == 400


def test_a_plan_in_discussion(desk: Desk) -> None:  # noqa: F811
    desk.in_force()
    found = desk.plan()
    url = reverse("public:annual_plan", args=[found.pk])
    assert Client().get(url).status_code == 404
    assert Client().post(url, {"text": "Рано."}).status_code == 404
