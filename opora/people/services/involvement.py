"""Who works with a person. Seeing follows from it, so only owner functions write it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible

from .database import scalar


@transaction.atomic
def involve(
    actor: Actor,
    *,
    person_id: int,
    organization_id: int,
    basis: str,
    core_only: bool = False,
    ground: str = "",
    is_confidential: bool = False,
    reason: str = "",
    now: datetime | None = None,
) -> None:
    """From now on this organization sees the person. Asking again changes nothing.

    The actor's organization must work with the person itself; one that only met them by their
    number may involve itself fully, because the person has come to it. `ground` names the record
    that it stands on, as "request:17"; `is_confidential` keeps the organization unnamed for ever.
    """
    moment = now or timezone.now()
    if not scalar(
        "people_involve(%s, %s, %s, %s, %s, %s, %s, %s)",
        [person_id, organization_id, basis, ground, core_only, is_confidential, reason, moment],
    ):
        raise NotVisible
    journal.record(
        actor,
        "people.involved",
        kind="person",
        record_id=person_id,
        audience=[organization_id],
        happened_on=timezone.localdate(moment),
        recorded_at=moment,
        subject_id=person_id,
        details={"organization": organization_id, "basis": basis, "core_only": core_only},
    )


@transaction.atomic
def end_involvement(
    actor: Actor,
    *,
    person_id: int,
    organization_id: int,
    basis: str,
    now: datetime,
    ground: str = "",
) -> None:
    """The organization sees the person no longer, unless it is involved on another basis or ground.

    One may end one's own, what one's organization started, and what stands on a common record.
    """
    n = scalar(
        "people_end_involvement(%s, %s, %s, %s, %s)",
        [person_id, organization_id, basis, ground, now],
    )
    if n:
        journal.record(
            actor,
            "people.involvement_ended",
            kind="person",
            record_id=person_id,
            audience=[organization_id],
            happened_on=timezone.localdate(now),
            recorded_at=now,
            subject_id=person_id,
            details={"organization": organization_id, "basis": basis},
        )
