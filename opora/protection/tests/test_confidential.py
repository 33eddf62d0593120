"""A confidential case: its leading officer, the admitted, the directors; nobody else, by page and
by SQL."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from opora.accounts.models import User
from opora.cases.models import Case
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.protection import queries, services
from opora.protection.models import ChildCase
from opora.protection.rules import Channel, Source
from opora.protection.services import Told
from tests.cast import TODAY, Cast, member

from .conftest import Play

OF_IT = {
    "the case": "select count(*) from protection_childcase",
    "signals": "select count(*) from protection_signal",
    "reporters": "select count(*) from protection_reporter",
    "children": "select count(*) from protection_signalchild",
    "checks": "select count(*) from protection_riskcheck",
    "measures": "select count(*) from protection_measure",
    "officers": "select count(*) from protection_caseofficer",
    "events": "select count(*) from journal_event where record_kind in ('protection', 'measure')",
    "details": "select count(*) from journal_eventdetail where values::text like '%Опасно%'",
    "papers": "select count(*) from documents_issueddocument where record_kind = 'protection'",
    "terms": "select count(*) from law_clock where record_kind in ('protection', 'measure')",
}


@pytest.fixture
def second(cast: Cast) -> Actor:
    """Another officer of the same department."""
    where = cast.organization(cast.directorate)
    return member(where, "second@example.org", "Ваня Втора", "officer")


def seen_by(actor: Actor) -> dict[str, int]:
    """How many rows of each table the database shows."""
    found = {}
    with acting(actor), connection.cursor() as cursor:
        for name, question in OF_IT.items():
            cursor.execute(question)
            found[name] = cursor.fetchone()[0]
    return found


def hidden(play: Play, **more: Any) -> ChildCase:
    """A case of violence with a check, a paper and an order."""
    case = play.checked(play.report(is_violence=True, reporter="Съседката", **more))
    play.ordered(case)
    return play.fresh(case)


def test_another_officer_sees_nothing_of_it(cast: Cast, play: Play, second: Actor) -> None:
    case = hidden(play)
    assert case.is_confidential
    assert {name: n for name, n in seen_by(second).items() if n} == {}
    for actor in (cast.directorate, cast.head):
        assert [name for name, n in seen_by(actor).items() if not n] == []
    with acting(second):
        assert not queries.visible(second).exists()
        with pytest.raises(NotVisible):
            queries.page(second, case.pk)
        assert ChildCase.objects.filter(pk=case.pk).update(is_confidential=False) == 0


def test_another_officers_pages_do_not_know_it(cast: Cast, play: Play, second: Actor) -> None:
    case = hidden(play)
    client = Client()
    client.force_login(User.objects.get(pk=second.officer_id))
    for name, args in (("case", [case.pk]), ("history", [case.pk]), ("act", [case.pk, "assign"])):
        address = reverse(f"protection:{name}", args=["dsp-samokov", *args])
        assert client.get(address).status_code == 404
    listed = client.get(reverse("protection:worklist", args=["dsp-samokov"])).content.decode()
    assert case.number not in listed
    assert "Маркерова" not in listed


def test_the_director_admits_and_stops(cast: Cast, play: Play, second: Actor) -> None:
    case = hidden(play)
    with pytest.raises(Refused, match="не е за Вас"):
        play.do(services.admit_officer, case, officer_id=second.officer_id, why="Замества.")
    play.do(services.admit_officer, case, cast.head, officer_id=second.officer_id, why="Замества.")
    assert [name for name, n in seen_by(second).items() if not n] == []
    with pytest.raises(Refused, match="вече има достъп"):
        play.do(services.admit_officer, case, cast.head, officer_id=second.officer_id, why="Пак.")
    play.do(services.remove_officer, case, cast.head, officer_id=second.officer_id)
    assert not any(seen_by(second).values())
    with acting(cast.head), connection.cursor() as cursor:
        cursor.execute("select count(*) from journal_event where name like 'protection.officer_%'")
        assert cursor.fetchone() == (2,)


def test_an_open_case_needs_no_admission(cast: Cast, play: Play, second: Actor) -> None:
    case = play.report()
    assert seen_by(second)["the case"] == 1
    with pytest.raises(Refused, match="не е поверителен"):
        play.do(services.admit_officer, case, cast.head, officer_id=second.officer_id, why="Не.")


def test_what_another_authority_reports_goes_to_the_director(cast: Cast, play: Play) -> None:
    child = play.child(cast.municipality)
    with pytest.raises(IndexError):  # the department's officer does not find it
        play.report(cast.municipality, Told("Ради", child), is_violence=True)
    with acting(cast.head):
        case = queries.led(cast.head).get()
    play.do(services.assign, case, cast.head, officer_id=cast.directorate.officer_id)
    assert play.do(services.start_check, case).state == "in_check"
    assert seen_by(cast.municipality)["signals"] == 1


def test_an_officer_may_report_about_a_child_whose_case_is_closed_to_them(
    cast: Cast, play: Play, second: Actor
) -> None:
    case = hidden(play)
    with acting(cast.directorate):
        person = queries.page(cast.directorate, case.pk).person
    with acting(second):
        signal = services.report(
            second, children=[Told("Ради", person)], source=Source.CITIZEN, channel=Channel.PHONE,
            received_at=play.now, municipality_id="SFO39", text="Отново.", now=play.now,
        )  # fmt: skip
        assert not signal.children.exists()
    with acting(cast.head):
        assert queries.led(cast.head).count() == 1
        assert case.signals.count() == 2


def test_the_stream_is_told_who_alone_may_hear(cast: Cast, play: Play, second: Actor) -> None:
    case = hidden(play)
    with acting(cast.head), connection.cursor() as cursor:
        cursor.execute("select journal_readers('protection', %s)", [case.pk])
        (readers,) = cursor.fetchone()
    assert second.user_id not in readers
    assert {cast.directorate.user_id, cast.head.user_id} <= set(readers)


def test_the_providers_case_is_confidential_too(cast: Cast, play: Play) -> None:
    measure = play.ordered(play.checked(play.report(is_violence=True)))
    play.measure(services.direct, measure, named_service=cast.named(), wish="")
    play.measure(services.place, measure, service=cast.service)
    with acting(cast.provider):
        assert Case.objects.get().is_confidential


def test_a_case_that_becomes_confidential_hides_the_place_too(cast: Cast, play: Play) -> None:
    case = play.checked()
    measure = play.ordered(case)
    play.measure(services.direct, measure, named_service=cast.named(), wish="")
    play.measure(services.place, measure, service=cast.service)
    with acting(cast.provider):
        assert not Case.objects.get().is_confidential
    with acting(cast.directorate):
        person = queries.page(cast.directorate, case.pk).person
    play.report(None, Told("Ради", person), is_violence=True)
    with acting(cast.provider):
        assert Case.objects.get().is_confidential


def test_the_end_of_a_measure_frees_the_place(cast: Cast, play: Play) -> None:
    measure = play.ordered(play.checked())
    play.measure(services.direct, measure, named_service=cast.named(), wish="")
    play.measure(services.place, measure, service=cast.service)
    play.measure(services.end, measure, cast.head, reason="Върна се.", happened_on=TODAY)
    with acting(cast.provider), connection.cursor() as cursor:
        assert Case.objects.get().state == "ended"
        cursor.execute("select state from places_placement")
        assert cursor.fetchall() == [("ended",)]
        cursor.execute("select count(*) from notices_notice where kind = 'case.ground_ended'")
        assert cursor.fetchone() == (1,)
