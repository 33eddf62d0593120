"""Who of the placed children may be a child's brother or sister: as recorded, or by names only.

What is recorded: cases linked as siblings or of one household, kin in child protection, a parent
who is the same person. The same names are only a guess; the officer says which of them hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from opora.cases import queries as cases
from opora.cases.rules import LINK_LABELS, LinkKind
from opora.lib.actor import Actor
from opora.people import queries as people
from opora.people.models import Person, Representative
from opora.protection.models import Kin

from . import queries

FAMILY = frozenset({LinkKind.SIBLINGS, LinkKind.HOUSEHOLD})


@dataclass(frozen=True, slots=True)
class Relative:
    """A placed child, and by what it may belong to the other's family."""

    person: Person
    why: str
    is_recorded: bool

    @property
    def words(self) -> str:
        """Whom the officer confirms, and by what."""
        return f"{self.person.told_apart} · {self.why}"


def relatives(actor: Actor, child: Person) -> list[Relative]:
    """The placed children who may be of the child's family, the recorded ones first."""
    placed = queries.stays(actor).filter(queries.RUNNING).exclude(child=child.pk)
    there = people.visible(actor).in_bulk(list(placed.values_list("child", flat=True)))
    why = _linked(actor, child) | _kin(actor, child) | _of_one_parent(actor, child, there)
    recorded = [Relative(there[pk], words, True) for pk, words in why.items() if pk in there]
    guessed = [
        Relative(each, _("само по фамилия и бащино име"), False)
        for each in there.values()
        if each.pk not in why
        and (each.middle_name, each.last_name) == (child.middle_name, child.last_name)
    ]
    return recorded + sorted(guessed, key=lambda each: each.person.pk)


def _linked(actor: Actor, child: Person) -> dict[int, str]:
    """By the linked cases that the organization sees."""
    return {
        person_id: _("свързани случаи: %(kind)s") % {"kind": _(LINK_LABELS[kind])}
        for person_id, kind in cases.linked_people(actor, child.pk).items()
        if kind in FAMILY
    }


def _kin(actor: Actor, child: Person) -> dict[int, str]:
    """By the cases of child protection that the organization sees."""
    rows = Kin.objects.filter(
        Q(case__person=child.pk) | Q(other__person=child.pk),
        case__organization=actor.organization_id,
        other__organization=actor.organization_id,
    ).select_related("case", "other")
    found = {}
    for row in rows:
        other = row.other if row.case.person_id == child.pk else row.case
        if other.person_id:
            found[other.person_id] = _("закрила на детето: %(kind)s") % {
                "kind": row.get_kinship_display()
            }
    return found


def _of_one_parent(actor: Actor, child: Person, there: Iterable[int]) -> dict[int, str]:
    """By a parent who is recorded as one and the same person."""
    parents = people.representatives(actor, child).filter(
        kind="parent", linked_person__isnull=False
    )
    rows = Representative.objects.filter(
        organization=actor.organization_id,
        kind="parent",
        person__in=list(there),
        linked_person__in=parents.values("linked_person"),
    )
    return {row.person_id: _("един и същ родител: %(name)s") % {"name": row.name} for row in rows}
