"""Buildings and what services share: arithmetic, acts, and who sees what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from opora.facilities import queries, rules, services
from opora.facilities.models import Building, CapitalNeed, ResourceShare, SharedResource
from opora.facilities.rules import Share
from opora.facilities.services import BuildingFacts
from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.register import services as register
from opora.register.models import Service
from opora.register.tests.conftest import NOW, PROTECTED, TODAY, Cast, cast, make

__all__ = ["cast", "make"]
Make = Callable[..., Service]
FACTS = BuildingFacts(
    "Дом", "SFO39", "гр. Самоков", "ул. „Първа“ 1", "municipal", "repair", "D", 1970, 2001, 400, ""
)


@pytest.mark.parametrize(
    ("cost", "shares", "saved", "n_missing"),
    [
        (1000, [(50, 800), (50, 700)], 500, 0),
        (1000, [(100, 900)], -100, 0),
        (None, [(50, 800)], None, 1),
        (1000, [(50, None), (20, 300)], None, 1),
        (1000, [], None, 0),
        (1000, [(0, None), (60, 1200)], 200, 0),
    ],
)
def test_what_sharing_saves(
    cost: int | None, shares: list[tuple[int, int | None]], saved: int | None, n_missing: int
) -> None:
    """Stand-alone less shared; a missing amount is missing, never nothing."""
    found = rules.saving(cost, [Share(1, percent, alone) for percent, alone in shares])
    assert (found.cents, found.n_missing) == (saved, n_missing)


@pytest.mark.parametrize("percents", [[60, 41], [101], [-1], [50, 30, 21]])
def test_parts_are_at_most_a_whole(percents: list[int]) -> None:
    with pytest.raises(Refused):
        rules.check_shares(percents)
    assert rules.check_shares([60, 40]) == 100


def test_a_part_is_rounded_to_the_cent() -> None:
    assert rules.part(1001, 50) == 501
    assert rules.part(999, 33) == 330
    assert rules.part(None, 33) is None


@pytest.fixture
def building(cast: Cast) -> Building:
    """The provider's building."""
    with acting(cast.provider):
        return services.add_building(cast.provider, facts=FACTS, now=NOW)


def test_a_building_is_read_by_all_and_changed_by_its_keeper(
    cast: Cast, building: Building
) -> None:
    with acting(cast.stranger):
        assert queries.building(cast.stranger, building.pk).name == "Дом"
        with pytest.raises(Refused, match="поддържа"):
            services.edit_building(cast.stranger, building=building, facts=FACTS, seen=1, now=NOW)
        assert Building.objects.update(name="Чужда") == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"built_in": 2031}, "built_in"), ({"renovated_in": 1950}, "renovated_in"),
     ({"services": (999,)}, "services")],
)  # fmt: skip
def test_impossible_facts_are_refused(cast: Cast, changed: dict[str, Any], field: str) -> None:
    values = {name: getattr(FACTS, name) for name in FACTS.__slots__} | changed
    with acting(cast.provider), pytest.raises(Refused) as refused:
        services.add_building(cast.provider, facts=BuildingFacts(**values), now=NOW)
    assert refused.value.field == field


def test_two_people_edit_one_building(cast: Cast, building: Building) -> None:
    with acting(cast.provider):
        services.edit_building(cast.provider, building=building, facts=FACTS, seen=1, now=NOW)
        with pytest.raises(Stale):
            services.edit_building(cast.provider, building=building, facts=FACTS, seen=1, now=NOW)


def test_a_building_with_a_protected_service_is_seen_by_its_keeper_alone(
    cast: Cast, make: Make
) -> None:
    service = make(PROTECTED)
    values = {name: getattr(FACTS, name) for name in FACTS.__slots__} | {"services": (service.pk,)}
    with acting(cast.provider):
        made = services.add_building(cast.provider, facts=BuildingFacts(**values), now=NOW)
    for other in (cast.stranger, cast.municipality, cast.directorate):
        with acting(other):
            with pytest.raises(NotVisible):
                queries.building(other, made.pk)
            assert not queries.capital_needs(other).exists()


def test_the_newest_answer_of_the_checklist_counts(cast: Cast, building: Building) -> None:
    with acting(cast.provider):
        for day, answer in ((date(2025, 1, 1), "no"), (TODAY, "yes")):
            services.check_access(
                cast.provider, building=building, answers={"lift": answer, "x": "yes"},
                checked_on=day, now=NOW,
            )  # fmt: skip
        checked = queries.checklist(building)
        assert queries.n_met(checked) == (1, 9)
        with pytest.raises(Refused, match="бъдещето"):
            services.check_access(
                cast.provider, building=building, answers={"lift": "no"},
                checked_on=date(2027, 1, 1), now=NOW,
            )  # fmt: skip


