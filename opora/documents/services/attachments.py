"""Files that people attach: recognized by content, encrypted, kept under a random name."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import Refused

from .. import content, queries, rules, store
from ..models import Attachment
from .keeping import next_number


@transaction.atomic
def attach(
    actor: Actor,
    *,
    upload: UploadedFile,
    title: str,
    record_kind: str,
    record_id: int,
    audience: Sequence[int],
    person_id: int | None = None,
    received_from: str = "",
    now: datetime,
) -> Attachment:
    """Keep a file with a record. Refused when it is too large, of a kind that is not known, or can
    do something when opened. What came from somebody (`received_from`) gets an incoming number."""
    day = timezone.localdate(now)
    kind = content.checked(upload, limit=queries.limit(day))
    name = secrets.token_hex(16)
    digest = hashlib.sha256()
    store.write(name, _passing(upload, digest))
    attachment = Attachment.objects.create(
        organization_id=actor.organization_id,
        audience=sorted({actor.organization_id, *audience}),
        title=title.strip() or rules.file_title(upload.name or ""),
        media_type=kind.media_type,
        extension=kind.extension,
        stored_as=name,
        size=upload.size or 0,
        digest=digest.digest(),
        record_kind=record_kind,
        record_id=record_id,
        person_id=person_id,
        received_from=received_from.strip(),
        year=day.year,
        number=_incoming(actor, day.year) if received_from.strip() else None,
        attached_at=now,
        attached_by_id=actor.user_id,
    )
    _tell(actor, "documents.attached", attachment, now)
    return attachment


@transaction.atomic
def remove(actor: Actor, *, attachment: Attachment, reason: str, now: datetime) -> None:
    """Mark a file as attached by mistake. It stays stored, for whoever must prove what was here."""
    found = queries.own_attachments(actor).select_for_update(of=("self",)).get(pk=attachment.pk)
    if found.removed_at:
        raise Refused(_("Файлът вече е отбелязан като прикачен по грешка."))
    if not reason.strip():
        raise Refused(_("Напишете защо махате файла."), field="reason")
    Attachment.objects.filter(pk=found.pk).update(
        removed_at=now, removed_by=actor.user_id, removed_reason=reason.strip()
    )
    _tell(actor, "documents.removed", found, now)


def sweep(now: datetime) -> int:
    """Delete stored files that no attachment names: what a request wrote before it failed.

    Only those older than a day, so that no running request loses its own. Returns how many.
    """
    names = store.older_than(now - rules.SWEPT_AFTER)
    with connection.cursor() as cursor:
        cursor.execute("select name from documents_unknown_files(%s) as name", [names])
        unknown = [name for (name,) in cursor.fetchall()]
    for name in unknown:
        store.delete(name)
    return len(unknown)


def _incoming(actor: Actor, year: int) -> int:
    return next_number(actor, series=rules.INCOMING, year=year)


def _passing(upload: UploadedFile, digest: "hashlib._Hash"):  # type: ignore[no-untyped-def]
    for chunk in upload.chunks(store.CHUNK):
        digest.update(chunk)
        yield chunk


def _tell(actor: Actor, name: str, attachment: Attachment, now: datetime) -> None:
    record(
        actor,
        name,
        kind=attachment.record_kind,
        record_id=attachment.record_id,
        audience=attachment.audience,
        subject_id=attachment.person_id,
        recorded_at=now,
        details={"attachment": attachment.pk, "title": attachment.title},
    )
