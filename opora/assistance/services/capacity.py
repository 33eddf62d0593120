"""The approved number of users of assistant support."""

from datetime import date, datetime

from django.db import transaction

from opora.accounts.services import require
from opora.lib.actor import Actor

from .. import queries
from ..models import SupportCapacity
from .common import end_former, reason_given, tell


@transaction.atomic
def set_capacity(
    actor: Actor, *, n_users: int, order: str, decision: str, valid_from: date, now: datetime
) -> SupportCapacity:
    """The approved number of users of assistant support from a day on."""
    require(actor, "assistance.manage")
    end_former(queries.capacities(actor).filter(valid_to=None).first(), valid_from)
    made = SupportCapacity.objects.create(
        organization_id=actor.organization_id,
        n_users=n_users,
        order=reason_given(order, "order"),
        decision=decision.strip(),
        valid_from=valid_from,
    )
    tell(actor, "capacity_set", made.pk, now=now, details={"n_users": n_users})
    return made
