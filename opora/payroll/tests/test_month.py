"""From the timesheet to the pay table, on the real database."""

from datetime import date

from opora.journal.context import acting
from opora.payroll import costs, export
from opora.payroll import services as payroll
from opora.timesheets import board
from opora.timesheets import services as timesheets
from tests.assisting import NOW, OCTOBER, Office


def test_the_whole_month(office: Office) -> None:
    """Entered, confirmed, approved, closed, locked, paid."""
    agreement = office.agreed(office.enrolled())
    with acting(office.municipality):
        payroll.set_rate(
            office.municipality, kind="personal", cents=500, act="Заповед № 1",
            valid_from=date(2026, 1, 1), now=NOW,
        )  # fmt: skip
    sheet = office.confirmed(office.sheet(agreement, {1: "8-12", 2: "4,5"}, stated="8,5"))
    assert office.approve(sheet) == []
    with acting(office.municipality):
        timesheets.close_month(office.municipality, month=OCTOBER, note="", now=NOW)
        timesheets.approve_month(office.municipality, month=OCTOBER, now=NOW)
        whole = board.load(office.municipality, OCTOBER)
        by_rate = costs.load(office.municipality, OCTOBER)
        assert str(by_rate.of(whole.lines[0]).money).startswith("42,50")
        paid = export.payroll(office.municipality, whole, by_rate)
        told = export.report(whole, by_rate)
    assert [str(cell) for cell in paid.rows[0][4:6]] == ["8.50", "42.5"]
    assert "Маркерова" not in str(told.rows)
