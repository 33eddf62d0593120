"""The use of general services that runs out: two months without an agreement (D5)."""

from datetime import date

from django.utils.translation import gettext as _

from opora.agreements import queries as agreements
from opora.diary.limits import RunningOut
from opora.lib.actor import Actor
from opora.people import queries as people

from .models import UsageRecord

GENERAL = "access:general"


def running_out(actor: Actor, today: date) -> list[RunningOut]:
    """The own records of general use that reach their end soon; who came without a name is told
    by the topic."""
    rule = agreements.limit_rules(today).filter(scope=GENERAL).first()
    if rule is None:
        return []
    rows = UsageRecord.objects.filter(
        organization=actor.organization_id, ended_on=None, ends_by__isnull=False
    ).select_related("service")
    near = [
        row for row in rows if row.ends_by and 0 <= (row.ends_by - today).days <= rule.warn_days
    ]
    known = people.core(actor).in_bulk({row.person_id for row in near if row.person_id})
    return [
        RunningOut(
            what=str(rule),
            about=known[row.person_id].short_name
            if row.person_id in known
            else _("без име: %(topic)s") % {"topic": row.topic},
            service_id=row.service_id,
            service=row.service.name,
            url_name="register:service",
            url_id=row.service_id,
            left=(row.ends_by - today).days,
            runs_out_on=row.ends_by,
            basis=rule.article,
            is_statute=rule.is_statute,
        )
        for row in near
        if row.ends_by
    ]
