"""The list of services with their free places: chosen, sorted, paged. Constant number of queries.

Which services match is asked of `register`, how full they are of `places`; the two meet here,
because the register may not know the places above it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.lib.actor import Actor
from opora.places import queries as places
from opora.places.queries import Tally
from opora.places.rules import Occupancy
from opora.register import queries as register
from opora.register.models import Service
from opora.territory import queries as territory

PER_PAGE = 25
TABS = ("all", "free", "waiting", "ours", "closed")
SORTS = ("name", "distance", "free", "waiting")


class Candidate(NamedTuple):
    """A service that matches, with what it is sorted by."""

    pk: int
    name: str
    is_ours: bool
    km: int | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list, whole."""

    service: Service
    places: Occupancy
    km: int | None
    wait: str

    @property
    def n_queue(self) -> int:
        """Everybody on the waiting list."""
        return n_queue(self.places)


def candidates(
    actor: Actor,
    organization: Organization,
    *,
    filters: Mapping[str, Any],
    today: date,
    closed: bool = False,
) -> list[Candidate]:
    """Every service that matches, with its places now and its distance from `organization`."""
    km = _distances(organization)
    rows = list(
        register.services(actor, on=today, closed=closed, **filters).values_list(
            "pk", "name", "provider_id", "municipality_id"
        )
    )
    tallies = places.tallies(today)
    return [
        Candidate(
            pk=pk,
            name=name,
            is_ours=organization.pk == provider
            or (municipality is not None and municipality == organization.municipality_id),
            km=km.get(municipality or ""),
            tally=tallies[pk],
        )
        for pk, name, provider, municipality in rows
    ]


def _distances(organization: Organization) -> dict[str, int]:
    """From the seat of the organization's municipality, in a straight line."""
    here = organization.municipality_id
    return territory.distances_from(here) if here else {}


def of_tab(found: Iterable[Candidate], tab: str) -> list[Candidate]:
    """The candidates that answer the tab's question."""
    answers = {
        "free": lambda each: each.tally.n_vacancies > 0,
        "waiting": lambda each: each.tally.n_queue > 0,
        "ours": lambda each: each.is_ours,
    }
    return [each for each in found if tab not in answers or answers[tab](each)]


def n_queue(occupancy: Occupancy) -> int:
    """Everybody on the waiting list, also those who were just offered a place."""
    return occupancy.n_waiting + occupancy.n_offered


def in_order(found: Iterable[Candidate], sort: str) -> list[Candidate]:
    """Sorted by `name`, `distance`, `free` or `waiting`; a minus turns it round.

    Equal ones by name; those whose distance is not known last."""
    key = sort.removeprefix("-")
    values = {
        "distance": lambda each: each.km,
        "free": lambda each: each.tally.n_vacancies,
        "waiting": lambda each: each.tally.n_queue,
    }
    by_name = sorted(found, key=lambda each: (each.name.lower(), each.pk))
    if key not in values:
        return by_name[::-1] if sort == "-name" else by_name
    value = values[key]
    unknown = [each for each in by_name if value(each) is None]
    known = [each for each in by_name if value(each) is not None]
    return [*sorted(known, key=value, reverse=sort.startswith("-")), *unknown]


def page_of(actor: Actor, found: list[Candidate], *, number: str, today: date) -> Page[Any]:
    """One page of the candidates, as whole lines."""
    page: Page[Any] = Paginator(found, PER_PAGE).get_page(number)
    page.object_list = lines(actor, list(page.object_list), today=today)
    return page


def lines(actor: Actor, found: list[Candidate], *, today: date) -> list[Line]:
    """The candidates as whole rows, in their order."""
    ids = [each.pk for each in found]
    whole = {each.pk: each for each in register.of_ids(actor, ids)}
    counts = places.occupancy(ids, today)
    waits = places.expected_wait(ids, today, counts=counts)
    return [
        Line(whole[each.pk], counts[each.pk], each.km, places.wait_words(waits[each.pk]))
        for each in found
    ]


def line(actor: Actor, organization: Organization, *, service: Service, today: date) -> Line:
    """One service as a row, for its fragment and the head of its page."""
    occupancy = places.occupancy([service.pk], today)[service.pk]
    counts = {service.pk: occupancy}
    wait = places.expected_wait([service.pk], today, counts=counts)[service.pk]
    km = _distances(organization).get(service.municipality_id or "")
    return Line(service, occupancy, km, places.wait_words(wait))


def tabs(found: list[Candidate], organization: Organization) -> list[dict[str, Any]]:
    """The tabs as questions with their counts."""
    labels = {
        "all": (_("Всички"), ""),
        "free": (_("Със свободни места"), "ok"),
        "waiting": (_("С чакащи"), "wait"),
        "ours": (_("Наши"), ""),
        "closed": (_("Закрити"), ""),
    }
    if organization.kind == "provider":
        labels["ours"] = (_("В нашата община"), "")
    shown = [tab for tab in TABS if tab != "ours" or organization.municipality_id]
    return [
        {
            "key": tab,
            "label": labels[tab][0],
            "tone": labels[tab][1],
            "count": None if tab == "closed" else len(of_tab(found, tab)),
        }
        for tab in shown
    ]
