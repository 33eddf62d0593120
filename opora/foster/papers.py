"""What the acts of foster care say on paper."""

from datetime import datetime

from django.utils.translation import gettext as _

from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.documents.paper import Fields, Paper, Section, Signature, Table
from opora.lib import words
from opora.lib.actor import Actor
from opora.people import queries as people

from .models import FosterFamily, FosterStay

ENTRY, CONTRACT = "foster-entry", "foster-contract"
UNCHECKED = "memory"


def issue_entry(actor: Actor, family: FosterFamily, *, now: datetime) -> IssuedDocument:
    """That the family is entered in the register, and whom it may take."""
    parent = people.seen(actor, family.parent_id)
    facts = [
        (_("Приемен родител"), parent.full_name),
        (_("Номер в регистъра"), family.number),
        (_("Населено място"), family.settlement),
        (_("Най-много деца"), str(family.n_places)),
        (_("Възраст"), f"{family.age_from}–{family.age_to}"),
        (_("Каква грижа дава"), ", ".join(kinds(family))),
        (_("Основание"), family.decision),
    ]
    paper = Paper(
        title=_("Удостоверение за вписване в регистъра на приемните семейства"),
        sections=[Section([Fields(facts)])],
        signatures=[Signature(_("Директор"))],
        confidence=UNCHECKED,
        about=parent.full_name,
    )
    return _issue(actor, family, paper, ENTRY, family.parent_id, now)


def issue_contract(actor: Actor, stay: FosterStay, *, now: datetime) -> IssuedDocument:
    """The contract of a stay: who, from when to when, why this family."""
    family = stay.family
    parent, child = people.seen(actor, family.parent_id), people.seen(actor, stay.child_id)
    facts = [
        (_("Приемен родител"), parent.full_name),
        (_("Дете"), child.full_name),
        (_("Вид престой"), str(stay.get_kind_display())),
        (_("От"), words.day(stay.begins_on)),
        (_("До"), words.day(stay.planned_end_on)),
        (_("Заповед или съдебно решение"), stay.document),
    ]
    reasons = [
        (each["label"], f"{each['given']} / {each['most']}", each["why"])
        for each in stay.explanation
    ]
    paper = Paper(
        title=_("Договор за приемна грижа"),
        sections=[
            Section([Fields(facts)]),
            Section(
                [Table([_("Критерий"), _("Точки"), _("Защо")], reasons, numeric=(1,))],
                title=_("Защо е избрано семейството"),
            ),
        ],
        signatures=[Signature(_("Директор")), Signature(_("Приемен родител"), parent.full_name)],
        confidence=UNCHECKED,
        about=child.full_name,
    )
    return _issue(actor, family, paper, CONTRACT, stay.child_id, now)


def kinds(family: FosterFamily) -> list[str]:
    """The kinds of care in words."""
    field = dict(FosterStay._meta.get_field("kind").choices or [])
    return [str(field[kind]) for kind in family.kinds]


def _issue(
    actor: Actor, family: FosterFamily, paper: Paper, kind: str, person_id: int, now: datetime
) -> IssuedDocument:
    return documents.issue(
        actor,
        paper=paper,
        kind=kind,
        record_kind="foster",
        record_id=family.pk,
        audience=[],
        person_id=person_id,
        now=now,
    )
