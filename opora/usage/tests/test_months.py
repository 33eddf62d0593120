"""A month closes without gaps, is approved, is locked, and is corrected only with a trace."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from opora.agreements.models import ServiceAgreement
from opora.journal.context import acting
from opora.journal.models import Event
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.usage import queries, rules, services, utilization
from opora.usage.models import AbsenceReason, Attendance, Correction, ServiceMonth
from opora.usage.rules import Mark, MonthState
from tests.cast import Cast, make
from tests.using import signed

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
TODAY = date(2026, 11, 20)
N_DAYS = 22  # the working days of October 2026


@pytest.fixture
def cast() -> Cast:
    return make(n_places=2)


def fill(cast: Cast, *agreements: ServiceAgreement, but: date | None = None) -> None:
    """Everybody present on every working day of October."""
    with acting(cast.provider):
        for day in rules.days_of(OCTOBER):
            if day.weekday() < 5 and day != but:
                marks = {each.pk: Mark(1) for each in agreements}
                services.mark_day(
                    cast.provider, service=cast.service, day=day, marks=marks, seen={}, now=cast.now
                )


def close(cast: Cast, month: date = OCTOBER) -> ServiceMonth:
    with acting(cast.provider):
        return services.close_month(cast.provider, service=cast.service, month=month, now=cast.now)


def approve(cast: Cast) -> ServiceMonth:
    with acting(cast.provider):
        return services.approve_month(
            cast.provider, service=cast.service, month=OCTOBER, now=cast.now
        )


def test_a_month_with_a_gap_is_not_closed_and_the_gap_is_named(cast: Cast) -> None:
    gap = date(2026, 10, 13)
    fill(cast, signed(cast), but=gap)
    with pytest.raises(Refused, match="Липсват"):
        close(cast)
    with acting(cast.provider):
        found = queries.check(cast.provider, service=cast.service, month=OCTOBER, today=TODAY)
    assert [(each.day, each.n_missing) for each in found.gaps] == [(gap, 1)]


def test_a_closed_month_counts_what_was_used_for_everybody(cast: Cast) -> None:
    fill(cast, signed(cast))
    month = close(cast)
    assert (month.state, month.n_people, month.used_days) == ("closed", 1, N_DAYS)
    with acting(cast.stranger):  # no names in it, so whoever asks may know
        found = utilization.utilization([cast.service.pk], OCTOBER)[cast.service.pk]
        assert (found.used_words, found.available_words, found.tenths) == ("22", "44", 500)
        assert not ServiceMonth.objects.exists()
        measured = utilization.measured(OCTOBER, OCTOBER)
    assert [(each.municipality, each.used, each.available) for each in measured] == [
        ("SFO39", 2 * N_DAYS, 4 * N_DAYS)
    ]


def test_a_month_is_not_closed_twice_nor_while_it_runs(cast: Cast) -> None:
    fill(cast, signed(cast))
    close(cast)
    with pytest.raises(Refused, match="приключен"):
        close(cast)
    with pytest.raises(Refused, match="тече"):
        close(cast, date(2026, 11, 1))


def test_a_closed_month_takes_no_marks_until_it_is_given_back(cast: Cast) -> None:
    one = signed(cast)
    fill(cast, one)
    close(cast)
    with pytest.raises(Refused, match="приключен"):
        fill(cast, one)
    with acting(cast.provider):
        services.reopen_month(
            cast.provider, service=cast.service, month=OCTOBER, reason="Един ден", now=cast.now
        )
    fill(cast, one)
    close(cast)


def test_only_the_head_approves(cast: Cast) -> None:
    fill(cast, signed(cast))
    close(cast)
    officer = Actor(cast.provider.user_id, cast.provider.organization_id, frozenset({"officer"}))
    with acting(officer), pytest.raises(Refused, match="ръководителя"):
        services.approve_month(officer, service=cast.service, month=OCTOBER, now=cast.now)
    assert approve(cast).state == MonthState.APPROVED


def test_the_database_locks_an_approved_month(cast: Cast) -> None:
    one = signed(cast)
    fill(cast, one)
    close(cast)
    approve(cast)
    day = date(2026, 10, 5)
    with acting(cast.provider):
        rows = Attendance.objects.filter(agreement=one, day=day)
        for change in (
            lambda: rows.update(amount=0, reason_id=1),
            rows.delete,
            lambda: Attendance.objects.filter(day=day, agreement=one)._raw_delete("default"),
            lambda: ServiceMonth.objects.update(state="open"),
        ):
            with pytest.raises(IntegrityError, match=r"locked|approved"), transaction.atomic():
                change()


def test_a_correction_leaves_both_values_who_and_why(cast: Cast) -> None:
    one = signed(cast)
    fill(cast, one)
    close(cast)
    approve(cast)
    reason = AbsenceReason.objects.get(code="hospital")
    day = date(2026, 10, 5)
    with acting(cast.provider):
        with pytest.raises(Refused, match="защо"):
            services.correct(
                cast.provider, agreement=one, day=day, mark=Mark(0, reason.pk), why=" ",
                now=cast.now,
            )  # fmt: skip
        services.correct(
            cast.provider, agreement=one, day=day, mark=Mark(0, reason.pk), why="Епикриза",
            now=cast.now,
        )  # fmt: skip
        (made,) = queries.corrections(cast.provider, service=cast.service, month=OCTOBER)
        assert (made.old_amount, made.new_amount, made.new_reason) == (1, 0, reason)
        assert (made.why, made.user_id) == ("Епикриза", cast.provider.user_id)
        month = ServiceMonth.objects.get(month=OCTOBER)
        assert (month.used_days, month.n_absent, month.state) == (N_DAYS - 1, 1, "approved")
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            Correction.objects.update(why="друго")


def test_a_service_by_the_hour_may_be_used_over_what_it_can_give(cast: Cast) -> None:
    with acting(cast.provider):
        cast.service.mode = "hourly"
        cast.service.save()
        one = signed(cast, mode="hourly", week=(300, 0, 0, 0, 0, 0, 0))
        for day in (5, 12, 19, 26):
            services.mark_day(
                cast.provider, service=cast.service, day=date(2026, 10, day),
                marks={one.pk: Mark(300)}, seen={}, now=cast.now,
            )  # fmt: skip
        with pytest.raises(Refused, match="работен ден"):
            services.set_week(
                cast.provider, service=cast.service, week=(0,) * 7, valid_from=OCTOBER, now=cast.now
            )
        services.set_week(
            cast.provider, service=cast.service, week=(240, 0, 0, 0, 0, 0, 0), valid_from=OCTOBER,
            now=cast.now,
        )  # fmt: skip
    close(cast)
    found = utilization.utilization([cast.service.pk], OCTOBER)[cast.service.pk]
    assert (found.used, found.tenths) == (1200, 1250)


def test_every_act_is_told_once_and_without_names(cast: Cast) -> None:
    fill(cast, signed(cast), but=date(2026, 10, 1))
    with acting(cast.provider):
        events = Event.objects.filter(name__startswith="usage.")
        assert {each.name for each in events} == {"usage.day_marked"}
        assert {each.subject_id for each in events} == {None}
