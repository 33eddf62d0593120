"""The acts of the register on a real database, as the application's role."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from opora.accounts.models import Organization
from opora.journal.context import acting
from opora.journal.models import Event
from opora.lib.refusals import Refused, Stale
from opora.register import queries, services
from opora.register.models import Capacity, CapacityPaper, Service, ServiceAddress

from .conftest import EIK, FACTS, NOW, PROTECTED, TODAY, Cast

Make = Callable[..., Service]


def edit(
    cast: Cast, service: Service, *, seen: int = 1, who: str = "provider", **changed: Any
) -> Service:
    """The provider (or `who`) edits what `changed` names."""
    actor = getattr(cast, who)
    with acting(actor):
        return services.edit_service(
            actor,
            service=service,
            seen_version=seen,
            facts=replace(FACTS, **changed),
            now=NOW,
        )


def write(cast: Cast, service: Service, n_places: int, valid_from: date) -> Capacity:
    """A dated row of capacity, by the provider."""
    with acting(cast.provider):
        return services.write_capacity(
            cast.provider,
            service_id=service.pk,
            n_places=n_places,
            valid_from=valid_from,
            basis="Заповед",
            document="№ 7",
            now=NOW,
        )


def test_a_new_service_is_found_with_its_capacity(cast: Cast, make: Make) -> None:
    """It stands in the register for everybody, with its address, groups and 30 places."""
    service = make()
    with acting(cast.directorate):
        found = queries.service(cast.directorate, service.pk)
        assert str(found.address) == "гр. Самоков, ул. „Измислена“ 1"
        assert [group.pk for group in found.target_groups.all()] == ["children-disability"]
        assert queries.capacity_on(service.pk, TODAY) == 30
        assert queries.capacity_on(service.pk, date(2020, 8, 31)) == 0


def test_creating_leaves_an_event_that_everybody_hears(cast: Cast, make: Make) -> None:
    """Ids only: 0 for every open page, the provider and the municipality for the details."""
    service = make()
    with acting(cast.municipality):
        event = Event.objects.get(name="register.service_created", record_id=service.pk)
    assert {0, cast.provider.organization_id, cast.municipality.organization_id} == set(
        event.audience
    )


def test_its_municipality_may_create_too(cast: Cast) -> None:
    """The municipality keeps the register of its territory (S3)."""
    with acting(cast.municipality):
        service = services.create_service(
            cast.municipality,
            provider_id=cast.provider.organization_id,
            facts=FACTS,
            opened_on=TODAY,
            now=NOW,
        )
    assert service.provider_id == cast.provider.organization_id


@pytest.mark.parametrize("who", ["directorate", "stranger"])
def test_others_may_not_create_or_edit(cast: Cast, make: Make, who: str) -> None:
    """Refused with a sentence that says who may."""
    actor = getattr(cast, who)
    service = make()
    with acting(actor), pytest.raises(Refused, match="поддържа"):
        services.create_service(
            actor,
            provider_id=cast.provider.organization_id,
            facts=FACTS,
            opened_on=TODAY,
            now=NOW,
        )
    with pytest.raises(Refused, match="поддържа"):
        edit(cast, service, who=who, phone="1")
    with acting(actor), pytest.raises(Refused, match="поддържа"):
        services.close_service(actor, service=service, closed_on=TODAY, reason="x", now=NOW)


def test_a_municipality_cannot_pull_a_service_to_itself(cast: Cast, make: Make) -> None:
    """Naming its own municipality in the facts does not make the service its own."""
    with pytest.raises(Refused, match="поддържа"):
        edit(cast, make(), who="stranger", municipality="VTR13")


def test_its_municipality_cannot_give_a_service_away(cast: Cast, make: Make) -> None:
    """Only the provider moves a service to another municipality."""
    service = make()
    with pytest.raises(Refused, match="поддържа"):
        edit(cast, service, who="municipality", municipality="VTR13")
    assert edit(cast, service, municipality="VTR13").municipality_id == "VTR13"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"named_service": "unknown"}, "named_service"),
        ({"target_groups": ()}, "target_groups"),
        ({"target_groups": ("children", "unknown")}, "target_groups"),
        ({"complex_id": 4711}, "complex"),
        ({"named_service": "kc"}, "is_protected"),
    ],
)
def test_facts_that_do_not_hold_are_refused(make: Make, changed: dict, field: str) -> None:
    """Each with the field it concerns."""
    with pytest.raises(Refused) as caught:
        make(**changed)
    assert caught.value.field == field


def test_a_service_opens_not_in_the_future(cast: Cast) -> None:
    """The register says what is."""
    with acting(cast.provider), pytest.raises(Refused, match="бъдещето"):
        services.create_service(
            cast.provider,
            provider_id=cast.provider.organization_id,
            facts=FACTS,
            opened_on=date(2026, 11, 22),
            now=NOW,
        )


def test_the_second_to_save_sees_what_the_first_changed(cast: Cast, make: Make) -> None:
    """Over several saves per field: what stood at first, what stands now."""
    service = make()
    edit(cast, service, phone="1")
    edit(cast, service, seen=2, phone="2", mode="hourly")
    with pytest.raises(Stale) as caught:
        edit(cast, service, who="municipality", name="Друго име")
    changes = {change.label: (change.before, change.now) for change in caught.value.changes}
    assert changes == {
        "телефон": ("0722 00000", "2"),
        "начин на ползване": ("целодневно", "почасово"),
    }


def test_saving_without_a_change_writes_nothing(cast: Cast, make: Make) -> None:
    """No version, no event."""
    assert edit(cast, make()).version == 1
    with acting(cast.provider):
        assert not Event.objects.filter(name="register.service_edited").exists()


def test_a_closed_service_leaves_the_list(cast: Cast, make: Make) -> None:
    """It is found among the closed ones; a second closing is refused."""
    service = make()
    with acting(cast.provider):
        services.close_service(
            cast.provider, service=service, closed_on=TODAY, reason="решение", now=NOW
        )
        assert not queries.services(cast.provider, on=TODAY).exists()
        assert queries.services(cast.provider, on=TODAY, closed=True).get() == service
        with pytest.raises(Refused, match="вече е закрита"):
            services.close_service(
                cast.provider, service=service, closed_on=TODAY, reason="пак", now=NOW
            )


def test_a_provider_is_entered_once(cast: Cast) -> None:
    """Neither the same ЕИК nor the same organization twice."""
    other = Organization.objects.create(kind="provider", name="n", short_name="n", slug="n")
    outsider = replace(cast.provider, organization_id=other.pk)
    with acting(outsider), pytest.raises(Refused, match="вече е вписан"):
        services.create_provider(
            outsider, organization_id=other.pk, eik=EIK, legal_form="private", now=NOW
        )


def test_a_complex_joins_services_of_one_provider(cast: Cast, make: Make) -> None:
    """The services name it; its neighbors are found."""
    with acting(cast.municipality):
        joined = services.create_complex(
            cast.municipality,
            provider_id=cast.provider.organization_id,
            name="Комплекс",
            municipality="SFO39",
            now=NOW,
        )
    first, second = make(complex_id=joined.pk), make(complex_id=joined.pk, named_service="cop")
    make()
    assert list(queries.neighbors(first)) == [second]


# Capacity


def periods(service: Service) -> list[tuple[int, date, date | None]]:
    """The history of a service's capacity, newest first."""
    return list(
        queries.capacity_history(service.pk).values_list("n_places", "valid_from", "valid_to")
    )


