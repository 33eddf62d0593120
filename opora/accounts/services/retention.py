"""For how long the organization keeps the details of what it did."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal import services as journal
from opora.journal.models import RetentionRule
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .access import require


@transaction.atomic
def set_retention(
    actor: Actor,
    *,
    record_kind: str,
    keep_years: int | None,
    basis: str,
    valid_from: date,
    now: datetime,
) -> RetentionRule | None:
    """Keep the details of one kind of record for so many years, from a day on; None: for ever.

    What stood before is kept as a dated row; what was announced for that day or later is replaced.
    """
    require(actor, "organization.manage")
    if valid_from < timezone.localdate(now):
        raise Refused(_("Правилото важи най-рано от днес."), field="valid_from")
    own = RetentionRule.objects.filter(
        organization_id=actor.organization_id, record_kind=record_kind
    )
    own.filter(valid_from__gte=valid_from).delete()
    own.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)).update(valid_to=valid_from)
    rule = None
    if keep_years:
        rule = own.create(
            organization_id=actor.organization_id,
            record_kind=record_kind,
            keep_years=keep_years,
            basis=basis,
            valid_from=valid_from,
        )
    journal.record(
        actor,
        "accounts.retention_set",
        kind="organization",
        record_id=actor.organization_id,
        recorded_at=now,
        details={"kind": record_kind, "years": keep_years, "from": valid_from, "basis": basis},
    )
    return rule
