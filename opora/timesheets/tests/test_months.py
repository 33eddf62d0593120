"""The month on the real database: checked, locked, corrected, closed once."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from opora.assistance import services as assistance
from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused
from opora.timesheets import services as timesheets
from opora.timesheets.models import Timesheet, TimesheetDay
from tests.assisting import NOW, OCTOBER, Office


def test_a_withdrawn_direction_stops_the_hours_after_it(office: Office) -> None:
    enrollment = office.enrolled()
    agreement = office.agreed(enrollment)
    assert enrollment.direction
    with acting(office.directorate):
        assistance.withdraw(
            office.directorate, direction=enrollment.direction, seen=1,
            effective_on=date(2026, 10, 10), reason="Починало лице", now=NOW,
        )  # fmt: skip
    sheet = office.sheet(agreement, {9: "2", 10: "2"})
    findings = office.line(sheet).blocking
    assert [each.days for each in findings] == [(date(2026, 10, 10),)]


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
        timesheets.correct(
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
        timesheets.close_month(office.municipality, month=OCTOBER, note="", now=NOW)
        with pytest.raises(Refused, match="приключен"):
            timesheets.close_month(office.municipality, month=OCTOBER, note="", now=NOW)
    with pytest.raises(Refused, match="Месецът е приключен"):
        office.enter(agreement, {1: "5"}, seen=3)


def test_a_stranger_finds_nothing(office: Office) -> None:
    agreement = office.agreed(office.enrolled())
    sheet = office.sheet(agreement, {1: "4"})
    with acting(office.stranger):
        assert not Timesheet.objects.exists()
        with pytest.raises(NotVisible):
            timesheets.confirm(
                office.stranger, timesheet=sheet, seen=1, confirmed_on=OCTOBER, now=NOW
            )
