"""From the direction to the pay table, on the real database."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from opora.assistance import board, export, queries, services
from opora.assistance.models import Direction, Timesheet, TimesheetDay
from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused
from opora.people import services as people

from .conftest import NOW, OCTOBER, Office


def test_a_direction_appears_at_the_municipality_and_at_nobody_else(office: Office) -> None:
    direction = office.directed()
    with acting(office.municipality):
        assert list(queries.unused(office.municipality)) == [direction]
    with acting(office.stranger):
        assert not Direction.objects.exists()


def test_the_hours_of_the_degree_are_the_limit(office: Office) -> None:
    with pytest.raises(Refused, match="най-много 42"):
        office.directed(n_hours=43)


def test_one_direction_in_one_day(office: Office) -> None:
    direction = office.directed()
    with pytest.raises(Refused, match="вече има направление"):
        office.directed(person=direction.person)


def test_a_change_ends_the_former_the_day_before(office: Office) -> None:
    direction = office.directed()
    with acting(office.directorate):
        made = services.change(
            office.directorate, direction=direction, seen=1, effective_on=date(2026, 11, 1),
            office=office.office(), degree="III", n_hours=84, valid_until=None,
            reason="Влошено състояние", now=NOW,
        )  # fmt: skip
        direction.refresh_from_db()
    assert (direction.state, direction.valid_until) == ("replaced", date(2026, 10, 31))
    assert (made.n_hours, made.replaces) == (84, direction)


def test_a_withdrawn_direction_stops_the_hours_after_it(office: Office) -> None:
    enrollment = office.enrolled()
    agreement = office.agreed(enrollment)
    assert enrollment.direction
    with acting(office.directorate):
        services.withdraw(
            office.directorate, direction=enrollment.direction, seen=1,
            effective_on=date(2026, 10, 10), reason="Починало лице", now=NOW,
        )  # fmt: skip
    sheet = office.sheet(agreement, {9: "2", 10: "2"})
    findings = office.line(sheet).blocking
    assert [each.days for each in findings] == [(date(2026, 10, 10),)]


def test_an_application_is_made_where_one_lives(office: Office) -> None:
    direction = office.directed()
    office.move(office.municipality, direction.person, "VTR13")
    with acting(office.municipality), pytest.raises(Refused, match="община Елена"):
        services.apply(
            office.municipality, person_id=direction.person_id, direction=direction,
            applied_on=date(2026, 9, 1), now=NOW,
        )  # fmt: skip


def test_whoever_is_enrolled_elsewhere_is_not_enrolled_again(office: Office) -> None:
    """The other municipality learns that, and whom to ask, and no more."""
    first = office.enrolled()
    with acting(office.directorate):
        people.involve(
            office.directorate, person_id=first.person_id, basis="assistance",
            organization_id=office.stranger.organization_id, now=NOW,
        )  # fmt: skip
    with acting(office.stranger):
        day = date(2026, 11, 1)
        found = queries.elsewhere([first.person_id], day, day)[first.person_id]
        assert [(each.what, each.ask) for each in found] == [("personal", "община Самоков")]
        assert not queries.own(office.stranger).exists()
        assert not Timesheet.objects.exists()


def test_the_whole_month(office: Office) -> None:
    """Entered, confirmed, approved, closed, locked, paid."""
    agreement = office.agreed(office.enrolled())
    with acting(office.municipality):
        services.set_rate(
            office.municipality, kind="personal", cents=500, act="Заповед № 1",
            valid_from=date(2026, 1, 1), now=NOW,
        )  # fmt: skip
    sheet = office.confirmed(office.sheet(agreement, {1: "8-12", 2: "4,5"}, stated="8,5"))
    assert office.approve(sheet) == []
    with acting(office.municipality):
        services.close_month(office.municipality, month=OCTOBER, note="", now=NOW)
        services.approve_month(office.municipality, month=OCTOBER, now=NOW)
        whole = board.load(office.municipality, OCTOBER)
        assert str(whole.pay(whole.lines[0]).money).startswith("42,50")
        paid = export.payroll(office.municipality, whole)
        told = export.report(whole)
    assert [str(cell) for cell in paid.rows[0][4:6]] == ["8.50", "42.5"]
    assert "Маркерова" not in str(told.rows)


def test_what_is_approved_is_locked_by_the_database(office: Office) -> None:
    agreement = office.agreed(office.enrolled())
    sheet = office.confirmed(office.sheet(agreement, {1: "4"}))
    office.approve(sheet)
    with acting(office.municipality):
        for change in (
            lambda: TimesheetDay.objects.filter(timesheet=sheet).update(minutes=1),
            lambda: Timesheet.objects.filter(pk=sheet.pk).update(state="returned"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_a_correction_leaves_what_stood(office: Office) -> None:
    agreement = office.agreed(office.enrolled())
    sheet = office.confirmed(office.sheet(agreement, {1: "4"}))
    office.approve(sheet)
    with acting(office.municipality):
        services.correct(
            office.municipality, timesheet=sheet, day=date(2026, 10, 1), typed="3",
            reason="Сгрешен ден", now=NOW,
        )  # fmt: skip
        assert TimesheetDay.objects.get(timesheet=sheet).minutes == 240
    line = office.line(sheet)
    assert (line.total, line.corrections[0].minutes_before) == (180, 240)


def test_a_month_is_not_closed_twice(office: Office) -> None:
    agreement = office.agreed(office.enrolled())
    office.approve(office.confirmed(office.sheet(agreement, {1: "4"})))
    with acting(office.municipality):
        services.close_month(office.municipality, month=OCTOBER, note="", now=NOW)
        with pytest.raises(Refused, match="приключен"):
            services.close_month(office.municipality, month=OCTOBER, note="", now=NOW)
    with pytest.raises(Refused, match="Месецът е приключен"):
        office.enter(agreement, {1: "5"}, seen=3)


def test_a_stranger_finds_nothing(office: Office) -> None:
    agreement = office.agreed(office.enrolled())
    sheet = office.sheet(agreement, {1: "4"})
    with acting(office.stranger):
        assert not Timesheet.objects.exists()
        with pytest.raises(NotVisible):
            services.confirm(
                office.stranger, timesheet=sheet, seen=1, confirmed_on=OCTOBER, now=NOW
            )
