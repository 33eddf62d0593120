"""What runs out is told before it does, counted from real use."""

from datetime import date, timedelta

import pytest

from opora.agreements.models import LimitRule
from opora.cases.models import Case
from opora.cases.rules import Ground
from opora.diary import limits
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.register.models import Service
from opora.usage import services
from opora.usage.rules import Mark
from tests.cast import TODAY, Cast, make
from tests.using import START, a_case, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make(n_places=10)


def standing(actor: Actor, case: Case, today: date) -> dict[str, tuple[int, int, bool]]:
    """Of each limit of a case: used, left, whether it warns."""
    with acting(actor):
        found = limits.of_cases([Case.objects.select_related("service").get(pk=case.pk)], today)
    return {
        each.rule.code: (each.standing.used, each.standing.left, each.warns)
        for each in found.get(case.pk, [])
    }


def test_an_agreement_stands_in_the_list_thirty_days_before_its_last_day(cast: Cast) -> None:
    near = signed(cast, ends_on=TODAY + timedelta(days=12))
    signed(cast)
    with acting(cast.provider):
        (line,) = limits.running_out(cast.provider, TODAY)
    assert (line.left, line.url_id) == (12, near.case_id)
    assert near.number in line.what
    with acting(cast.stranger):
        assert limits.running_out(cast.stranger, TODAY) == []


def test_temporary_accommodation_counts_the_real_days_of_the_year(cast: Cast) -> None:
    row = signed(cast, mode="round_the_clock", week=(1,) * 7)
    with acting(cast.provider):
        Service.objects.filter(pk=cast.service.pk).update(
            named_service_id="cvn", mode="round_the_clock"
        )
        cast.service.refresh_from_db()
    days = [START + timedelta(days=n) for n in range(80)]
    with acting(cast.provider):
        services.mark_days(
            cast.provider, service=cast.service, days={day: {row.pk: Mark(1)} for day in days},
            seen={}, now=cast.now,
        )  # fmt: skip
        rule = LimitRule.objects.get(code="temporary")
    assert standing(cast.provider, row.case, TODAY) == {"temporary": (80, 11, True)}
    assert (rule.is_statute, rule.most) == (False, 6)
    assert standing(cast.provider, row.case, date(2027, 1, 2))["temporary"][0] == 0


def test_a_court_places_for_three_years(cast: Cast) -> None:
    case = a_case(cast, ground=Ground.COURT)
    assert standing(cast.provider, case, TODAY)["court"][2] is False
    _used, left, warns = standing(cast.provider, case, date(2029, 8, 30))["court"]
    assert (left, warns) == (2, True)
    assert standing(cast.provider, case, date(2029, 9, 3))["court"][1] == -2