def test_a_new_capacity_ends_the_one_before(cast: Cast, make: Make) -> None:
    """The history keeps both."""
    service = make()
    write(cast, service, 40, date(2026, 1, 1))
    assert periods(service) == [
        (40, date(2026, 1, 1), None),
        (30, date(2020, 9, 1), date(2026, 1, 1)),
    ]
    assert queries.capacity_on(service.pk, date(2025, 12, 31)) == 30
    assert queries.capacities_on([service.pk, 4711], TODAY) == {service.pk: 40}


def test_a_row_between_two_lasts_until_the_later(cast: Cast, make: Make) -> None:
    """A correction of the past does not undo what came after."""
    service = make()
    write(cast, service, 40, date(2026, 1, 1))
    write(cast, service, 35, date(2025, 1, 1))
    assert periods(service) == [
        (40, date(2026, 1, 1), None),
        (35, date(2025, 1, 1), date(2026, 1, 1)),
        (30, date(2020, 9, 1), date(2025, 1, 1)),
    ]


def test_the_same_day_is_corrected_in_place(cast: Cast, make: Make) -> None:
    """And none, too, is a capacity."""
    service = make()
    write(cast, service, 0, date(2020, 9, 1))
    assert periods(service) == [(0, date(2020, 9, 1), None)]


def test_capacity_needs_a_ground(cast: Cast, make: Make) -> None:
    """Every change of places is explained."""
    service = make()
    with acting(cast.provider), pytest.raises(Refused, match="основание"):
        services.write_capacity(
            cast.provider,
            service_id=service.pk,
            n_places=1,
            valid_from=TODAY,
            basis=" ",
            document="",
            now=NOW,
        )


@pytest.mark.parametrize(
    ("n_places", "valid_from", "valid_to"),
    [
        (40, date(2021, 1, 1), None),
        (40, date(2019, 1, 1), date(2020, 9, 2)),
        (-1, date(2010, 1, 1), date(2011, 1, 1)),
        (1, date(2010, 1, 1), date(2010, 1, 1)),
    ],
)
def test_the_database_refuses_impossible_rows(
    cast: Cast, make: Make, n_places: int, valid_from: date, valid_to: date | None
) -> None:
    """Two rows for one day, fewer than no places, a row of no day."""
    service = make()
    with acting(cast.provider), pytest.raises(IntegrityError), transaction.atomic():
        Capacity.objects.create(
            service=service,
            n_places=n_places,
            valid_from=valid_from,
            valid_to=valid_to,
            recorded_at=NOW,
        )


