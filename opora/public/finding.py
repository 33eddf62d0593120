"""Finding a service without an account: what is asked, where, and what is told of each service.

Free places are facts. A queue's length and a waiting time are told in bands only, and of services
with a protected address the district and the phone alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from opora.atlas.rules import band, band_words
from opora.lib.actor import Actor
from opora.places import queries as places
from opora.places.rules import Occupancy
from opora.register import queries as register
from opora.register.models import NamedServiceActivity, Service
from opora.register.rules import Users
from opora.territory import queries as territory
from opora.territory.models import Municipality, Settlement

EVERYBODY = Actor(None, 0, frozenset())
ON_PAGE = 20
MOST_PLACES = 8
AGES = {"child": (gettext_noop("дете"), (Users.ALL, Users.CHILDREN)),
        "adult": (gettext_noop("пълнолетен човек"), (Users.ALL, Users.ADULTS))}  # fmt: skip
# Up to how many days, and how it is said. The exact number would give away who waits.
WAITS = (
    (0, gettext_noop("няма")),
    (30, gettext_noop("до 1 месец")),
    (90, gettext_noop("1–3 месеца")),
    (180, gettext_noop("3–6 месеца")),
    (365, gettext_noop("6–12 месеца")),
)
SERVED = (0, 1, 5, 10, 20, 50, 100, 200, 500)
LONGEST_WAIT = gettext_noop("над 1 година")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for; nothing of it says who they are."""

    place: str = ""
    at: str = ""
    group: str = ""
    activity: str = ""
    age: str = ""
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """The place that was meant, and others with a like name."""

    municipality: Municipality
    settlement: Settlement | None
    others: Sequence[Settlement | Municipality]

    def __str__(self) -> str:
        if self.settlement and self.settlement.name != self.municipality.name:
            return f"{self.settlement}, {self.municipality.full_name}"
        return self.municipality.full_name


@dataclass(frozen=True, slots=True)
class Line:
    """One service as it is told outside."""

    service: Service
    km: int | None
    occupancy: Occupancy
    wait: str

    @property
    def free(self) -> int:
        """Places that can be given now."""
        return self.occupancy.n_vacancies

    @property
    def queue(self) -> str:
        """How many wait, in a band."""
        return queue_words(self.occupancy.n_waiting)

    @property
    def served(self) -> str:
        """How many people use it, in a band."""
        return served_words(self.occupancy.n_users)


@dataclass(frozen=True, slots=True)
class Found:
    """All that fit, nearest first, by id; how far each is; how many each municipality has."""

    ids: Sequence[int]
    km: Mapping[int, int]
    by_municipality: Mapping[str, int]


def where(asked: Asked) -> Where | None:
    """The place: the chosen one, else the best guess for what is typed."""
    if asked.at:
        chosen = _exactly(asked.at)
        if chosen:
            return chosen
    if not asked.place.strip():
        return None
    units = _municipalities(asked.place)
    settlements = territory.search_settlements(asked.place, limit=MOST_PLACES)
    if units and units[0].name.lower() == _plain(asked.place):
        others: list[Settlement | Municipality] = [*units[1:]]
        others += [each for each in settlements if each.municipality != units[0]]
        return Where(units[0], None, others[:MOST_PLACES])
    if settlements:
        like: list[Settlement | Municipality] = [*settlements[1:]]
        like += units
        return Where(settlements[0].municipality, settlements[0], like[:MOST_PLACES])
    return Where(units[0], None, units[1:MOST_PLACES]) if units else None


def _exactly(code: str) -> Where | None:
    if code.isdecimal():
        found = Settlement.objects.select_related("municipality__district").filter(pk=code).first()
        return Where(found.municipality, found, []) if found else None
    unit = territory.municipalities().filter(pk=code).first()
    return Where(unit, None, []) if unit else None


def _plain(text: str) -> str:
    name = " ".join(text.lower().split())
    for kind in ("община ", "гр. ", "гр.", "с. ", "с."):
        name = name.removeprefix(kind)
    return name.strip()


def _municipalities(text: str) -> list[Municipality]:
    name = _plain(text)
    begins = Q(name__istartswith=name) | Q(name_en__istartswith=name)
    units = territory.municipalities().filter(begins, successor=None)[:MOST_PLACES]
    return sorted(units, key=lambda each: (each.name.lower() != name, each.name))


def _fitting(asked: Asked, today: date) -> QuerySet[Service]:
    found = register.services(EVERYBODY, on=today, target_group=asked.group or None)
    if asked.activity:
        found = found.filter(named_service__in=_kinds(asked.activity, today))
    if asked.age in AGES:
        found = found.filter(users__in=AGES[asked.age][1])
    return found.order_by()


def _kinds(activity: str, today: date) -> list[str]:
    rows = NamedServiceActivity.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today),
        valid_from__lte=today,
        service_type__activity=activity,
    )
    return sorted(set(rows.values_list("named_service", flat=True)))


def find(asked: Asked, place: Where | None, *, today: date) -> Found:
    """The services that fit, nearest first; without a place by municipality and name."""
    rows = list(
        _fitting(asked, today)
        .filter(municipality__isnull=False)
        .values_list("pk", "municipality", "settlement", "name", named=False)
    )
    if asked.is_free:
        tallies = places.tallies(today)
        rows = [row for row in rows if row[0] in tallies and tallies[row[0]].n_vacancies > 0]
    by_municipality: dict[str, int] = {}
    for _pk, unit, _settlement, _name in rows:
        by_municipality[unit] = by_municipality.get(unit, 0) + 1
    if place is None:
        rows.sort(key=lambda row: (row[1], row[3], row[0]))
        return Found([row[0] for row in rows], {}, by_municipality)
    far = territory.distances_from(place.municipality.pk)
    own = place.settlement.name.lower() if place.settlement else ""
    rows.sort(key=lambda row: (far[row[1]], not own or own not in row[2].lower(), row[3], row[0]))
    km = {row[0]: far[row[1]] for row in rows}
    return Found([row[0] for row in rows], km, by_municipality)


def lines(found: Found, ids: Sequence[int], *, today: date) -> list[Line]:
    """The services of one page, whole, in order."""
    rows = Service.objects.select_related(
        "named_service", "provider__organization", "municipality__district"
    ).prefetch_related("target_groups")
    whole = rows.in_bulk(list(ids))
    occupancy = places.occupancy(ids, today)
    waits = places.expected_wait(ids, today, counts=occupancy)
    return [
        Line(whole[pk], found.km.get(pk), occupancy[pk], wait_words(waits[pk].n_days)) for pk in ids
    ]


def queue_words(n: int) -> str:
    """How many wait, as it is told outside: 0, 1–4, 5–9, 10 and more."""
    return band_words(band(n))


def served_words(n: int) -> str:
    """How many people are served, in a band: the number itself is told nowhere."""
    first = max(each for each in SERVED if each <= n)
    following = [each for each in SERVED if each > first]
    if not following:
        return f"{first}+"
    last = following[0] - 1
    return str(first) if last == first else f"{first}–{last}"


def wait_words(n_days: int | None) -> str:
    """A waiting time as it is told outside."""
    if n_days is None:
        return _("няма достатъчно данни")
    return next((_(words) for most, words in WAITS if n_days <= most), _(LONGEST_WAIT))


def protected(asked: Asked, place: Where | None, *, today: date) -> list[Service]:
    """Services with a protected address: of the place's district, or of all. Only the district and
    the phone of these may be shown."""
    found = _fitting(asked, today).filter(is_protected=True).select_related("district")
    if place:
        found = found.filter(district=place.municipality.district_id)
    return list(found.order_by("district__name", "phone"))
