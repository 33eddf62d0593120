"""The lane of a court placement of an adult under guardianship."""

from datetime import date, timedelta
from typing import Any

import pytest

from opora.cases.models import Case
from opora.cases.rules import Ground
from opora.courts import queries, services
from opora.courts.models import CourtPlacement
from opora.courts.rules import CourtState
from opora.diary import limits
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.notices.models import Notice
from opora.places.models import Placement
from tests.cast import NOW, TODAY, Cast

THREE_YEARS = date(2029, 11, 20)


def prepared(cast: Cast, **changed: Any) -> CourtPlacement:
    """An application for an adult."""
    actor = cast.directorate
    person = changed.pop("person", None) or cast.person(actor, birth_date=date(1980, 5, 6))
    asked = {
        "named_service": cast.named(),
        "service": None,
        "municipality_id": "SFO39",
        "guardian": "Петър Маркеров",
        "guardian_opinion": "",
        "person_opinion": "Съгласна е.",
        "reason": "Няма кой да се грижи.",
    }
    with acting(actor):
        return services.propose_placement(actor, person=person, now=NOW, **(asked | changed))


def do(
    cast: Cast, verb: Any, placement: CourtPlacement, by: Actor | None = None, **more: Any
) -> Any:
    """One act on the placement as the actor sees it."""
    actor = by or cast.directorate
    with acting(actor):
        seen = queries.placement(actor, placement.pk)
        return verb(actor, placement=seen, seen=seen.version, **({"now": NOW} | more))


def granted(cast: Cast, until: date = THREE_YEARS) -> CourtPlacement:
    """A placement that the court decided."""
    placement = prepared(cast)
    do(cast, services.file_application, placement, cast.head, court="РС", happened_on=TODAY)
    do(cast, services.set_hearing, placement, court_case="12/2026", hearing_on=TODAY)
    return do(
        cast, services.grant_placement, placement, decision="77", happened_on=TODAY, until=until
    )


def test_from_the_application_to_the_place_and_its_prolongation(cast: Cast) -> None:
    placement = granted(cast)
    admitted = do(cast, services.admit, placement, service=cast.service)
    assert admitted.state == CourtState.ADMITTED
    with acting(cast.provider):
        assert Case.objects.get(request_id=admitted.request_id).ground == Ground.COURT
        assert not queries.placements(cast.provider).exists()
    do(
        cast, services.ask_prolongation, placement, cast.head, reason="Нужна е още грижа.",
        happened_on=TODAY,
    )  # fmt: skip
    longer = do(
        cast, services.prolong, placement, decision="90", happened_on=TODAY, until=THREE_YEARS
    )
    assert longer.state == CourtState.ADMITTED
    ended = do(cast, services.end_placement, placement, reason="Върна се.", happened_on=TODAY)
    assert ended.closed_at


def test_a_decision_lasts_at_most_three_years(cast: Cast) -> None:
    with pytest.raises(Refused, match=r"3.години"):
        granted(cast, THREE_YEARS + timedelta(days=1))


def test_before_the_term_ends_the_director_is_warned_once(cast: Cast) -> None:
    placement = granted(cast, TODAY + timedelta(days=60))
    do(cast, services.admit, placement, service=cast.service)
    assert services.warn_of_ends(now=NOW) == 1
    assert services.warn_of_ends(now=NOW) == 0
    with acting(cast.head):
        assert Notice.objects.filter(kind="court.ending").count() == 1


@pytest.mark.parametrize(
    ("changed", "field"), [({"guardian": " "}, "guardian"), ({"reason": ""}, "reason")]
)
def test_a_wanting_application_is_refused(cast: Cast, changed: dict, field: str) -> None:
    with pytest.raises(Refused) as refused:
        prepared(cast, **changed)
    assert refused.value.field == field


def test_a_child_is_placed_by_another_law(cast: Cast) -> None:
    with pytest.raises(Refused, match="закрила на детето"):
        prepared(cast, person=cast.person(cast.directorate))


