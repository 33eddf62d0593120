"""A wrong number: proposed by one officer, confirmed by another, found by both, undone."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from opora.journal import queries as journal
from opora.journal.context import acting
from opora.lib import keys
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.people import queries, rules, services
from opora.people.models import IdentifierCorrection, Person

from .conftest import NOW, Cast, enter, make_cast
from .test_pages import browser

__all__ = ["browser"]  # the fixture
Browser = Callable[[Actor], tuple[Client, str]]
WRONG = rules.demo_egn(date(1984, 3, 12), rules.Sex.FEMALE, 0)
BORN = date(1984, 3, 21)
RIGHT = rules.demo_egn(BORN, rules.Sex.FEMALE, 3)
WHY = "Лична карта"


def propose(cast: Cast, person: Person, **changed: Any) -> IdentifierCorrection:
    facts: dict[str, Any] = {"identifier_kind": "egn", "identifier": RIGHT, "reason": WHY}
    with acting(cast.municipality):
        return services.propose_correction(
            cast.municipality, person_id=person.pk, now=NOW, **(facts | changed)
        )


def decide(actor: Actor, verb: str, record: IdentifierCorrection, **more: Any) -> Any:
    with acting(actor):
        return getattr(services, f"{verb}_correction")(actor, record_id=record.pk, now=NOW, **more)


def found(actor: Actor, number: str) -> list[Person]:
    with acting(actor):
        return queries.search(actor, number)


def number_of(cast: Cast, person: Person) -> tuple[str | None, date, int]:
    with acting(cast.municipality):
        fresh = queries.seen(cast.municipality, person.pk)
        return queries.identifier_of(fresh), fresh.birth_date, fresh.version


def test_a_correction_takes_two_officers(cast: Cast, maria: Person) -> None:
    record = propose(cast, maria)
    with pytest.raises(Refused, match="решава друг служител"):
        decide(cast.municipality, "confirm", record)
    with pytest.raises(Refused, match="чака решение"):
        propose(cast, maria)
    with pytest.raises(NotVisible):
        decide(cast.stranger, "confirm", record)
    assert number_of(cast, maria) == (WRONG, date(1984, 3, 12), 1)
    assert decide(cast.colleague, "confirm", record).state == "confirmed"
    assert number_of(cast, maria) == (RIGHT, BORN, 2)
    with pytest.raises(Refused, match="вече е решено"):
        decide(cast.colleague, "confirm", record)


def test_the_former_number_still_leads_to_the_person_and_is_free(cast: Cast, maria: Person) -> None:
    decide(cast.colleague, "confirm", propose(cast, maria))
    assert found(cast.municipality, RIGHT) == found(cast.municipality, WRONG) == [maria]
    assert found(cast.stranger, WRONG) == []
    owner = enter(cast.municipality, first_name="Анна")  # whose number it really is
    assert set(found(cast.municipality, WRONG)) == {maria, owner}
    with pytest.raises(Refused, match="записан на друго лице"):
        decide(
            cast.colleague, "undo", IdentifierCorrection.objects.model(pk=_last(cast)), reason=WHY
        )
    assert number_of(cast, maria)[0] == RIGHT


def _last(cast: Cast) -> int:
    with acting(cast.municipality):
        return IdentifierCorrection.objects.latest("pk").pk


def test_it_can_be_undone(cast: Cast, maria: Person) -> None:
    record = propose(cast, maria)
    decide(cast.colleague, "confirm", record)
    with pytest.raises(Refused):
        decide(cast.colleague, "undo", record, reason=" ")
    decide(cast.municipality, "undo", record, reason="Картата е на сестра ѝ")
    assert number_of(cast, maria) == (WRONG, date(1984, 3, 12), 3)
    assert found(cast.municipality, RIGHT) == []
    with acting(cast.municipality):
        told = journal.timeline(cast.municipality, kind="person", record_id=maria.pk)
        names = [each.name for each in told if "correction" in each.name]
        assert names == [
            "people.correction_undone", "people.correction_confirmed", "people.correction_proposed"
        ]  # fmt: skip
        assert not any(n in str(each.detail.values) for each in told if hasattr(each, "detail")
                       for n in (WRONG, RIGHT))  # fmt: skip


def test_a_refused_proposal_changes_nothing_and_gives_room(cast: Cast, maria: Person) -> None:
    decide(cast.colleague, "refuse", propose(cast, maria), reason="Сверено")
    decide(cast.municipality, "refuse", propose(cast, maria), reason="Сбърках")  # takes it back
    assert number_of(cast, maria)[0] == WRONG


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"identifier": WRONG}, "вече е записан на лицето"),
        ({"identifier": RIGHT[:-1] + str((int(RIGHT[-1]) + 1) % 10)}, "ЕГН"),
        ({"identifier_kind": "none", "identifier": ""}, "Изберете вида"),
        ({"reason": " "}, "."),
    ],
)
def test_what_cannot_be_right(
    cast: Cast, maria: Person, changed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        propose(cast, maria, **changed)


def test_another_persons_number_is_refused(cast: Cast, maria: Person) -> None:
    other = enter(cast.municipality, birth_date=BORN, identifier=RIGHT)
    with pytest.raises(services.KnownPerson) as known:
        propose(cast, maria)
    assert known.value.person_id == other.pk


def test_a_number_without_its_own_checks_follows_the_core(cast: Cast, maria: Person) -> None:
    record = propose(cast, maria, identifier_kind="other", identifier="AB123456")
    decide(cast.colleague, "confirm", record)
    assert number_of(cast, maria) == ("AB123456", date(1984, 3, 12), 2)


def test_the_wall_keeps_to_who_works_with_the_person(cast: Cast, maria: Person) -> None:
    record = propose(cast, maria)
    for actor in (cast.stranger, cast.provider):
        with acting(actor):
            assert not IdentifierCorrection.objects.exists()
            assert IdentifierCorrection.objects.update(state="confirmed") == 0
    with acting(cast.municipality), pytest.raises(IntegrityError), transaction.atomic():
        IdentifierCorrection.objects.filter(pk=record.pk).update(
            state="confirmed", decided_by_id=cast.municipality.user_id
        )


@pytest.mark.django_db(transaction=True)
def test_two_people_who_get_the_same_number_at_once() -> None:
    cast = make_cast()
    people = [
        enter(
            cast.municipality, identifier=rules.demo_egn(date(1984, 3, 12), rules.Sex.FEMALE, turn)
        )
        for turn in range(2)
    ]
    records = [propose(cast, person) for person in people]
    barrier, answers = threading.Barrier(2), []

    def attempt(record: IdentifierCorrection) -> None:
        try:
            barrier.wait(10)
            decide(cast.colleague, "confirm", record)
            answers.append("done")
        except Refused as refused:
            answers.append(refused.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(each,)) for each in records]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["done", "Междувременно този номер е записан на друго лице."]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_both_numbers_are_encrypted_again_with_the_new_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast = make_cast()
    maria = enter(cast.municipality)
    propose(cast, maria)
    rotated = keys.ring().rotated()
    monkeypatch.setattr(services.persons, "ring", lambda: rotated)
    assert services.reencrypt_identifiers(batch=2) == 3
    monkeypatch.setattr(queries, "ring", rotated.without_old)
    with acting(cast.municipality):
        (record,) = queries.corrections(cast.municipality, maria.pk)
        assert queries.masked_number(record.former) == rules.masked(WRONG)
        assert queries.masked_number(record.identifier) == rules.masked(RIGHT)


def test_the_pages_from_the_proposal_to_the_undoing(
    cast: Cast, maria: Person, browser: Browser
) -> None:
    client, at = browser(cast.municipality)
    page = f"{at}{maria.pk}/number/correct/"
    assert page in client.get(f"{at}{maria.pk}/").text
    wrong = client.post(page, {"identifier_kind": "egn", "identifier": "123", "reason": ""})
    assert wrong.status_code == 400
    sent = {"identifier_kind": "egn", "identifier": RIGHT, "reason": WHY}
    assert client.post(page, sent).status_code == 302
    shown = client.get(page).text
    assert "решава друг служител" in shown
    assert RIGHT not in shown
    assert "чака втори служител" in client.get(f"{at}{maria.pk}/").text
    record = _last(cast)
    second, _at = browser(cast.colleague)
    assert page in second.get(f"{at}duplicates/").text
    assert second.post(f"{page}{record}/confirm/").status_code == 302
    assert "поправен" in client.get(f"{at}{maria.pk}/").text
    answer = client.post(at, {"text": WRONG}).text
    assert "чийто номер после е поправен" in answer
    assert "запиши ново лице" in answer  # the number may be another person's
    stranger, elsewhere = browser(cast.stranger)
    assert stranger.get(f"{elsewhere}{maria.pk}/number/correct/").status_code == 404
    assert stranger.post(
        f"{elsewhere}{maria.pk}/number/correct/{record}/undo/", {"reason": WHY}
    ).status_code == 404  # fmt: skip
    assert second.post(f"{page}{record}/undo/", {"reason": WHY}).status_code == 302
    assert number_of(cast, maria)[0] == WRONG
