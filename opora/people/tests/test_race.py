"""Eight officers enter the same number at the same moment: one person, seven answers."""

import threading
from datetime import date

import pytest
from django.db import connection

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import queries, rules, services

from .conftest import NOW, enter, make_cast

BORN = date(1984, 3, 12)
N = 8


@pytest.mark.django_db(transaction=True)
def test_an_identifier_is_entered_once_however_many_try() -> None:
    cast = make_cast()
    actors = [cast.municipality, cast.directorate] * (N // 2)
    barrier = threading.Barrier(N)
    made, known, failed = [], [], []

    def attempt(actor: Actor) -> None:
        try:
            barrier.wait(10)
            made.append(enter(actor))
        except services.KnownPerson as error:
            known.append(error)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failed
    assert (len(made), len(known)) == (1, N - 1)


@pytest.mark.django_db(transaction=True)
def test_two_records_that_learn_the_same_number_at_once() -> None:
    cast = make_cast()
    without = {"identifier_kind": "none", "identifier": "", "missing_reason": "newborn"}
    people = [enter(cast.municipality, **without) for _ in range(2)]
    number = rules.demo_egn(BORN, rules.Sex.FEMALE, 0)
    barrier = threading.Barrier(2)
    answers = []

    def attempt(person_id: int) -> None:
        try:
            barrier.wait(10)
            with acting(cast.municipality):
                services.add_identifier(
                    cast.municipality, person_id=person_id, identifier_kind="egn",
                    identifier=number, now=NOW,
                )  # fmt: skip
            answers.append("added")
        except services.KnownPerson:
            answers.append("known")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(each.pk,)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["added", "known"]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_identifiers_are_encrypted_again_with_the_new_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from opora.lib import keys

    cast = make_cast()
    people = [
        enter(cast.municipality, identifier=rules.demo_egn(BORN, rules.Sex.FEMALE, turn))
        for turn in range(3)
    ]
    old = keys.ring()
    rotated = old.rotated()
    monkeypatch.setattr(services.persons, "ring", lambda: rotated)
    assert services.reencrypt_identifiers(batch=2) == 3
    assert services.reencrypt_identifiers(batch=2) == 0
    monkeypatch.setattr(queries, "ring", rotated.without_old)
    with acting(cast.municipality):
        for turn, person in enumerate(people):
            fresh = queries.seen(cast.municipality, person.pk)
            assert queries.identifier_of(fresh) == rules.demo_egn(BORN, rules.Sex.FEMALE, turn)
            assert fresh.version == 1
