"""Details are erased when the organization that acted no longer keeps them; events never."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.utils import IntegrityError

from opora.journal import queries, rules, tasks
from opora.journal import services as journal
from opora.journal.context import acting
from opora.journal.models import Event, EventDetail, RetentionRule
from opora.lib.actor import Actor

pytestmark = pytest.mark.django_db

OURS, OTHERS = Actor(7, 1), Actor(8, 2)
NOW = datetime(2022, 1, 1, 12, tzinfo=UTC)
OLD, YOUNG = datetime(2019, 12, 31, 12, tzinfo=UTC), datetime(2020, 1, 1, 12, tzinfo=UTC)
VALUES = {"question": "Маркерова"}


def happened(at: datetime, actor: Actor = OURS, kind: str = "request", **more: Any) -> Event:
    with acting(actor):
        return journal.record(
            actor, "referral.asked", kind=kind, record_id=17, recorded_at=at, details=VALUES, **more
        )


def rule(actor: Actor = OURS, **changed: Any) -> None:
    """Two years for requests, unless told otherwise."""
    facts: dict[str, Any] = {
        "organization_id": actor.organization_id,
        "record_kind": "request",
        "keep_years": 2,
        "basis": "Номенклатура на делата",
        "valid_from": date(2018, 1, 1),
    }
    with acting(actor):
        RetentionRule.objects.create(**(facts | changed))


def kept(actor: Actor = OURS) -> set[int]:
    with acting(actor):
        return set(
            EventDetail.objects.exclude(event__name="journal.details_erased").values_list(
                "pk", flat=True
            )
        )


def test_only_what_is_past_its_time_is_erased() -> None:
    rule()
    _old, young = happened(OLD), happened(YOUNG)
    other_kind, heard = happened(OLD, kind="person"), happened(OLD, OTHERS, audience=[1])
    assert journal.erase_expired(now=NOW) == 1
    assert kept() == {young.pk, other_kind.pk, heard.pk}
    assert kept(OTHERS) == {heard.pk}
    assert journal.erase_expired(now=NOW) == 0


@pytest.mark.parametrize(
    "dates",
    [{"valid_to": date(2022, 1, 1)}, {"valid_from": date(2022, 1, 2)}],
    ids=["ended", "coming"],
)
def test_a_rule_works_only_while_it_is_in_force(dates: dict[str, Any]) -> None:
    rule(**dates)
    old = happened(OLD)
    assert journal.erase_expired(now=NOW) == 0
    assert kept() == {old.pk}


def test_without_a_rule_everything_is_kept() -> None:
    old = happened(datetime(1999, 1, 1, tzinfo=UTC))
    assert journal.erase_expired(now=NOW) == 0
    assert kept() == {old.pk}


def test_the_event_and_its_seal_stay() -> None:
    """Who holds the details with their salt can still prove them, and nothing else."""
    rule()
    event = happened(OLD)
    with acting(OURS):
        before = Event.objects.filter(pk=event.pk).values().get()
        salt = bytes(EventDetail.objects.get(pk=event.pk).salt)
    journal.erase_expired(now=NOW)
    with acting(OURS):
        assert Event.objects.filter(pk=event.pk).values().get() == before
        (shown,) = queries.timeline(OURS, kind="request", record_id=17)
    assert not hasattr(shown, "detail")
    assert rules.proves(bytes(shown.digest or b""), salt=salt, values=VALUES)
    assert not rules.proves(bytes(shown.digest or b""), salt=salt, values={"question": "друго"})


def test_each_organization_is_told_how_many() -> None:
    for actor in (OURS, OTHERS):
        rule(actor)
        for _ in range(3):
            happened(OLD, actor)
    assert journal.erase_expired(now=NOW, at_once=2) == 6
    for actor in (OURS, OTHERS):
        with acting(actor):
            told = queries.timeline(
                actor, kind="organization", record_id=actor.organization_id
            ).filter(name="journal.details_erased")
            assert sum(each.detail.values["n"] for each in told) == 3


def test_a_wrong_clock_erases_nothing_young() -> None:
    rule()
    happened(datetime.now(UTC))
    assert journal.erase_expired(now=datetime(2999, 1, 1, tzinfo=UTC)) == 0


def test_the_job_carries_nothing() -> None:
    rule()
    happened(OLD)
    assert tasks.erase_expired(0) == 1
    assert kept() == set()


def test_two_rules_for_the_same_day_cannot_stand() -> None:
    rule()
    with pytest.raises(IntegrityError, match="one_retention_rule_at_a_time"):
        rule(valid_from=date(2020, 1, 1))
