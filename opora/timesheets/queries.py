"""Reading timesheets and months: only of the own municipality."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from opora.assistance.queries import INSIDE, names_of
from opora.lib.actor import Actor

from .models import AssistanceMonth, Timesheet
from .rules import MonthState


def timesheets(actor: Actor) -> QuerySet[Timesheet]:
    """The municipality's timesheets."""
    if actor.roles.isdisjoint(INSIDE):
        return Timesheet.objects.none()
    return Timesheet.objects.filter(organization_id=actor.organization_id).select_related(
        "enrollment__person", "assistant__person"
    )


def of_assistant(actor: Actor, sheet: Timesheet) -> QuerySet[Timesheet]:
    """All timesheets of the same assistant and month: what one code opens."""
    return timesheets(actor).filter(assistant=sheet.assistant_id, month=sheet.month)


def month_state(actor: Actor, month: date) -> str:
    """Where the municipality's month stands."""
    found = month_row(actor, month)
    return found.state if found else MonthState.OPEN


def month_row(actor: Actor, month: date) -> AssistanceMonth | None:
    """The month's own row; None while nothing was done with it."""
    return AssistanceMonth.objects.filter(
        organization_id=actor.organization_id, month=month
    ).first()


def worked_elsewhere(
    person_ids: Sequence[int], first: date, last: date
) -> dict[int, dict[date, str]]:
    """On which days these people have hours as assistants of another municipality."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, day, organization_id from timesheets_worked_elsewhere(%s, %s, %s)",
            [list(person_ids), first, last],
        )
        rows = cursor.fetchall()
    names = names_of(organization_id for _p, _d, organization_id in rows)
    found: dict[int, dict[date, str]] = {}
    for person_id, day, organization_id in rows:
        found.setdefault(person_id, {})[day] = names[organization_id]
    return found
