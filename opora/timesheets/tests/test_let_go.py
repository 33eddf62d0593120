"""When a use ends, the municipality works with the person no more, unless something keeps it."""

from datetime import date

from opora.assistance import services as assistance
from opora.assistance.models import Enrollment
from opora.assistants import services as assistants
from opora.journal.context import acting
from opora.people import queries as people
from opora.people import services as people_services
from opora.people.models import Involvement
from opora.people.rules import Basis
from opora.timesheets import board
from opora.timesheets import services as timesheets
from tests.assisting import NOW, OCTOBER, Office

LAST = date(2026, 10, 19)


def withdrawn(office: Office, enrollment: Enrollment) -> None:
    """The directorate withdraws the direction after the last day."""
    assert enrollment.direction
    with acting(office.directorate):
        assistance.withdraw(
            office.directorate, direction=enrollment.direction, seen=1,
            effective_on=date(2026, 10, 20), reason="Настанено в услуга", now=NOW,
        )  # fmt: skip


def ended(office: Office, enrollment: Enrollment) -> None:
    with acting(office.municipality):
        assistants.end_use(
            office.municipality, enrollment=enrollment, seen=None, ended_on=LAST,
            reason="Настанено в услуга", now=NOW,
        )  # fmt: skip


def works_with(office: Office, person_id: int) -> bool:
    with acting(office.municipality):
        return people.fully_visible(office.municipality).filter(pk=person_id).exists()


def lock_october(office: Office) -> None:
    with acting(office.municipality):
        timesheets.close_month(office.municipality, month=OCTOBER, note="", now=NOW)
        timesheets.approve_month(office.municipality, month=OCTOBER, now=NOW)


def test_the_work_ends_when_the_last_month_is_locked(office: Office) -> None:
    """Until then the month is still checked and paid; after it only the name stands in it."""
    enrollment = office.enrolled()
    agreement = office.agreed(enrollment)
    withdrawn(office, enrollment)
    ended(office, enrollment)
    assert works_with(office, enrollment.person_id)
    office.approve(office.confirmed(office.sheet(agreement, {1: "4"})))
    lock_october(office)
    assert not works_with(office, enrollment.person_id)
    with acting(office.municipality):
        line = board.load(office.municipality, OCTOBER).lines[0]
        assert line.enrollment.person.full_name.startswith("Ради")
        own = Involvement.objects.filter(person=enrollment.person_id, basis=Basis.ASSISTANCE)
        assert [each.core_only for each in own.filter(until=None)] == [True]


def test_the_work_ends_at_once_when_nobody_ever_helped(office: Office) -> None:
    enrollment = office.enrolled()
    withdrawn(office, enrollment)
    ended(office, enrollment)
    assert not works_with(office, enrollment.person_id)


def test_a_direction_in_force_keeps_it(office: Office) -> None:
    enrollment = office.enrolled()
    ended(office, enrollment)
    assert works_with(office, enrollment.person_id)


def test_another_ground_keeps_it(office: Office) -> None:
    enrollment = office.enrolled()
    with acting(office.municipality):
        people_services.involve(
            office.municipality, person_id=enrollment.person_id, basis=Basis.REFERRAL,
            organization_id=office.municipality.organization_id, ground="request:1", now=NOW,
        )  # fmt: skip
    withdrawn(office, enrollment)
    ended(office, enrollment)
    assert works_with(office, enrollment.person_id)


def test_support_that_ends_lets_go_of_who_was_entered_for_it(office: Office) -> None:
    enrollment = office.supported()
    ended(office, enrollment)
    assert not works_with(office, enrollment.person_id)
