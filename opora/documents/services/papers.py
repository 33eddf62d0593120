"""Acts on paper: issued once, never changed; withdrawn, never deleted."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from opora.accounts.models import Organization
from opora.journal.services import record
from opora.lib import keys
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import Refused

from .. import form, queries, rules
from ..models import IssuedDocument
from ..paper import Paper
from .keeping import next_number


@transaction.atomic
def issue(
    actor: Actor,
    *,
    paper: Paper,
    kind: str,
    record_kind: str,
    record_id: int,
    audience: Sequence[int],
    person_id: int | None = None,
    series: str = rules.OUTGOING,
    now: datetime,
    replaces: IssuedDocument | None = None,
) -> IssuedDocument:
    """The paper as an official document of the acting organization: numbered in its register,
    set in its form, stored encrypted with its SHA-256. `audience` may see it besides the issuer.

    `replaces` is the document that this one stands in place of; it is withdrawn and named here.
    """
    if replaces and replaces.withdrawn_at is None:
        withdraw(actor, document=replaces, reason=str(_("заменен с нов документ")), now=now)
    numbered = _numbered(actor, paper, series, timezone.localdate(now), replaces)
    document = IssuedDocument.objects.create(
        **numbered,
        audience=sorted({actor.organization_id, *audience}),
        kind=kind,
        record_kind=record_kind,
        record_id=record_id,
        person_id=person_id,
        issued_at=now,
        issued_by_id=actor.user_id,
        replaces=replaces,
    )
    _tell(actor, "documents.issued", document, now)
    return document


def _numbered(
    actor: Actor, paper: Paper, series: str, day: date, replaces: IssuedDocument | None
) -> dict[str, Any]:
    """What stands on the paper: the number, the day, the words, and the print itself, sealed."""
    organization = Organization.objects.get(pk=actor.organization_id)
    number = next_number(actor, series=series, year=day.year)
    text = rules.number_text(organization.number_prefix, number)
    printed = form.printed(
        paper,
        organization=organization,
        series=series,
        number=text,
        day=day,
        replaces=replaces.full_number if replaces else "",
    )
    return {
        "organization": organization,
        "title": paper.title,
        "about": paper.about,
        "article": paper.article,
        "confidence": paper.confidence,
        "series": series,
        "year": day.year,
        "number": number,
        "register_number": text,
        "issued_on": day,
        "content": keys.ring().seal(printed, rules.CONTENT),
        "digest": hashlib.sha256(printed).digest(),
        "size": len(printed),
    }


@transaction.atomic
def withdraw(actor: Actor, *, document: IssuedDocument, reason: str, now: datetime) -> None:
    """Say that a document no longer stands, and why. What was issued stays readable."""
    found = queries.issued_by(actor).select_for_update(of=("self",)).get(pk=document.pk)
    if found.withdrawn_at:
        raise Refused(_("Документът вече е оттеглен."))
    if not reason.strip():
        raise Refused(_("Напишете защо оттегляте документа."), field="reason")
    IssuedDocument.objects.filter(pk=found.pk).update(
        withdrawn_at=now, withdrawn_by=actor.user_id, withdrawn_reason=reason.strip()
    )
    _tell(actor, "documents.withdrawn", found, now)


def _tell(actor: Actor, name: str, document: IssuedDocument, now: datetime) -> None:
    """On the course of the record that the document belongs to."""
    record(
        actor,
        name,
        kind=document.record_kind,
        record_id=document.record_id,
        audience=document.audience,
        subject_id=document.person_id,
        article=document.article,
        recorded_at=now,
        details={
            "document": document.pk,
            "title": document.title,
            "number": document.full_number,
        },
    )
