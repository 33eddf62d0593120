"""What every act of assistance shares: its number, its event, its refusals."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.documents import services as documents
from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import Refused, Stale
from opora.lib.words import day as written

KIND = "assistance"


def number(actor: Actor, letters: str, year: int) -> str:
    """The next number of a series: НП-СМ-2026-00012."""
    prefix = Organization.objects.values_list("number_prefix", flat=True).get(
        pk=actor.organization_id
    )
    turn = documents.next_number(actor, series=f"assistance-{letters}", year=year)
    return f"{letters}-{prefix or 'ОП'}-{year}-{turn:05}"


def tell(
    actor: Actor,
    name: str,
    record_id: int,
    *,
    now: datetime,
    happened_on: date | None = None,
    audience: Iterable[int] = (),
    subject_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """The event of an act."""
    journal.record(
        actor,
        f"assistance.{name}",
        kind=KIND,
        record_id=record_id,
        audience=audience,
        happened_on=happened_on or timezone.localdate(now),
        recorded_at=now,
        subject_id=subject_id,
        details=details,
    )


def not_in_future(day: date, now: datetime, field: str) -> None:
    """An act did not happen yet tomorrow."""
    if day > timezone.localdate(now):
        raise Refused(_("Този ден още не е дошъл: %s г.") % f"{day:%d.%m.%Y}", field=field)


def reason_given(text: str, field: str = "reason") -> str:
    """A reason is written."""
    if not text.strip():
        raise Refused(_("Напишете причината."), field=field)
    return text.strip()[:400]


def fresh(version: int, seen: int | None) -> None:
    """Nobody changed it since it was opened."""
    if seen is not None and seen != version:
        raise Stale()


class Dated(Protocol):
    """A row of a municipality's own number, half open [valid_from, valid_to)."""

    valid_from: date
    valid_to: date | None

    def save(self, *, update_fields: list[str]) -> None:
        """Keep it."""


def end_former(former: Dated | None, valid_from: date) -> None:
    """Dated rows follow one another."""
    if former is None:
        return
    if valid_from <= former.valid_from:
        raise Refused(
            _("Вече има ред от %s. Новият започва след него.") % written(former.valid_from),
            field="valid_from",
        )
    former.valid_to = valid_from
    former.save(update_fields=["valid_to"])
