"""What may be done about visits. Called as `homecare.services.explain_visit(...)`."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from opora.accounts.services import require
from opora.assistance.services.common import tell
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible

from . import visits
from .models import MissedVisit


@transaction.atomic
def explain_visit(
    actor: Actor, *, month: date, key: str, reason: str, done: str, note: str, now: datetime
) -> MissedVisit:
    """Why a visit of the month was not made and what was done; written again, it replaces."""
    require(actor, "assistance.manage")
    whole = visits.load(actor, month, timezone.localdate(now))
    missed = next((each for each in whole.missed if each.key == key), None)
    if missed is None:
        raise NotVisible
    made, _created = MissedVisit.objects.update_or_create(
        enrollment=missed.enrollment,
        assistant=missed.assistant,
        day=missed.day,
        defaults={
            "organization_id": actor.organization_id,
            "reason": reason,
            "done": done,
            "note": note.strip(),
            "written_by_id": actor.user_id,
            "written_at": now,
        },
    )
    tell(
        actor,
        "visit_explained",
        missed.enrollment.pk,
        now=now,
        subject_id=missed.enrollment.person_id,
        details={"day": missed.day, "reason": reason, "done": done},
    )
    return made