def test_one_application_at_a_time(cast: Cast) -> None:
    first = prepared(cast)
    with pytest.raises(Refused, match="вече се води"):
        prepared(cast, person=first.person)
    do(cast, services.withdraw_application, first, cast.head, reason="Отпадна.")
    prepared(cast, person=first.person)


def test_only_the_director_files(cast: Cast) -> None:
    with pytest.raises(Refused, match="не е за Вас"):
        do(cast, services.file_application, prepared(cast), court="РС", happened_on=TODAY)


def test_the_court_may_refuse_and_may_not_prolong(cast: Cast) -> None:
    placement = prepared(cast)
    do(cast, services.file_application, placement, cast.head, court="РС", happened_on=TODAY)
    with pytest.raises(Refused) as refused:
        do(
            cast, services.reject_placement, placement, decision="5",
            happened_on=TODAY - timedelta(days=1),
        )  # fmt: skip
    assert refused.value.field == "happened_on"
    done = do(cast, services.reject_placement, placement, decision="5", happened_on=TODAY)
    assert done.state == CourtState.REJECTED
    other = granted(cast)
    do(cast, services.admit, other, service=cast.service)
    do(cast, services.ask_prolongation, other, cast.head, reason="Още.", happened_on=TODAY)
    stays = do(cast, services.refuse_prolongation, other, reason="6/2026")
    assert (stays.state, stays.until) == (CourtState.ADMITTED, THREE_YEARS)


def test_the_end_frees_the_place_and_tells_the_provider(cast: Cast) -> None:
    placement = granted(cast)
    do(cast, services.admit, placement, service=cast.service)
    do(cast, services.end_placement, placement, reason="Върна се.", happened_on=TODAY)
    with acting(cast.provider):
        assert Case.objects.get().state == "ended"
        assert Placement.objects.get().state == "ended"
        assert Notice.objects.filter(kind="case.ground_ended").count() == 1


def test_the_limit_counts_from_the_decision_to_its_own_end(cast: Cast) -> None:
    decided, until = TODAY - timedelta(days=100), TODAY + timedelta(days=200)
    placement = prepared(cast)
    do(cast, services.file_application, placement, cast.head, court="РС", happened_on=decided)
    do(cast, services.grant_placement, placement, decision="7", happened_on=decided, until=until)
    do(cast, services.admit, placement, service=cast.service)
    with acting(cast.provider):
        case = Case.objects.select_related("service", "placement").get()
        (limit,) = limits.of_cases([case], TODAY)[case.pk]
        assert (limit.standing.used, limit.standing.runs_out_on) == (100, until)
        assert not limit.warns
        soon = limits.running_out(cast.provider, until - timedelta(days=60))
        assert [line.runs_out_on for line in soon] == [until]
    do(cast, services.ask_prolongation, placement, cast.head, reason="Още.", happened_on=TODAY)
    do(cast, services.prolong, placement, decision="90", happened_on=TODAY, until=THREE_YEARS)
    with acting(cast.provider):
        case = Case.objects.select_related("service", "placement").get()
        (limit,) = limits.of_cases([case], TODAY)[case.pk]
        assert (limit.standing.used, limit.standing.runs_out_on) == (0, THREE_YEARS)


def test_a_term_that_ran_out_is_told_to_both_once(cast: Cast) -> None:
    placement = granted(cast, TODAY + timedelta(days=60))
    do(cast, services.admit, placement, service=cast.service)
    services.warn_of_ends(now=NOW)
    later = NOW + timedelta(days=61)
    assert services.warn_of_ends(now=later) == 1
    assert services.warn_of_ends(now=later) == 0
    with acting(cast.head):
        assert Notice.objects.filter(kind="court.over").count() == 1
    with acting(cast.provider):
        assert Notice.objects.filter(kind="case.ground_ending").count() == 1
