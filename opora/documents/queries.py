"""Reading drafts: each person only their own. Reading papers: whoever they were issued for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from opora.accounts.rules import CASEWORK
from opora.lib import keys
from opora.lib.actor import Actor

from . import rules
from .models import Attachment, Draft, FileLimit, IssuedDocument


def draft(actor: Actor, key: str) -> Draft | None:
    """What the actor typed and has not sent yet, in the organization they act for."""
    return own(actor).filter(key=key).first()


def own(actor: Actor) -> QuerySet[Draft]:
    """All drafts of the actor in the organization they act for."""
    return Draft.objects.filter(
        organization_id=actor.organization_id,
        user_id=actor.user_id,  # type: ignore[misc]  # a job has none, and no drafts
    )


def content(actor: Actor, key: str) -> dict[str, Any]:
    """The typed values of a draft; empty when there is none."""
    found = draft(actor, key)
    return dict(found.content) if found else {}


@dataclass(frozen=True, slots=True)
class Papers:
    """What a record has on paper: issued documents and attached files, newest first."""

    issued: list[IssuedDocument]
    attachments: list[Attachment]


def of(actor: Actor, record_kind: str, record_id: int) -> Papers:
    """The documents and files of one record that the actor may see."""
    record = {"record_kind": record_kind, "record_id": record_id}
    return Papers(list(visible(actor).filter(**record)), list(attachments(actor).filter(**record)))


def visible(actor: Actor) -> QuerySet[IssuedDocument]:
    """The documents issued for the actor's organization. Those about a person are for casework."""
    found = IssuedDocument.objects.filter(audience__contains=[actor.organization_id])
    if not _works_with_people(actor):
        found = found.filter(person_id=None)
    return found.defer("content").select_related("organization", "issued_by", "replaced_by")


def issued_by(actor: Actor) -> QuerySet[IssuedDocument]:
    """What the actor's organization itself issued: its register."""
    return visible(actor).filter(organization=actor.organization_id)


def attachments(actor: Actor) -> QuerySet[Attachment]:
    """The attached files that the actor may see, without those attached by mistake."""
    found = Attachment.objects.filter(audience__contains=[actor.organization_id], removed_at=None)
    if not _works_with_people(actor):
        found = found.filter(person_id=None)
    return found.select_related("organization", "attached_by")


def own_attachments(actor: Actor) -> QuerySet[Attachment]:
    """The files that the actor's organization attached."""
    return attachments(actor).filter(organization=actor.organization_id)


def printed(document: IssuedDocument) -> bytes:
    """The PDF as it was issued."""
    return keys.ring().unseal(bytes(document.content), rules.CONTENT)


def limit(day: date) -> int:
    """How many bytes an attached file may have on a day."""
    row = FileLimit.objects.filter(valid_from__lte=day).first()
    return (row.megabytes if row else rules.DEFAULT_MEGABYTES) * rules.MEGABYTE


def _works_with_people(actor: Actor) -> bool:
    return not actor.roles.isdisjoint(CASEWORK) or actor.has("system")