def test_a_need_without_an_amount_stays_without_it(cast: Cast, building: Building) -> None:
    with acting(cast.provider):
        need = services.add_need(
            cast.provider, building=building, kind="access", title="Асансьор", cents=None,
            wanted_by=2028, now=NOW,
        )  # fmt: skip
        services.link_funding(cast.provider, need=need, funding_need_id=7, now=NOW)
    with acting(cast.municipality):
        found = queries.capital_needs(cast.municipality, municipality="SFO39").get()
        assert (found.cents, found.funding_need_id) == (None, 7)
    with acting(cast.provider):
        services.close_need(cast.provider, need=need, state="done", now=NOW)
        with pytest.raises(Refused, match="вече е приключена"):
            services.close_need(cast.provider, need=need, state="done", now=NOW)
        assert not queries.capital_needs(cast.provider).exists()


@pytest.fixture
def shared(cast: Cast, make: Make) -> tuple[SharedResource, Service]:
    """A psychologist of a complex with one service."""
    with acting(cast.provider):
        found = register.create_complex(
            cast.provider, provider_id=cast.provider.organization_id, name="К",
            municipality="SFO39", now=NOW,
        )  # fmt: skip
    service = make(complex_id=found.pk)
    with acting(cast.provider):
        row = services.add_resource(
            cast.provider, complex_id=found.pk, kind="staff", name="Психолог", cost_cents=100_000,
            now=NOW,
        )  # fmt: skip
    return row, service


def share(cast: Cast, row: SharedResource, *shares: Share, seen: int = 1) -> SharedResource:
    """Shared out by the provider."""
    with acting(cast.provider):
        return services.set_shares(
            cast.provider, resource=row, cost_cents=100_000, shares=shares, seen=seen, now=NOW
        )


def test_a_resource_is_shared_out_and_counted(
    cast: Cast, shared: tuple[SharedResource, Service]
) -> None:
    row, service = shared
    share(cast, row, Share(service.pk, 60, 90_000))
    with acting(cast.municipality):
        found = queries.complex_of(cast.municipality, row.complex_id)
        (line,) = queries.lines(found)
        assert (line.n_percent, line.parts[0][2]) == (60, 60_000)
        assert queries.whole_saving([line]).cents == -10_000


def test_over_a_whole_and_for_others_is_refused(
    cast: Cast, shared: tuple[SharedResource, Service], make: Make
) -> None:
    row, service = shared
    with pytest.raises(Refused, match="101 %"):
        share(cast, row, Share(service.pk, 100, None), Share(make(name="Друга").pk, 1, None))
    with pytest.raises(Refused, match="същия комплекс"):
        share(cast, row, Share(make(name="Трета").pk, 1, None))
    share(cast, row, Share(service.pk, 50, None))
    with pytest.raises(Stale):
        share(cast, row, Share(service.pk, 50, None))


def test_what_is_shared_is_not_for_strangers(
    cast: Cast, shared: tuple[SharedResource, Service]
) -> None:
    row, service = shared
    share(cast, row, Share(service.pk, 60, 90_000))
    with acting(cast.stranger):
        assert not SharedResource.objects.exists()
        assert not ResourceShare.objects.exists()
        assert not CapitalNeed.objects.exists()


def test_a_building_is_as_it_was_on_each_day(cast: Cast, make: Make) -> None:
    """The service moved in, the building was repaired, the service moved out."""
    service, provider = make(), cast.provider
    days = [NOW - timedelta(days=n) for n in (300, 200, 100)]
    inside = replace(FACTS, services=(service.pk,))
    with acting(provider):
        found = services.add_building(provider, facts=inside, now=days[0])
        for facts, moment in ((replace(inside, condition="good", energy_class="B"), days[1]),
                              (replace(FACTS, name="Бившият дом"), days[2])):  # fmt: skip
            services.edit_building(
                provider, building=found, facts=facts, seen=found.version, now=moment
            )
    with acting(cast.stranger):
        seen = [
            [(each.name, each.condition, each.energy_class) for each in
             queries.buildings_on(service.pk, (moment + timedelta(days=1)).date())]
            for moment in (days[0] - timedelta(days=9), *days)
        ]  # fmt: skip
    assert seen == [[], [("Дом", "repair", "D")], [("Дом", "good", "B")], []]


def test_a_building_that_was_protected_stays_so_in_its_past(cast: Cast, make: Make) -> None:
    hidden, provider = make(PROTECTED), cast.provider
    with acting(provider):
        found = services.add_building(
            provider, facts=replace(FACTS, services=(hidden.pk,)), now=NOW - timedelta(days=9)
        )
        services.edit_building(provider, building=found, facts=FACTS, seen=1, now=NOW)
        assert queries.buildings_on(hidden.pk, TODAY - timedelta(days=3)).count() == 1
    with acting(cast.stranger):
        assert Building.objects.filter(pk=found.pk).exists()
        assert not queries.buildings_on(hidden.pk, TODAY - timedelta(days=3)).exists()
