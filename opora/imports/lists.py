"""What the cells of a file are compared with, and the services that stand already."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.lib.actor import Actor
from opora.register import queries, rules
from opora.register.models import NamedService, Provider, Service, TargetGroup
from opora.territory.models import Municipality

from .checking import Checked, Known, Lists
from .fields import AXES, plain

NOBODY = (0, "", "")  # the key of no service


def lists_for(actor: Actor, today: date) -> Lists:
    """The lists of now. An agency enters services of the whole country, a municipality those on its
    territory, a provider its own."""
    organization = Organization.objects.get(pk=actor.organization_id)
    is_whole = organization.kind == "assistance_agency"
    own = None if is_whole else frozenset(queries.my_providers(actor).values_list("pk", flat=True))
    is_municipal = organization.kind == "municipality"
    codes, ambiguous = _municipalities()
    kinds = list(queries.named_services(today))
    return Lists(
        today=today,
        kinds=_kinds(kinds),
        protected_kinds=frozenset(each.pk for each in kinds if each.is_protected),
        groups={
            word: each.pk
            for each in TargetGroup.objects.all()
            for word in (plain(each.pk), plain(each.name))
        },
        municipalities=codes,
        ambiguous=ambiguous,
        axes={axis: _axis(axis) for axis in AXES},
        providers=dict(Provider.objects.values_list("eik", "pk")),
        own_providers=own,
        own_municipality=organization.municipality_id if is_municipal else None,
    )


def _axis(axis: str) -> dict[str, str]:
    return {
        word: code
        for code, label in rules.LABELS_OF[axis].items()
        for word in (plain(label), plain(_(label)), plain(code))
    }


def _kinds(kinds: Iterable[NamedService]) -> dict[str, str]:
    """By code, name, and an abbreviation that only one has."""
    kinds = list(kinds)
    shared = Counter(plain(each.abbreviation) for each in kinds)
    short = {plain(each.abbreviation): each.pk for each in kinds}
    found = {word: code for word, code in short.items() if shared[word] == 1}
    return found | {word: each.pk for each in kinds for word in (plain(each.pk), plain(each.name))}


def _municipalities() -> tuple[dict[str, str], frozenset[str]]:
    rows = list(Municipality.objects.values_list("pk", "name"))
    names = Counter(plain(name) for _code, name in rows)
    found = {plain(name): code for code, name in rows if names[plain(name)] == 1}
    found |= {plain(code): code for code, _name in rows}
    return found, frozenset(word for word, n in names.items() if n > 1)


def known_of(actor: Actor, rows: Iterable[Checked], lists: Lists) -> dict[int, Known]:
    """For the line of each row that is about a service of the register, that service.

    By its number, else by provider, name and municipality; closed services are left alone.
    """
    rows = list(rows)
    ids = {row.values["id"] for row in rows if "id" in row.values}
    keys = {key: row.line for row in rows if "id" not in row.values and (key := row.key)}
    by_name = Q(provider__in={key[0] for key in keys}, name__in=_names(rows))
    found = Service.objects.filter(Q(pk__in=ids) | by_name, closed_on=None, is_protected=False)
    if lists.own_providers is not None:
        found = found.filter(provider__in=lists.own_providers)
    services = list(found.select_related("address").prefetch_related("target_groups"))
    places = queries.capacities_on([each.pk for each in services], lists.today)
    by_id = {each.pk: _known(each, places.get(each.pk, 0)) for each in services}
    by_key = {
        (each.provider_id, plain(each.name), each.municipality_id): each.pk for each in services
    }
    matched: dict[int, Known] = {}
    for row in rows:
        pk = row.values["id"] if "id" in row.values else by_key.get(row.key or NOBODY)
        if pk in by_id:
            matched[row.line] = by_id[pk]
    return matched


def _names(rows: Iterable[Checked]) -> set[str]:
    return {row.values["name"] for row in rows if "name" in row.values}


def _known(row: Service, n_places: int) -> Known:
    facts = queries.facts_of(row)
    values = {
        "provider": row.provider_id,
        "kind": facts.named_service,
        "groups": list(facts.target_groups),
        "n_places": n_places,
        **{
            name: getattr(facts, name)
            for name in ("name", "municipality", "settlement", "line", "phone", "email", *AXES)
        },
    }
    return Known(row.pk, row.version, values)
