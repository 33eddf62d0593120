"""From the direction to the enrollment, on the real database."""

from datetime import date

import pytest

from opora.assistance import queries as assistance_queries
from opora.assistance import services as assistance
from opora.assistance.models import Direction
from opora.journal.context import acting
from opora.lib.refusals import Refused
from opora.people import services as people
from tests.assisting import NOW, Office


def test_a_direction_appears_at_the_municipality_and_at_nobody_else(office: Office) -> None:
    direction = office.directed()
    with acting(office.municipality):
        assert list(assistance_queries.unused(office.municipality)) == [direction]
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
        made = assistance.change(
            office.directorate, direction=direction, seen=1, effective_on=date(2026, 11, 1),
            office=office.office(), degree="III", n_hours=84, valid_until=None,
            reason="Влошено състояние", now=NOW,
        )  # fmt: skip
        direction.refresh_from_db()
    assert (direction.state, direction.valid_until) == ("replaced", date(2026, 10, 31))
    assert (made.n_hours, made.replaces) == (84, direction)


def test_an_application_is_made_where_one_lives(office: Office) -> None:
    direction = office.directed()
    office.move(office.municipality, direction.person, "VTR13")
    with acting(office.municipality), pytest.raises(Refused, match="община Елена"):
        assistance.apply(
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
        found = assistance_queries.elsewhere([first.person_id], day, day)[first.person_id]
        assert [(each.what, each.ask) for each in found] == [("personal", "община Самоков")]
        assert not assistance_queries.own(office.stranger).exists()
