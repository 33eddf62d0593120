"""Clocks on a real database, behind its second wall."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from opora.law import queries, services
from opora.law.models import Clock, DeadlineRule, PauseRule
from opora.law.rules import Unit
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .walls import acting

pytestmark = pytest.mark.django_db
TOWN, DIRECTORATE, STRANGER = Actor(1, 101), Actor(2, 102), Actor(3, 103)
START = date(2026, 11, 3)


def start(actor: Actor = TOWN, record_id: int = 7, code: str = "D1", on: date = START) -> Clock:
    with acting(actor):
        return services.start_clock(
            actor,
            code=code,
            kind="request",
            record_id=record_id,
            started_on=on,
            responsible_id=101,
            audience=[102],
        )


def test_twenty_days_from_3_november_end_on_23_november() -> None:
    clock = start()
    assert (clock.started_on, clock.due_on) == (START, date(2026, 11, 23))
    assert clock.audience == [101, 102]
    assert clock.rule.basis == "чл. 73 ЗСУ"
    assert clock.rule.length.replace("\u00a0", " ") == "20 календарни дни"


def test_the_calendar_of_the_country_is_in_the_database() -> None:
    # 20 days from 4 December end on Christmas Eve; 28 December replaces Saturday the 26th.
    assert start(on=date(2026, 12, 4)).due_on == date(2026, 12, 29)
    # Moved by decree.
    assert not queries.calendar().is_working(date(2026, 1, 2))


def test_a_changed_rule_moves_no_running_clock() -> None:
    before = start()
    services.revise_rule(TOWN, rule=before.rule, valid_from=date(2026, 11, 10), amount=10)
    with acting(TOWN):
        before.refresh_from_db()
    assert before.due_on == date(2026, 11, 23)
    assert before.rule.amount == 20
    # An act that happened before the change keeps the old term, whenever it is entered.
    assert start(record_id=8).due_on == date(2026, 11, 23)
    assert start(record_id=9, on=date(2026, 11, 10)).due_on == date(2026, 11, 20)


def test_two_rows_of_a_deadline_never_overlap() -> None:
    rule = queries.rule_in_force("D1", START)
    assert rule
    rule.pk = None
    rule.valid_from = date(2030, 1, 1)
    with pytest.raises(IntegrityError, match="one_deadline_rule_at_a_time"), transaction.atomic():
        rule.save(force_insert=True)


@pytest.mark.parametrize("valid_from", [date(2020, 7, 1), date(2020, 6, 1)])
def test_a_new_row_begins_after_the_old(valid_from: date) -> None:
    rule = DeadlineRule.objects.get(code="D1")
    with pytest.raises(Refused, match="след началото"):
        services.revise_rule(TOWN, rule=rule, valid_from=valid_from, amount=10)


def test_a_replaced_row_is_not_replaced_again() -> None:
    rule = DeadlineRule.objects.get(code="D1")
    services.revise_rule(TOWN, rule=rule, valid_from=date(2026, 1, 1), amount=10)
    with pytest.raises(Refused, match="вече е заменен"):
        services.revise_rule(TOWN, rule=rule, valid_from=date(2026, 2, 1), amount=5)


@pytest.mark.parametrize("code", ["D3", "D99"])
def test_no_clock_without_a_number_in_the_law(code: str) -> None:
    with pytest.raises(Refused, match="няма въведен срок"):
        start(code=code)


def test_no_clock_for_a_day_before_the_rule() -> None:
    with pytest.raises(Refused, match="няма въведен срок"):
        start(on=date(2020, 6, 30))


def test_the_same_term_runs_once_for_a_record() -> None:
    start()
    with pytest.raises(Refused, match="вече тече"):
        start()
    start(code="D22")
    start(record_id=8)


def test_a_stopped_term_may_start_again() -> None:
    start()
    with acting(TOWN):
        stopped = services.stop_clock(
            TOWN, kind="request", record_id=7, code="D1", stopped_on=date(2026, 11, 10)
        )
    assert stopped == 1
    start(on=date(2026, 11, 12))
    with acting(TOWN):
        clocks = queries.clocks_of(TOWN, "request", [7, 8])
    assert [clock.stopped_on for clock in clocks[7]] == [None, date(2026, 11, 10)]
    assert 8 not in clocks


def test_a_clock_does_not_stop_before_it_starts() -> None:
    start()
    with acting(TOWN), pytest.raises(Refused, match="преди деня"):
        services.stop_clock(TOWN, kind="request", record_id=7, stopped_on=START - timedelta(days=1))


def test_a_stranger_sees_and_stops_nothing() -> None:
    start()
    with acting(STRANGER):
        assert not Clock.objects.exists()
        assert queries.clocks_of(STRANGER, "request", [7]) == {}
        assert not services.stop_clock(STRANGER, kind="request", record_id=7, stopped_on=START)
    with acting(DIRECTORATE):
        assert len(queries.clocks_of(DIRECTORATE, "request", [7])[7]) == 1


def test_a_handover_passes_the_clock_with_its_due_day() -> None:
    clock = start()
    with acting(DIRECTORATE):
        passed = services.pass_clocks(
            DIRECTORATE, kind="request", record_id=7, responsible_id=102, audience=[101]
        )
        clock.refresh_from_db()
        late = list(queries.overdue(DIRECTORATE, date(2026, 11, 24)))
    assert passed == 1
    assert (clock.responsible_id, clock.audience) == (102, [101, 102])
    assert clock.due_on == date(2026, 11, 23)
    assert late == [clock]
    with acting(TOWN):
        assert not queries.overdue(TOWN, date(2026, 11, 24)).exists()


def test_who_leaves_a_record_hears_its_clock_no_more() -> None:
    start()
    with acting(DIRECTORATE):
        assert len(queries.clocks_of(DIRECTORATE, "request", [7])) == 1
        services.restate_audience(DIRECTORATE, kind="request", record_id=7, audience=[101, 104])
        assert queries.clocks_of(DIRECTORATE, "request", [7]) == {}
    with acting(TOWN):
        assert queries.clocks_of(TOWN, "request", [7])[7][0].audience == [101, 104]


def test_a_stranger_restates_nothing() -> None:
    start()
    with acting(STRANGER):
        done = services.restate_audience(STRANGER, kind="request", record_id=7, audience=[103])
        assert (done, queries.clocks_of(STRANGER, "request", [7])) == (0, {})


def test_an_overdue_clock_is_escalated_once() -> None:
    start()
    today = date(2026, 11, 24)
    with acting(TOWN):
        assert not queries.overdue(TOWN, date(2026, 11, 23)).exists()
        late = list(queries.overdue(TOWN, today))
        assert services.mark_escalated(TOWN, clocks=late, today=today) == late
        assert services.mark_escalated(TOWN, clocks=late, today=today) == []
        assert not queries.overdue(TOWN, today).exists()


def test_no_ground_to_pause_is_shipped() -> None:
    clock = start()
    assert not PauseRule.objects.exists()
    with acting(TOWN), pytest.raises(Refused, match="Няма правило"):
        services.pause_clock(TOWN, clock=clock, ground_code="illness", paused_on=START)


def test_a_pause_by_a_rule_moves_the_due_day() -> None:
    PauseRule.objects.create(
        code="court", deadline_code="D1", ground="проба", article="", source="проба",
        confidence="weak", valid_from=date(2026, 1, 1),
    )  # fmt: skip
    clock = start()
    with acting(TOWN):
        services.pause_clock(TOWN, clock=clock, ground_code="court", paused_on=date(2026, 11, 10))
        assert not queries.overdue(TOWN, date(2026, 12, 24)).exists()
        with pytest.raises(Refused, match="не може да спре временно"):
            services.pause_clock(
                TOWN, clock=clock, ground_code="court", paused_on=date(2026, 11, 11)
            )
        with pytest.raises(Refused, match="не е спрян"):
            services.resume_clock(TOWN, clock=clock, resumed_on=date(2026, 11, 9))
        resumed = services.resume_clock(TOWN, clock=clock, resumed_on=date(2026, 11, 15))
    # Five days later is Saturday the 28th; the term runs to Monday.
    assert (resumed.due_on, resumed.n_paused_days) == (date(2026, 11, 30), 5)


def test_the_nearest_due_day_annotates_other_records() -> None:
    start()
    start(code="D22")
    with acting(TOWN):
        # Any table with a number will do: the clocks themselves stand for requests here.
        row = Clock.objects.annotate(due=queries.next_due("request", "record_id")).first()
    assert row
    assert row.due == date(2026, 11, 17)


def test_every_unit_has_a_row_shown_in_words() -> None:
    said = {rule.code: rule.length.replace("\u00a0", " ") for rule in queries.deadline_rules()}
    assert said["D4"] == "6 месеца"
    assert said["D8"] == "3 години"
    assert said["D11"] == "24 часа"
    assert said["D13"] == "до 31 март"
    assert {rule.unit for rule in queries.deadline_rules()} <= {"", *Unit}


def test_an_entered_day_moves_later_terms() -> None:
    services.set_calendar_day(
        TOWN, day=date(2026, 11, 23), is_working=False, name="проба", source="проба",
        confidence="memory",
    )  # fmt: skip
    assert start().due_on == date(2026, 11, 24)


def test_legal_terms_by_code() -> None:
    assert queries.legal_terms(["nasochvane"])["nasochvane"].basis == "чл. 73 ЗСУ"
    assert len(queries.legal_terms()) >= 25
