"""A child goes to a family, and leaves it."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.people import queries as people

from .. import matching, queries, rules
from ..matching import Match, Need
from ..models import FosterFamily, FosterStay
from ..rules import FAMILY_STEPS, STAY_STEPS, FamilyState, StayKind, StayState
from .families import locked, not_future, tell


@transaction.atomic
def place(
    actor: Actor,
    *,
    family: FosterFamily,
    child_id: int,
    need: Need,
    document: str,
    note: str,
    begins_on: date,
    planned_end_on: date,
    now: datetime,
) -> FosterStay:
    """Place a child with the family and keep why it was chosen, point by point.

    The family's row is locked first: of two officers who reach for its last place one is refused.
    Refused by `matching.blocks`, `_check` and `_room_in_life`.
    """
    found = locked(actor, family)
    child = people.worked_with(actor, child_id)
    _check(document, begins_on, planned_end_on, timezone.localdate(now))
    match = _matched(actor, found, need, timezone.localdate(now))
    _room_in_life(actor, child.pk, need.kind, begins_on, planned_end_on)
    stay = FosterStay.objects.create(
        family=found,
        organization_id=found.organization_id,
        audience=found.audience,
        child=child,
        born_on=child.birth_date,
        kind=need.kind,
        state=rules.next_state(STAY_STEPS, "place", "", actor, found.organization_id),
        document=document.strip(),
        score=match.total,
        explanation=[asdict(each) for each in match.points],
        note=note.strip(),
        begins_on=begins_on,
        planned_end_on=planned_end_on,
        placed_at=now,
    )
    _take(actor, found, stay, now)
    return stay


def _take(actor: Actor, family: FosterFamily, stay: FosterStay, now: datetime) -> None:
    """The family has one child more, and that is told."""
    family.state = rules.next_state(
        FAMILY_STEPS, "place", family.state, actor, family.organization_id
    )
    family.version += 1
    family.save(update_fields=["state", "version"])
    tell(
        actor,
        "foster.placed",
        family,
        now=now,
        day=stay.begins_on,
        subject_id=stay.child_id,
        details={"stay": stay.pk, "kind": stay.kind, "score": stay.score},
    )


def _matched(actor: Actor, family: FosterFamily, need: Need, today: date) -> Match:
    """How the locked family suits the child now; refused with what stands in the way."""
    profile = next(
        one for row, one in queries.profiles(actor, need.siblings, today) if row == family
    )
    found = matching.match(profile, need)
    if found.blocks:
        raise Refused(
            _("Детето не може да бъде настанено тук: %(blocks)s.")
            % {"blocks": "; ".join(found.blocks)},
            remedy=_("Може друг служител да е настанил дете междувременно. Изберете семейство."),
        )
    return found


def _check(document: str, begins_on: date, planned_end_on: date, today: date) -> None:
    if not document.strip():
        raise Refused(_("Впишете заповедта или съдебното решение."), field="document")
    if planned_end_on < begins_on:
        raise Refused(_("Краят е преди началото на престоя."), field="planned_end_on")
    not_future(begins_on, today, "begins_on")


def _room_in_life(actor: Actor, child_id: int, kind: str, begun: date, ended: date) -> None:
    """A child lives with one family; respite care is beside it, as far as its days reach."""
    if kind == StayKind.RESPITE:
        _respite(actor, child_id, begun, ended)
    running = FosterStay.objects.filter(child=child_id, state=StayState.RUNNING)
    if kind != StayKind.RESPITE and running.exclude(kind=StayKind.RESPITE).exists():
        raise Refused(
            _("Детето вече е настанено в приемно семейство."),
            remedy=_("Първо приключете сегашния престой."),
        )


def _respite(actor: Actor, child_id: int, begun: date, ended: date) -> None:
    """Each calendar year that the stay touches has days enough left."""
    for year in rules.years_touched(begun, ended):
        left = queries.respite_left(actor, child_id, year, begun)
        wanted = rules.respite_days([(begun, ended)], year)
        if left is not None and wanted > left:
            raise Refused(
                _("Заместващата грижа за %(year)s г. е изчерпана: остават %(left)s дни.")
                % {"year": year, "left": max(0, left)},
                rule=_("До 30 дни в календарната година (чл. 92, ал. 2 ЗСУ)."),
                remedy=_("Скъсете престоя или изберете друг вид грижа."),
                field="planned_end_on",
            )


@transaction.atomic
def end_stay(
    actor: Actor, *, stay: FosterStay, ended_on: date, reason: str, now: datetime
) -> FosterStay:
    """The child has left on a day; the family is free again when it was the last."""
    found = locked(actor, stay.family)
    ending = FosterStay.objects.get(pk=stay.pk)
    ending.state = rules.next_state(STAY_STEPS, "end", ending.state, actor, ending.organization_id)
    not_future(ended_on, timezone.localdate(now), "ended_on")
    if ended_on < ending.begins_on:
        raise Refused(_("Краят е преди началото на престоя."), field="ended_on")
    if not reason.strip():
        raise Refused(_("Посочете защо престоят приключва."), field="reason")
    ending.ended_on, ending.end_reason = ended_on, reason.strip()
    ending.save(update_fields=["state", "ended_on", "end_reason"])
    is_last = not found.stays.filter(state=StayState.RUNNING).exists()
    if is_last and found.state == FamilyState.IN_USE:
        found.state = rules.next_state(
            FAMILY_STEPS, "release", found.state, actor, found.organization_id
        )
    found.version += 1
    found.save(update_fields=["state", "version"])
    tell(
        actor,
        "foster.stay_ended",
        found,
        now=now,
        day=ended_on,
        subject_id=ending.child_id,
        details={"stay": ending.pk, "reason": reason.strip()},
    )
    return ending
