"""An agreement is drafted, given, signed, changed, extended and ended; never two on one day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from opora.agreements import queries, rules, services
from opora.agreements.models import ServiceAgreement
from opora.agreements.rules import State
from opora.cases.models import Case
from opora.cases.rules import Ground
from opora.journal.context import acting
from opora.journal.models import Event
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.places.models import Placement
from tests.cast import TODAY, Cast, make
from tests.using import START, a_case, given, signed, terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make(n_places=10)


def do(
    cast: Cast, verb: Callable[..., ServiceAgreement], row: ServiceAgreement, **more: Any
) -> ServiceAgreement:
    """An act of the provider's head on the agreement as it stands."""
    with acting(cast.provider):
        seen = ServiceAgreement.objects.get(pk=row.pk).version
        return verb(cast.provider, agreement=row, now=cast.now, **({"seen": seen} | more))


def place_of(cast: Cast, case: Case) -> Placement:
    with acting(cast.provider):
        return Placement.objects.get(pk=case.placement_id or 0)


def test_from_the_draft_to_the_last_day(cast: Cast) -> None:
    case = a_case(cast)
    row = signed(cast, case)
    placement = place_of(cast, case)
    assert (row.state, placement.state, placement.started_on) == ("signed", "taken", START)
    do(cast, services.extend, row, ends_on=date(2028, 8, 31), signed_on=date(2026, 10, 1))
    do(
        cast, services.amend, row, terms=terms(week=(1, 0, 1, 0, 0, 0, 0), ends_on=None),
        valid_from=TODAY, signed_on=TODAY, reason="По-малко дни",
    )  # fmt: skip
    with acting(cast.provider):
        (found,) = queries.of_case(cast.provider, case)
        weeks = [
            tuple(queries.terms_of(found, day).week) for day in (START, TODAY, date(2028, 1, 10))
        ]
    assert found.state == State.EXTENDED
    assert found.ends_on == date(2028, 8, 31)
    assert weeks == [(1, 1, 1, 1, 1, 0, 0), (1, 0, 1, 0, 0, 0, 0), (1, 0, 1, 0, 0, 0, 0)]
    ended = do(cast, services.end, row, reason="wish", ended_on=TODAY)
    assert (ended.state, ended.ended_on) == ("ended", TODAY)
    with acting(cast.provider):
        events = Event.objects.filter(name__startswith="agreements.").order_by("pk")
        names = list(events.values_list("name", flat=True))
    assert [name.partition(".")[2] for name in names] == [
        "drafted", "given", "signed", "extended", "amended", "ended",
    ]  # fmt: skip


def test_an_agreement_of_the_future_begins_its_place_when_its_day_comes(cast: Cast) -> None:
    later = TODAY + timedelta(days=10)
    case = a_case(cast)
    with acting(cast.provider):
        row = services.draft(cast.provider, case=case, terms=terms(starts_on=later), now=cast.now)
    do(cast, services.give, row, given_on=TODAY)
    do(cast, services.sign, row, signed_on=TODAY)
    assert place_of(cast, case).state == "held"
    assert services.begin_due(cast.now) == 0
    assert services.begin_due(cast.now + timedelta(days=10)) == 1
    placement = place_of(cast, case)
    assert (placement.state, placement.started_on) == ("taken", later)


def test_two_agreements_never_share_a_day(cast: Cast) -> None:
    case = a_case(cast)
    signed(cast, case)
    second = given(cast, case, starts_on=START + timedelta(days=30))
    with pytest.raises(Refused, match="вече има договор") as refused:
        do(cast, services.sign, second, signed_on=START + timedelta(days=30))
    assert refused.value.remedy
    with acting(cast.provider), pytest.raises(IntegrityError), transaction.atomic():
        ServiceAgreement.objects.filter(pk=second.pk).update(state="signed", signed_on=START)


def test_after_the_last_day_another_agreement_begins(cast: Cast) -> None:
    case = a_case(cast)
    first = signed(cast, case, ends_on=date(2026, 10, 31))
    assert signed(cast, case, starts_on=date(2026, 11, 1)).state == "signed"
    with pytest.raises(Refused, match="изтече"):
        do(cast, services.extend, first, ends_on=date(2026, 12, 31), signed_on=TODAY)


