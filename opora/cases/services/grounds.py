"""The term of the decision by which a person was placed."""

from datetime import date, datetime

from django.db import transaction

from opora.lib.actor import Actor

from ..models import Case
from .steps import led_now, tell


@transaction.atomic
def set_ground_term(
    actor: Actor, *, case: Case, decided_on: date, placed_until: date | None, now: datetime
) -> Case:
    """Write when the court decided and until when it places the person; limits count from it."""
    case = led_now(actor, case)
    case.decided_on, case.placed_until = decided_on, placed_until
    tell(actor, case, "ground_set", now=now, happened_on=decided_on)
    return case
