"""Parts of a case given to others, and cases of children of one family."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.people import services as people
from opora.people.rules import Basis

from .. import queries
from ..models import CaseOfficer, CasePart, ChildCase, Kin
from ..rules import Kinship, Part
from .acts import begin, check_officer, finish, ground, involve, told


@transaction.atomic
def give_part(
    actor: Actor,
    *,
    case: ChildCase,
    organization: Organization,
    parts: Sequence[str],
    why: str,
    seen: int,
    now: datetime,
) -> ChildCase:
    """The director lets another organization see parts of the case, until it is taken back.

    The core goes with every part. The signal and who gave it are never among them.
    """
    act = begin(actor, case, "give_part", seen=seen, now=now)
    told(why, _("Напишете защо организацията има нужда от достъпа."), "why")
    if organization.pk == act.case.organization_id:
        raise Refused(_("Дирекцията вижда целия случай и без достъп."), field="organization")
    if not parts:
        raise Refused(_("Изберете поне една част."), field="parts")
    given = sorted({Part(one).value for one in parts} | {Part.CORE.value})
    CasePart.objects.filter(case=act.case, organization=organization, until=None).update(until=now)
    CasePart.objects.create(
        case=act.case, organization=organization, parts=given, why=why, since=now
    )
    involve(actor, act.case, organization.pk, now)
    details = {"organization": organization.pk, "reason": why}
    return finish(act, details=details, heard_by=[organization.pk])


@transaction.atomic
def take_part_back(
    actor: Actor, *, case: ChildCase, part: CasePart, seen: int, now: datetime
) -> ChildCase:
    """The organization sees nothing of the case from now on."""
    act = begin(actor, case, "take_part_back", seen=seen, now=now)
    taken = act.case.parts.filter(pk=part.pk, until=None).update(until=now)
    if not taken:
        raise Refused(_("Достъпът вече е спрян."))
    if act.case.person_id:
        people.end_involvement(
            actor,
            person_id=act.case.person_id,
            organization_id=part.organization_id,
            basis=Basis.PROTECTION,
            ground=ground(act.case),
            now=now,
        )
    return finish(act, details={"organization": part.organization_id})


@transaction.atomic
def admit_officer(
    actor: Actor, *, case: ChildCase, officer_id: int, why: str, seen: int, now: datetime
) -> ChildCase:
    """The director lets one more officer see and work on a confidential case.

    Refused for a case that every officer of the department sees anyway.
    """
    act = begin(actor, case, "admit_officer", seen=seen, now=now)
    told(why, _("Напишете защо служителят има нужда от достъпа."), "why")
    if not act.case.is_confidential:
        raise Refused(_("Случаят не е поверителен: всички служители на отдела го виждат."))
    check_officer(actor, officer_id)
    _row, is_new = CaseOfficer.objects.get_or_create(
        case=act.case, user_id=officer_id, until=None, defaults={"why": why, "since": now}
    )
    if not is_new:
        raise Refused(_("Служителят вече има достъп."), field="officer_id")
    return finish(act, details={"officer": officer_id, "reason": why})


@transaction.atomic
def remove_officer(
    actor: Actor, *, case: ChildCase, officer_id: int, seen: int, now: datetime
) -> ChildCase:
    """The officer sees nothing more of a confidential case, unless leading it."""
    act = begin(actor, case, "remove_officer", seen=seen, now=now)
    if not act.case.officers.filter(user=officer_id, until=None).update(until=now):
        raise Refused(_("Достъпът вече е спрян."), field="officer_id")
    return finish(act, details={"officer": officer_id})


@transaction.atomic
def relate(
    actor: Actor,
    *,
    case: ChildCase,
    other: ChildCase,
    kinship: Kinship,
    seen: int,
    now: datetime,
) -> ChildCase:
    """Say that two cases are of children of one family; shown in both."""
    act = begin(actor, case, "relate", seen=seen, now=now)
    if not queries.led(actor).filter(pk=other.pk).exists():
        raise NotVisible
    if other.pk == act.case.pk:
        raise Refused(_("Изберете друг случай."), field="other")
    first, second = sorted((act.case.pk, other.pk))
    _row, is_new = Kin.objects.get_or_create(
        case_id=first, other_id=second, defaults={"kinship": kinship}
    )
    if not is_new:
        raise Refused(_("Двата случая вече са свързани."), field="other")
    return finish(act, details={"other": other.number})