def test_nothing_is_signed_before_the_plan_unless_urgent(cast: Cast) -> None:
    row = given(cast, a_case(cast, ground=Ground.REFERRAL))
    with pytest.raises(Refused, match="план") as refused:
        do(cast, services.sign, row, signed_on=START)
    assert "спешен прием" in refused.value.remedy


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"week": (0,) * 7}, "поне един ден"),
        ({"ends_on": date(2026, 8, 31)}, "преди първия"),
        ({"mode": "hourly", "week": (1441, 0, 0, 0, 0, 0, 0)}, "между 0 и 24"),
        ({"mode": "day", "week": (2, 0, 0, 0, 0, 0, 0)}, "между 0 и 24"),
    ],
)
def test_terms_that_cannot_be_are_refused(cast: Cast, changed: dict, says: str) -> None:
    case = a_case(cast)
    with acting(cast.provider), pytest.raises(Refused, match=says):
        services.draft(cast.provider, case=case, terms=terms(**changed), now=cast.now)


def test_days_that_cannot_be_are_refused(cast: Cast) -> None:
    row = given(cast, a_case(cast))
    tomorrow = TODAY + timedelta(days=1)
    for signed_on, says in ((tomorrow, "бъдещето"), (START - timedelta(days=1), "след деня")):
        with pytest.raises(Refused, match=says):
            do(cast, services.sign, row, signed_on=signed_on)
    do(cast, services.sign, row, signed_on=START)
    with pytest.raises(Refused, match="в срока"):
        do(cast, services.end, row, reason="wish", ended_on=START - timedelta(days=1))
    with pytest.raises(Refused, match="не е след"):
        do(cast, services.extend, row, ends_on=START, signed_on=START)


def test_an_officer_does_not_sign_and_a_stranger_sees_nothing(cast: Cast) -> None:
    row = given(cast, a_case(cast))
    officer = Actor(cast.provider.user_id, cast.provider.organization_id, frozenset({"officer"}))
    with acting(officer), pytest.raises(Refused, match="ръководителя"):
        services.sign(officer, agreement=row, signed_on=START, seen=2, now=cast.now)
    with acting(cast.stranger):
        assert not ServiceAgreement.objects.exists()
        with pytest.raises(NotVisible):
            queries.agreement(cast.stranger, row.pk)
    with acting(cast.municipality):  # the referrer sees it, and changes nothing
        assert queries.agreement(cast.municipality, row.pk) == row
        with pytest.raises(NotVisible):
            services.withdraw(cast.municipality, agreement=row, seen=2, now=cast.now)


def test_a_second_officer_does_not_overwrite_the_first(cast: Cast) -> None:
    row = given(cast, a_case(cast))
    with pytest.raises(Stale):
        do(cast, services.sign, row, signed_on=START, seen=1)


def test_the_day_list_is_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    one, _two = signed(cast), signed(cast, starts_on=date(2026, 10, 1))
    with acting(cast.provider), django_assert_num_queries(1):
        found = queries.in_force(cast.provider, service_id=cast.service.pk, day=START)
    assert found == [one]
    assert found[0].terms_then.week == [1, 1, 1, 1, 1, 0, 0]


def test_with_the_case_its_agreements_end(cast: Cast) -> None:
    case = a_case(cast)
    row = signed(cast, case)
    with acting(cast.provider):
        services.end_for_case(
            cast.provider, case=case, reason="death", ended_on=TODAY, now=cast.now
        )
        row.refresh_from_db()
    assert (row.state, row.end_reason, row.ended_on) == ("ended", "death", TODAY)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(rules.STEPS))
@pytest.mark.parametrize("role", ["officer", "head", "analyst"])
def test_every_step(state: State, action: str, role: str) -> None:
    actor, step = Actor(1, 1, frozenset({role})), rules.STEPS[action]
    if role in step.who and state in step.sources:
        assert rules.next_state(state, action, actor) == (step.target or state)
        assert action in rules.actions_for(state, actor)
    else:
        with pytest.raises(Refused):
            rules.next_state(state, action, actor)
