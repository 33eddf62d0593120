"""Signals: who sends, which term runs, double ones, unknown children, who sees what."""

from datetime import timedelta
from typing import Any

import pytest

from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.people import queries as people
from opora.people.rules import Kin, Sex, demo_egn
from opora.people.services import add_representative
from opora.protection import queries, services
from opora.protection.models import ChildCase, Reporter, Signal
from opora.protection.rules import CaseState, Channel, Source
from opora.protection.services import Told
from tests.cast import NOW, TODAY, Cast

from .conftest import Play


def test_a_danger_runs_in_hours_from_the_moment_it_was_told(cast: Cast, play: Play) -> None:
    case = play.report(received_at=NOW - timedelta(hours=5), is_dangerous=True)
    assert case.state == CaseState.SIGNALED
    assert case.in_hours
    assert case.due_at == NOW + timedelta(hours=19)
    with acting(cast.head):
        assert queries.counts(cast.head, now=NOW)["hours"] == 1


def test_an_ordinary_signal_runs_in_days(play: Play) -> None:
    case = play.report()
    assert not case.in_hours
    assert case.due_at is not None
    assert case.due_at > NOW + timedelta(days=9)


def test_a_missed_hour_is_told_to_the_director_once(cast: Cast, play: Play) -> None:
    case = play.report(is_dangerous=True)
    assert services.escalate(now=NOW + timedelta(hours=23)) == 0
    assert services.escalate(now=NOW + timedelta(hours=24, minutes=1)) == 1
    assert services.escalate(now=NOW + timedelta(hours=25)) == 0
    assert play.fresh(case).escalated_at


def test_another_body_sends_and_sees_only_that_it_did(cast: Cast, play: Play) -> None:
    child = play.child(cast.municipality)
    case = play.report(cast.municipality, Told("Ради", child), source=Source.BODY)
    assert case.organization_id == cast.directorate.organization_id
    with acting(cast.municipality):
        sent = queries.sent(cast.municipality).get()
        assert sent.channel == Channel.OPORA
        assert not queries.visible(cast.municipality).exists()
        assert not Reporter.objects.exists()
    with acting(cast.directorate):
        assert people.fully_visible(cast.directorate).filter(pk=child.pk).exists()
        assert "Мария Илиева" in Reporter.objects.get().name


def test_nobody_else_sees_anything_of_it(cast: Cast, play: Play) -> None:
    play.report(reporter="Съседката Гица", is_violence=True)
    for actor in (cast.municipality, cast.provider, cast.stranger, cast.agency):
        with acting(actor):
            for table in (Signal, ChildCase, Reporter):
                assert not table.objects.exists(), (actor, table)


def test_two_signals_for_one_child_are_one_case(cast: Cast, play: Play) -> None:
    child = play.child()
    first = play.report(None, Told("Ради", child))
    again = play.report(None, Told("Ради", child), is_dangerous=True)
    assert again.pk == first.pk
    assert again.in_hours
    with acting(cast.directorate):
        assert queries.signals_of(again).count() == 2
    play.report(None, Told("Ради", child), received_at=NOW)
    assert play.fresh(first).in_hours, "a later signal never gives more time"


def test_each_child_of_a_signal_has_a_case(cast: Cast, play: Play) -> None:
    one, other = play.child(), play.child()
    play.report(None, Told("Първо", one), Told("Второ", other), Told("момче на 5 години"))
    with acting(cast.directorate):
        assert ChildCase.objects.count() == 3
        assert ChildCase.objects.filter(person=None).count() == 1


def test_an_unknown_child_turns_out_to_be_one_with_a_case(cast: Cast, play: Play) -> None:
    child = play.child()
    known = play.report(None, Told("Ради", child))
    unknown = play.report(None, Told("момиче в червено яке"), is_dangerous=True)
    onward = play.do(services.identify, unknown, person=child)
    assert onward.pk == known.pk
    assert onward.in_hours
    assert play.fresh(unknown).state == CaseState.JOINED
    with acting(cast.directorate):
        assert queries.signals_of(onward).count() == 2


def test_an_unknown_child_gets_a_name(play: Play) -> None:
    unknown = play.report(None, Told("момиче в червено яке"))
    play.do(services.start_check, unknown)
    with pytest.raises(Refused, match="кое е детето"):
        play.do(services.propose, unknown, kind="foster", reason="Няма близки.")
    child = play.child()
    assert play.do(services.identify, unknown, person=child).person == child


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": "  "}, "text"),
        ({"received_at": NOW + timedelta(minutes=1)}, "received_at"),
        ({"source": Source.ANONYMOUS, "reporter": "Иван"}, "reporter"),
    ],
)
def test_a_bad_signal_is_refused_in_words(play: Play, changed: dict, field: str) -> None:
    with pytest.raises(Refused) as refused:
        play.report(**changed)
    assert refused.value.field == field


def test_a_signal_without_children_or_about_an_adult_is_refused(cast: Cast, play: Play) -> None:
    adult = play.child(birth_date=TODAY.replace(year=1990))
    for told in ((), (Told("Възрастен", adult),)):
        with acting(cast.directorate), pytest.raises(Refused):
            services.report(
                cast.directorate, children=told, source=Source.CITIZEN, channel=Channel.PHONE,
                received_at=NOW, municipality_id="SFO39", text="Нещо.", now=NOW,
            )  # fmt: skip


def test_where_no_directorate_serves_the_signal_is_refused(cast: Cast, play: Play) -> None:
    with pytest.raises(Refused, match="не е вписана"):
        play.report(cast.stranger, Told("момче"), municipality_id="VTR13")


def test_who_looked_at_the_reporter_stands_in_the_course(cast: Cast, play: Play) -> None:
    case = play.report(reporter="Съседката Гица", contact="0888")
    with acting(cast.directorate):
        signal = queries.signals_of(case).get()
        shown = services.show_reporter(cast.directorate, case=case, signal=signal, now=NOW)
        assert shown.name == "Съседката Гица"
    with acting(cast.municipality), pytest.raises(NotVisible):
        services.show_reporter(cast.municipality, case=case, signal=signal, now=NOW)


def test_twins_of_one_name_are_told_apart(cast: Cast, play: Play) -> None:
    born = TODAY.replace(year=2019)
    same: dict[str, Any] = {
        "first_name": "Мила",
        "birth_date": born,
        "identifier_kind": "egn",
        "missing_reason": "",
    }
    one, other = (
        play.child(**same, identifier=demo_egn(born, Sex.FEMALE, turn)) for turn in (1, 2)
    )
    with acting(cast.directorate):
        for each, name in ((one, "Ана Първа"), (other, "Ана Първа")):
            add_representative(
                cast.directorate, person_id=each.pk, kind=Kin.PARENT, name=name, phone="",
                valid_from=born, now=NOW,
            )  # fmt: skip
    with acting(cast.directorate):
        shown = [each.words for each in queries.told_apart(cast.directorate, [one, other])]
    assert shown[0] != shown[1]
    assert all("20.11.2019" in words and "Ана Първа" in words for words in shown)


def test_the_second_to_write_is_told_that_the_first_did(cast: Cast, play: Play) -> None:
    case = play.report()
    with acting(cast.directorate):
        seen = queries.page(cast.directorate, case.pk)
        services.start_check(cast.directorate, case=seen, seen=seen.version, now=NOW)
        with pytest.raises(Stale):
            services.assign(
                cast.directorate, case=seen, officer_id=cast.directorate.user_id or 0,
                seen=seen.version, now=NOW,
            )  # fmt: skip
