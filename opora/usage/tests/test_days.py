"""A day is marked once for everybody, and never wrongly."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from opora.agreements import services as agreements
from opora.cases import services as cases
from opora.journal.context import acting
from opora.lib import words
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.usage import queries, services
from opora.usage.models import AbsenceReason, Attendance
from opora.usage.rules import Mark
from tests.cast import TODAY, Cast, make
from tests.using import START, signed

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 9, 7)
DIED = TODAY - timedelta(days=2)


@pytest.fixture
def cast() -> Cast:
    return make(n_places=10)


def mark(
    cast: Cast, marks: dict[int, Mark], *, day: date = MONDAY, seen: dict | None = None
) -> int:
    with acting(cast.provider):
        return services.mark_day(
            cast.provider, service=cast.service, day=day, marks=marks, seen=seen or {}, now=cast.now
        )


def illness() -> int:
    return AbsenceReason.objects.get(code="illness").pk


def test_a_group_is_marked_at_once(cast: Cast) -> None:
    one, two = signed(cast), signed(cast)
    assert mark(cast, {one.pk: Mark(1), two.pk: Mark(0, illness())}) == 2
    with acting(cast.provider):
        lines = queries.sheet(cast.provider, service=cast.service, day=MONDAY)
        month = queries.used(
            cast.provider, case_ids=[one.case_id, two.case_id], month=date(2026, 9, 1)
        )
    assert [line.mark and line.mark.is_present for line in lines] == [True, False]
    assert (month[one.case_id].days, month[two.case_id].absences) == (1, 1)


def test_the_same_mark_twice_changes_nothing(cast: Cast) -> None:
    one = signed(cast)
    mark(cast, {one.pk: Mark(1)})
    assert mark(cast, {one.pk: Mark(1)}, seen={one.pk: Mark(1)}) == 0


def test_two_people_who_save_the_same_day_see_both_values(cast: Cast) -> None:
    one, two = signed(cast), signed(cast)
    mark(cast, {one.pk: Mark(1)})
    with pytest.raises(Stale) as stale:
        mark(cast, {one.pk: Mark(0, illness()), two.pk: Mark(1)})
    (change,) = stale.value.changes
    assert (change.before, change.now) == ("не е отбелязано", "присъства, ден")
    assert "болест" in change.typed
    assert mark(cast, {two.pk: Mark(1)}) == 1  # whoever marks another person is not in the way


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (START - timedelta(days=1), "не е в срока"),
        (date(2026, 11, 21), "в бъдещето"),
        (date(2019, 9, 2), "не работи"),
    ],
)
def test_a_day_that_cannot_be_is_refused(cast: Cast, day: date, says: str) -> None:
    one = signed(cast)
    with pytest.raises(Refused, match=says):
        mark(cast, {one.pk: Mark(1)}, day=day)


def test_a_day_after_the_end_of_the_agreement_is_refused(cast: Cast) -> None:
    one = signed(cast)
    with acting(cast.provider):
        agreements.end(
            cast.provider, agreement=one, reason="wish", ended_on=MONDAY, seen=one.version,
            now=cast.now,
        )  # fmt: skip
    assert mark(cast, {one.pk: Mark(1)}) == 1
    with pytest.raises(Refused, match="не е в срока"):
        mark(cast, {one.pk: Mark(1)}, day=MONDAY + timedelta(days=1))


def test_nobody_comes_after_death(cast: Cast) -> None:
    one = signed(cast)
    with acting(cast.provider):
        cases.end(
            cast.provider, case=one.case, reason="death", destination="died", ended_on=DIED,
            note="", now=cast.now,
        )  # fmt: skip
        agreements.end_for_case(
            cast.provider, case=one.case, reason="death", ended_on=DIED, now=cast.now
        )
    assert mark(cast, {one.pk: Mark(1)}, day=DIED) == 1
    with pytest.raises(Refused, match=f"починало на {words.day(DIED)}"):
        mark(cast, {one.pk: Mark(1)}, day=DIED + timedelta(days=1))


def test_hours_over_the_day_are_refused(cast: Cast) -> None:
    one = signed(cast, mode="hourly", week=(240, 0, 0, 0, 0, 0, 0))
    with pytest.raises(Refused, match="не са възможни"):
        mark(cast, {one.pk: Mark(25 * 60)})
    assert mark(cast, {one.pk: Mark(24 * 60)}) == 1


def test_a_reason_that_is_not_in_the_list_is_refused(cast: Cast) -> None:
    one = signed(cast)
    with pytest.raises(Refused, match="причина"):
        mark(cast, {one.pk: Mark(0, 30_000)})


def test_a_stranger_marks_nothing_and_sees_nothing(cast: Cast) -> None:
    one = signed(cast)
    mark(cast, {one.pk: Mark(1)})
    with acting(cast.stranger), pytest.raises(NotVisible):
        services.mark_day(
            cast.stranger, service=cast.service, day=MONDAY, marks={one.pk: Mark(1)}, seen={},
            now=cast.now,
        )  # fmt: skip
    with acting(cast.stranger):
        assert not Attendance.objects.exists()
        assert queries.used(cast.stranger, case_ids=[one.case_id], month=MONDAY) == {}
    with acting(cast.municipality):
        used = queries.used(cast.municipality, case_ids=[one.case_id], month=date(2026, 9, 1))
        assert used[one.case_id].days == 1  # the referrer sees how the service is used


def test_the_database_too_knows_what_a_day_may_hold(cast: Cast) -> None:
    one = signed(cast)
    mark(cast, {one.pk: Mark(1)})
    with acting(cast.provider), pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.filter(agreement=one).update(amount=2)
