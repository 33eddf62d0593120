"""An activity of a group, written once for all who took part."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.cases import queries as cases
from opora.cases.models import Case
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.register.models import Service
from opora.usage import queries as usage
from opora.usage.queries import Line

from .. import queries, rules
from ..models import Delivery, GroupActivity
from ..rules import Together
from .single import check_day, tell


@transaction.atomic
def deliver_together(
    actor: Actor,
    *,
    service: Service,
    day: date,
    found: Together,
    case_ids: Collection[int],
    now: datetime,
) -> GroupActivity:
    """Write that several people of a service had an activity on a day; all of them or nobody.

    It counts for each one whose plan in force holds an activity of the same words. Refused with the
    name of whoever was absent, has no agreement for the day, or would stay longer than they did.
    """
    service = cases.own_service(actor, service.pk)
    check_day(day, now)
    lines = {line.agreement.case_id: line for line in usage.sheet(actor, service=service, day=day)}
    if not case_ids or not found.text.strip():
        raise Refused(
            _("Посочете дейността и поне един участник."), remedy=_("Отметнете кой е участвал.")
        )
    if missing := set(case_ids) - set(lines):
        raise NotVisible(missing)
    own = {key: lines[key] for key in case_ids}
    _check(own.values(), found.minutes, queries.minutes_on(actor, own, day))
    return _write(actor, service, day, found, own, now)


def _check(lines: Iterable[Line], minutes: int, others: dict[int, int]) -> None:
    for line in lines:
        try:
            rules.check_delivered(
                minutes, line.mark, line.unit, others.get(line.agreement.case_id, 0)
            )
        except Refused as refused:
            raise Refused(
                f"{line.name}: {refused.sentence}",
                rule=refused.rule,
                remedy=refused.remedy,
                field=refused.field,
            ) from None


def _write(
    actor: Actor,
    service: Service,
    day: date,
    found: Together,
    own: dict[int, Line],
    now: datetime,
) -> GroupActivity:
    group = GroupActivity.objects.create(
        service=service,
        organization_id=actor.organization_id,
        day=day,
        text=found.text.strip(),
        minutes=found.minutes,
        note=found.note.strip(),
        user_id=actor.user_id,
        written_at=now,
    )
    planned = queries.planned(actor, own, found.text, day)
    Delivery.objects.bulk_create(
        Delivery(
            case_id=case_id,
            organization_id=actor.organization_id,
            activity=planned.get(case_id),
            group=group,
            day=day,
            minutes=found.minutes,
            note=group.note,
            user_id=actor.user_id,
            written_at=now,
        )
        for case_id in own
    )
    for case in Case.objects.filter(pk__in=own).order_by("pk"):
        tell(actor, "given", case, now, day)
    return group


@transaction.atomic
def take_back_together(actor: Actor, *, group: GroupActivity, now: datetime) -> None:
    """An activity of a group that was written by mistake goes away for everybody."""
    if group.organization_id != actor.organization_id:
        raise NotVisible
    for case in Case.objects.filter(pk__in=group.deliveries.values("case_id")).order_by("pk"):
        tell(actor, "taken_back", case, now, group.day)
    group.delete()
