"""What changed in a service between two versions, in words: for the journal and for the late."""

from dataclasses import replace
from typing import Any

from django.db.models import Field, Model
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.accounts.models import User
from opora.journal import queries as journal
from opora.lib.actor import Actor
from opora.lib.refusals import Change, Stale
from opora.territory.models import Municipality

from . import rules
from .models import NamedService, Service, ServiceAddress, ServiceComplex, TargetGroup
from .rules import ServiceFacts

KIND = "service"
# Where a service is; of a protected one the journal names these fields but keeps no value.
UNSPOKEN = frozenset({"line", "settlement", "municipality"})


def between(before: ServiceFacts, after: ServiceFacts) -> dict[str, list[str]]:
    """Per changed field what stood and what stands; nothing of where a protected service is."""
    found = {}
    protected = before.is_protected or after.is_protected
    for name in ServiceFacts.__slots__:
        old, new = getattr(before, name), getattr(after, name)
        if name == "target_groups":
            old, new = tuple(sorted(old)), tuple(sorted(new))
        if old != new:
            hidden = protected and name in UNSPOKEN
            found[name] = [] if hidden else [_spoken(name, old), _spoken(name, new)]
    return found


def _spoken(name: str, value: Any) -> str:
    """A value of the facts in Bulgarian, as the pages show it."""
    rows: dict[str, type[NamedService | Municipality | ServiceComplex]] = {
        "named_service": NamedService,
        "municipality": Municipality,
        "complex_id": ServiceComplex,
    }
    with override("bg"):
        if name == "target_groups":
            groups = TargetGroup.objects.filter(pk__in=value)
            return ", ".join(str(group) for group in groups)
        if name in rows:
            row = rows[name].objects.filter(pk=value).first() if value else None
            return str(row or "")
        if name == "is_protected":
            return "да" if value else "не"
        return _(rules.LABELS_OF[name][value]) if name in rules.LABELS_OF else str(value)


def stale(actor: Actor, service_id: int, seen_version: int) -> Stale:
    """What others saved since the version that the actor saw, oldest first per field."""
    events = list(
        journal.timeline(actor, kind=KIND, record_id=service_id).filter(
            record_version__gt=seen_version
        )
    )
    merged: dict[str, list[str]] = {}
    for event in reversed(events):
        detail = getattr(event, "detail", None)
        for name, pair in (detail.values if detail else {}).get("changes", {}).items():
            before, now = pair or ["", ""]
            merged[name] = [merged.get(name, [before])[0], now]
    who = User.objects.filter(pk__in=[event.user_id for event in events[:1]]).first()
    changes = [Change(str(label_of(name)), *pair) for name, pair in merged.items()]
    return Stale(changes, by=str(who or ""))


def typed_words(facts: ServiceFacts) -> dict[str, str]:
    """Every value of the facts in words, by the label of its field."""
    return {label_of(name): _spoken(name, getattr(facts, name)) for name in ServiceFacts.__slots__}


def merged(typed: ServiceFacts, current: ServiceFacts, stale: Stale) -> ServiceFacts:
    """What was typed, with the saved value wherever the typing left what stood before."""
    before = {change.label: change.before for change in stale.changes}
    untouched = [
        name
        for name in ServiceFacts.__slots__
        if before.get(label_of(name)) == _spoken(name, getattr(typed, name))
    ]
    return replace(typed, **{name: getattr(current, name) for name in untouched})


def label_of(name: str) -> str:
    """The label of a field of ServiceFacts."""
    owner = ServiceAddress if name == "line" else Service
    labels = {field.name: field.verbose_name for field in _fields(owner)}
    return str(labels[name.removesuffix("_id")])


def _fields(owner: type[Model]) -> "list[Field[Any, Any]]":
    return [*owner._meta.fields, *owner._meta.many_to_many]