# The second wall and protected services


def test_a_protected_service_says_only_district_and_phone(cast: Cast, make: Make) -> None:
    """In the table that everybody reads nothing says where it is."""
    service = make(PROTECTED)
    with acting(cast.municipality):
        row = queries.service(cast.municipality, service.pk)
        assert row.name == "Кризисен център, област София"
        assert (row.municipality_id, row.settlement) == (None, "")
        assert not queries.shown_whole(row)
        assert row.district_id == "SFO"
        assert not hasattr(row, "address")


@pytest.mark.parametrize("who", ["municipality", "directorate", "stranger"])
def test_the_wall_hides_a_protected_address(cast: Cast, make: Make, who: str) -> None:
    """Asked without any filter of the application; the open one beside it is seen."""
    make(PROTECTED)
    opened = make()
    with acting(getattr(cast, who)):
        assert [row.pk for row in ServiceAddress.objects.all()] == [opened.pk]
    with acting(cast.provider):
        assert ServiceAddress.objects.count() == 2


@pytest.mark.parametrize("who", ["municipality", "directorate", "stranger"])
def test_the_wall_hides_the_papers_of_a_protected_capacity(
    cast: Cast, make: Make, who: str
) -> None:
    """The number of places is for everybody; whose order it stands on is not."""
    hidden, opened = make(PROTECTED), make()
    with acting(getattr(cast, who)):
        assert [row.service_id for row in CapacityPaper.objects.all()] == [opened.pk]
        (row,) = queries.capacity_history(hidden.pk)
        assert (row.n_places, row.basis, row.document) == (30, "", "")
        assert CapacityPaper.objects.filter(service=hidden).update(basis="чуждо") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            CapacityPaper.objects.create(capacity=row, service=hidden, basis="чуждо")
    with acting(cast.provider):
        assert queries.capacity_history(hidden.pk)[0].basis == "Заповед на АСП"
        edit(cast, opened, is_protected=True)
    with acting(getattr(cast, who)):
        assert not CapacityPaper.objects.exists()


def test_a_service_that_becomes_protected_hides_at_once(cast: Cast, make: Make) -> None:
    """And its municipality no longer looks after it; the journal keeps no value of where it is."""
    service = make()
    edit(cast, service, is_protected=True, line="ул. „Тайна маркер“ 7")
    with acting(cast.municipality):
        assert not ServiceAddress.objects.exists()
        assert not queries.may_manage(
            cast.municipality, queries.service(cast.municipality, service.pk)
        )
    with acting(cast.provider):
        event = Event.objects.get(name="register.service_edited")
        assert event.detail.values["changes"]["line"] == []
        assert "маркер" not in str(event.detail.values)


def test_a_search_by_provider_does_not_betray_a_protected_service(cast: Cast, make: Make) -> None:
    """Neither by the provider's name nor by its number; the provider itself finds it."""
    service = make(PROTECTED)
    for who, expected in (("stranger", []), ("provider", [service])):
        actor = getattr(cast, who)
        with acting(actor):
            by_name = queries.services(actor, on=TODAY, text="slance")
            by_number = queries.services(actor, on=TODAY, provider=cast.provider.organization_id)
            assert [list(by_name), list(by_number)] == [expected, expected]


@pytest.mark.parametrize("who", ["directorate", "stranger"])
def test_the_wall_lets_others_change_nothing(cast: Cast, make: Make, who: str) -> None:
    """Without the application's checks, the database refuses or touches no row."""
    service = make()
    with acting(getattr(cast, who)):
        assert Service.objects.filter(pk=service.pk).update(phone="1") == 0
        assert Capacity.objects.filter(service=service).update(n_places=99) == 0
        assert ServiceAddress.objects.filter(service=service).update(line="1") == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Capacity.objects.create(
                service=service,
                n_places=9,
                valid_from=date(2000, 1, 1),
                valid_to=date(2001, 1, 1),
                recorded_at=NOW,
            )


# Finding


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, 2),
        ({"text": "слънце"}, 1),
        ({"text": "ЦОП"}, 1),
        ({"text": "обществена самоков"}, 1),
        ({"text": "SLANCE"}, 2),
        ({"text": "няма такава"}, 0),
        ({"district": "SFO"}, 2),
        ({"district": "VTR"}, 0),
        ({"municipality": "SFO39"}, 2),
        ({"named_service": "cop"}, 1),
        ({"target_group": "families"}, 1),
        ({"service_type": "A7-children-disability"}, 1),
        ({"service_type": "A1-families-G"}, 1),
        ({"funding": "municipal"}, 0),
    ],
)
def test_services_are_found(cast: Cast, make: Make, filters: dict, found: int) -> None:
    """By words in any order and by every axis of the list."""
    make()
    make(named_service="cop", name="Подкрепа", target_groups=("families",))
    with acting(cast.stranger):
        assert queries.services(cast.stranger, on=TODAY, **filters).count() == found
