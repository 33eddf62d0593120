"""The pages: found, entered, met, corrected, merged; the stranger gets nothing."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.accounts.models import Membership, Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import queries, rules, services
from opora.people.models import AccessLogEntry, Person

from .conftest import Cast, enter

Browser = Callable[[Actor], tuple[Client, str]]
MARK = "Иванова"
NUMBER = rules.demo_egn(date(1984, 3, 12), rules.Sex.FEMALE, 0)


@pytest.fixture
def browser(cast: Cast) -> Browser:
    """A signed-in browser of an actor and the beginning of their addresses."""

    def signed_in(actor: Actor) -> tuple[Client, str]:
        user = User.objects.get(pk=actor.user_id or 0)
        with acting(actor):
            Membership.objects.get_or_create(
                user=user, organization_id=actor.organization_id, role="officer"
            )
        client = Client()
        client.force_login(user)
        slug = Organization.objects.get(pk=actor.organization_id).slug
        return client, f"/o/{slug}/people/"

    return signed_in


def _token(html: str) -> str:
    found = re.search(r'name="searched" value="([^"]+)"', html)
    assert found
    return found[1]


def test_who_was_searched_in_vain_is_entered_with_what_the_number_says(
    cast: Cast, browser: Browser
) -> None:
    client, at = browser(cast.municipality)
    html = client.post(at, {"text": NUMBER}).content.decode()
    assert "Запиши ново лице" in html
    html = client.post(f"{at}new/", {"searched": _token(html)}).content.decode()
    assert 'value="12.03.1984"' in html
    assert re.search(r'value="female"[^>]* checked', html)
    answer = client.post(
        f"{at}new/",
        {
            "searched": _token(html), "save": "1", "identifier_kind": "egn", "identifier": NUMBER,
            "first_name": "Мария", "last_name": MARK, "birth_date": "12.03.1984", "sex": "female",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert MARK in page
    assert NUMBER not in page
    assert NUMBER in client.post(answer["Location"] + "number/").content.decode()
    with acting(cast.municipality):
        pages = set(AccessLogEntry.objects.values_list("page", flat=True))
    assert pages == {"person", "identifier"}


def _fields(**changes: str) -> dict[str, str]:
    return {
        "save": "1", "identifier_kind": "egn", "identifier": NUMBER, "first_name": "Мария",
        "last_name": MARK, "birth_date": "12.03.1984", "sex": "female",
    } | changes  # fmt: skip


def test_nobody_is_entered_without_a_search(cast: Cast, browser: Browser) -> None:
    client, at = browser(cast.municipality)
    for answer in (
        client.get(f"{at}new/"),
        client.post(f"{at}new/", _fields()),
        client.post(f"{at}new/", _fields(searched="forged:token")),
    ):
        assert answer.status_code == 302
        assert answer["Location"] == at
    other, there = browser(cast.stranger)
    token = _token(other.post(there, {"text": "Иванова"}).content.decode())
    assert client.post(f"{at}new/", _fields(searched=token))["Location"] == at
    with acting(cast.municipality):
        assert not queries.visible(cast.municipality).exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Напишете номер"),
        ("а" * 10_000, "твърде дълго"),
        ("8413129805", "дата, която не съществува"),
        ("8403129801", "Контролната цифра"),
        ("1" * 200, "твърде дълъг"),
    ],
)
def test_a_wrong_search_says_what_is_wrong(
    cast: Cast, browser: Browser, text: str, words: str
) -> None:
    client, at = browser(cast.municipality)
    answer = client.post(at, {"text": text})
    assert answer.status_code == 400
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"birth_date": "31.02.1984"}, "Няма такъв ден: 31.02.1984."),
        ({"birth_date": "13.03.1984"}, "а по ЕГН е 12.03.1984 г."),
        ({"sex": "male"}, "по него лицето е жена"),
        ({"first_name": "Mария"}, "Поправи на „Мария“"),
        ({"first_name": "", "last_name": ""}, "Въведете фамилия"),
        ({"last_name": "я" * 10_000}, "10000 знака"),
        ({"identifier_kind": "none"}, "защо лицето няма идентификатор"),
        ({"identifier_kind": "made-up"}, "made-up"),
        ({"identifier": "8403129801"}, "Контролната цифра"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_typed_is_lost(
    cast: Cast, browser: Browser, changes: dict[str, str], words: str
) -> None:
    client, at = browser(cast.municipality)
    token = _token(client.post(at, {"text": "Петкана"}).content.decode())
    answer = client.post(f"{at}new/", _fields(searched=token, middle_name="Петрова", **changes))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert words in html
    assert 'value="Петрова"' in html


def test_look_alike_letters_are_repaired_by_one_press(cast: Cast, browser: Browser) -> None:
    client, at = browser(cast.municipality)
    token = _token(client.post(at, {"text": "Петкана"}).content.decode())
    typed = _fields(searched=token, first_name="Mария", accept="first_name")
    typed.pop("save")
    html = client.post(f"{at}new/", typed).content.decode()
    assert 'value="Мария"' in html
    assert f'value="{MARK}"' in html


def test_the_form_sent_twice_and_again_from_the_back_button(cast: Cast, browser: Browser) -> None:
    client, at = browser(cast.municipality)
    token = _token(client.post(at, {"text": "Петкана"}).content.decode())
    sent = _fields(searched=token, identifier_kind="none", identifier="", missing_reason="homeless")
    places = {client.post(f"{at}new/", sent).headers.get("Location") for _ in range(3)}
    assert len(places) == 1
    with acting(cast.municipality):
        assert queries.visible(cast.municipality).count() == 1


def test_a_likely_double_is_shown_before_it_is_entered(
    cast: Cast, browser: Browser, maria: Person
) -> None:
    client, at = browser(cast.municipality)
    token = _token(client.post(at, {"text": "Петкана"}).content.decode())
    sent = _fields(identifier_kind="none", identifier="", missing_reason="homeless")
    answer = client.post(f"{at}new/", sent | {"searched": token})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Това не е ли някой от тези хора?" in html
    assert client.post(f"{at}new/", sent | {"searched": _token(html)}).status_code == 302


def test_a_taken_number_leads_to_the_record(cast: Cast, browser: Browser, maria: Person) -> None:
    client, at = browser(cast.municipality)
    token = _token(client.post(at, {"text": "Петкана"}).content.decode())
    shown = client.post(f"{at}new/", _fields(searched=token, first_name="Албена", last_name="Ю"))
    assert shown.status_code == 409
    assert f"{at}{maria.pk}/" in shown.content.decode()


def test_the_other_municipality_meets_the_core_with_a_reason(
    cast: Cast, browser: Browser, maria: Person
) -> None:
    client, at = browser(cast.stranger)
    html = client.post(at, {"text": NUMBER}).content.decode()
    assert MARK not in html
    token = _token(html)
    refused = client.post(f"{at}meet/", {"searched": token, "reason": ""})
    assert refused.status_code == 400
    assert MARK not in refused.content.decode()
    met = client.post(f"{at}meet/", {"searched": token, "reason": "Заяви желание при нас"})
    page = client.get(met["Location"]).content.decode()
    assert MARK in page
    assert "samokov" in page.lower()
    assert "Адреси" not in page
    assert client.get(f"{at}{maria.pk}/edit/").status_code == 404
    assert client.get(f"{at}{maria.pk}/access/").status_code == 404
    client.post(f"{at}{maria.pk}/work/", {"reason": "Заяви желание при нас"})
    assert "Адреси" in client.get(f"{at}{maria.pk}/").content.decode()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "{pk}/"),
        ("post", "{pk}/number/"),
        ("get", "{pk}/number/add/"),
        ("post", "{pk}/work/"),
        ("get", "{pk}/edit/"),
        ("post", "{pk}/edit/"),
        ("get", "{pk}/access/"),
        ("post", "{pk}/add/address/"),
        ("post", "{pk}/add/note/"),
        ("post", "{pk}/phones/1/end/"),
        ("post", "{pk}/representatives/1/end/"),
        ("get", "{pk}/merge/{pk}/"),
        ("post", "duplicates/1/confirm/"),
        ("get", "9999999999999999/"),
    ],
)
def test_the_stranger_gets_nothing(
    cast: Cast, browser: Browser, maria: Person, method: str, path: str
) -> None:
    client, at = browser(cast.stranger)
    answer = getattr(client, method)(at + path.format(pk=maria.pk), {"reason": "любопитство"})
    assert answer.status_code == 404
    assert MARK not in answer.content.decode()
    assert NUMBER not in answer.content.decode()


def test_a_provider_looks_and_does_not_write_the_core(
    cast: Cast, browser: Browser, maria: Person
) -> None:
    with acting(cast.municipality):
        services.involve(
            cast.municipality, person_id=maria.pk, basis="provider", ground="request:1",
            organization_id=cast.provider.organization_id,
        )  # fmt: skip
    client, at = browser(cast.provider)
    assert MARK in client.get(f"{at}{maria.pk}/").content.decode()
    answer = client.get(f"{at}{maria.pk}/edit/")
    assert answer.status_code == 400
    assert "Нямате право" in answer.content.decode()


@pytest.mark.parametrize(
    ("what", "typed", "shown"),
    [
        ("address", {"kind": "current", "municipality": "SFO39", "text": "ул. Първа 1"}, "Първа"),
        ("phone", {"number": "0888 123 456", "whose": "дъщеря"}, "0888 123 456"),
        ("note", {"text": "Чува трудно"}, "Чува трудно"),
        (
            "representative",
            {"kind": "guardian", "name": "Петър Иванов", "valid_from": "01.02.2026"},
            "настойник",
        ),
    ],
)
def test_details_are_recorded_and_shown_to_us_only(
    cast: Cast, browser: Browser, maria: Person, what: str, typed: dict[str, str], shown: str
) -> None:
    client, at = browser(cast.municipality)
    sent = {f"{what}-{name}": value for name, value in typed.items()}
    answer = client.post(f"{at}{maria.pk}/add/{what}/", sent)
    assert answer.status_code == 302
    assert shown in client.get(answer["Location"]).content.decode()
    wrong = client.post(f"{at}{maria.pk}/add/{what}/", {})
    assert wrong.status_code == 400


def test_the_second_to_save_gets_both_side_by_side(
    cast: Cast, browser: Browser, maria: Person
) -> None:
    first, at = browser(cast.municipality)
    second, _ = browser(cast.colleague)
    pages = [client.get(f"{at}{maria.pk}/edit/").content.decode() for client in (first, second)]

    def sent(html: str, **changes: str) -> dict[str, str]:
        hidden = {
            name: re.search(rf'name="{name}" value="([^"]+)"', html)[1]  # type: ignore[index]
            for name in ("version", "seen")
        }
        core = {
            "first_name": "Мария", "middle_name": "Петрова", "last_name": MARK,
            "birth_date": "12.03.1984", "sex": "female",
        }  # fmt: skip
        return core | hidden | changes

    edit = f"{at}{maria.pk}/edit/"
    assert first.post(edit, sent(pages[0], last_name="Стоянова")).status_code == 302
    answer = second.post(edit, sent(pages[1], first_name="Марияна"))
    html = answer.content.decode()
    assert answer.status_code == 409
    for word in ("Стоянова", MARK, "Марияна", "ilieva"):
        assert word in html
    assert second.post(edit, sent(html, first_name="Марияна")).status_code == 302


def test_who_looked_is_listed_and_a_live_refetch_is_not_a_look(
    cast: Cast, browser: Browser, maria: Person
) -> None:
    client, at = browser(cast.municipality)
    client.get(f"{at}{maria.pk}/")
    client.get(f"{at}{maria.pk}/", headers={"Opora-Fetch": "1"})
    html = client.get(f"{at}{maria.pk}/access/").content.decode()
    assert "2\u00a0преглеждания" in html  # the page and the list itself
    assert "ilieva" in html


def test_a_merge_is_proposed_by_one_and_confirmed_by_another(
    cast: Cast, browser: Browser, maria: Person
) -> None:
    twin = enter(
        cast.municipality, identifier_kind="none", identifier="", missing_reason="homeless"
    )
    client, at = browser(cast.municipality)
    assert "Сравни двата записа" in client.get(f"{at}{maria.pk}/").content.decode()
    compare = f"{at}{maria.pk}/merge/{twin.pk}/"
    assert "еднакво" in client.get(compare).content.decode()
    assert client.post(compare, {"keep": maria.pk, "reason": ""}).status_code == 400
    assert client.post(compare, {"keep": maria.pk, "reason": "Една карта"}).status_code == 302
    assert "решава друг служител" in client.get(f"{at}duplicates/").content.decode()
    with acting(cast.municipality):
        record = queries.merges(cast.municipality).get()
    decide = f"{at}duplicates/{record.pk}/confirm/"
    assert client.post(decide).status_code == 400
    colleague, _ = browser(cast.colleague)
    assert colleague.post(decide).status_code == 302
    assert client.get(f"{at}{twin.pk}/")["Location"] == f"{at}{maria.pk}/"
    undo = f"{at}duplicates/{record.pk}/undo/"
    assert client.post(undo, {"reason": "сестри са"}).status_code == 302
    assert client.get(f"{at}{twin.pk}/").status_code == 200


def test_a_look_stays_written_when_the_act_is_refused(
    cast: Cast, browser: Browser, maria: Person
) -> None:
    client, at = browser(cast.municipality)
    assert client.post(f"{at}{maria.pk}/edit/", {"version": "1"}).status_code == 400
    with acting(cast.municipality):
        assert AccessLogEntry.objects.filter(page="edit").count() == 1


def test_a_search_asks_the_database_a_constant_number_of_times(
    cast: Cast, browser: Browser, maria: Person
) -> None:
    client, at = browser(cast.municipality)

    def n_queries() -> int:
        with CaptureQueriesContext(connection) as queries_asked:
            client.post(at, {"text": "Иванова"})
        return len(queries_asked)

    few = n_queries()
    for turn in range(1, 8):
        enter(
            cast.municipality, identifier=rules.demo_egn(maria.birth_date, rules.Sex.FEMALE, turn)
        )
    assert n_queries() == few


def test_twins_of_one_name_are_told_apart_by_the_end_of_the_number(
    cast: Cast, browser: Browser, maria: Person
) -> None:
    client, at = browser(cast.municipality)
    with acting(cast.municipality):
        shown = maria.masked_number

    html = client.post(at, {"text": maria.last_name}).content.decode()

    assert shown[-4:].isdigit()
    assert f"{maria.get_identifier_kind_display()} {shown}" in html
