"""Importing files with indicators: chosen, answered, written whole or not at all, taken back."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.rules import may
from opora.lib.actor import Actor
from opora.lib.refusals import Refused, Stale
from opora.territory.imports.reading import MAX_LIST_BYTES, Source, check_size
from opora.territory.indicator_rules import Provenance
from opora.territory.models import IndicatorImport, IndicatorValue, Municipality

from .. import indicator_files as files
from ..indicator_rows import Answers, Row, Status, as_json
from ..queries import indicators as queries
from . import indicators
from .indicators import key


@transaction.atomic
def upload_values(actor: Actor, *, source: Source, now: datetime) -> IndicatorImport:
    """Keep what was understood of a file; nothing of it counts yet. Refused: no such table."""
    _may_import(actor)
    check_size(len(source.content), MAX_LIST_BYTES)
    sheet = files.read(source, queries.heads())
    return IndicatorImport.objects.create(
        organization_id=actor.organization_id,
        user_id=actor.user_id,
        file_name=source.name[-200:],
        sha256=source.sha256,
        rows=sheet.as_json(),
        uploaded_at=now,
    )


@transaction.atomic
def answer_import(actor: Actor, *, upload_id: int, answers: Answers) -> None:
    """Keep the answers to what the file leaves open. Refused for a written one."""
    upload = _locked(actor, upload_id)
    upload.answers = as_json(answers)
    upload.save(update_fields=["answers"])


@transaction.atomic
def import_values(actor: Actor, *, upload_id: int, seen: str, now: datetime) -> int:
    """Write the whole file or nothing of it; returns how many figures. `seen` is the digest of the
    preview that was shown: when somebody's act meanwhile made another of it, Stale."""
    upload = _locked(actor, upload_id)
    indicators.lock(Municipality.objects.values_list("pk", flat=True))
    shown = queries.preview_of(upload, today=timezone.localdate(now))
    if shown.questions:
        raise Refused(
            _("Преди записа отговорете на въпросите за файла."),
            remedy=_("Нищо не е записано."),
        )
    if shown.digest != seen:
        raise Stale()
    written = shown.of(Status.ADDED, Status.CHANGED)
    if not written:
        raise Refused(_("Във файла няма нова или променена стойност."))
    rows = [_imported(row, upload) for row in written]
    indicators.replace(actor, rows, now)
    upload.applied_at = now
    upload.report = {str(status): len(shown.of(status)) for status in Status} | {
        "indicators": sorted({row.indicator for row in written})
    }
    upload.save(update_fields=["applied_at", "report"])
    indicators.record(actor, "imported", rows, now, file=upload.sha256)
    return len(rows)


def _imported(row: Row, upload: IndicatorImport) -> IndicatorValue:
    if row.as_of is None or row.value is None:
        raise ValueError("a row to be written has its day and value")
    return IndicatorValue(
        indicator_id=row.indicator,
        municipality_id=row.place,
        as_of=row.as_of,
        value=row.value,
        source=_("Внесен файл %(name)s, ред %(line)s")
        % {"name": upload.file_name[-120:], "line": row.line},
        provenance=Provenance.IMPORT,
        origin=upload,
        warnings=[str(doubt) for doubt in row.doubts],
    )


@transaction.atomic
def undo_import(actor: Actor, *, upload_id: int, now: datetime) -> tuple[int, int]:
    """Take a written file back: what stood before stands again. Returns how many figures went back
    and how many stay, because somebody corrected them after the import."""
    _may_import(actor)
    upload = (
        IndicatorImport.objects.select_for_update()
        .filter(pk=upload_id, organization_id=actor.organization_id)
        .get()
    )
    if upload.applied_at is None or upload.undone_at:
        raise Refused(_("Този внос не е записан или вече е върнат."))
    indicators.lock(Municipality.objects.values_list("pk", flat=True))
    written = list(IndicatorValue.objects.filter(origin=upload))
    standing = [row for row in written if row.superseded_at is None]
    former = _former(standing, upload)
    rows = [_restored(row, former.get(key(row)), upload) for row in standing]
    indicators.replace(actor, rows, now)
    upload.undone_at = now
    upload.save(update_fields=["undone_at"])
    indicators.record(actor, "import_undone", rows, now, file=upload.sha256)
    return len(rows), len(written) - len(standing)


def _former(
    standing: Iterable[IndicatorValue], upload: IndicatorImport
) -> dict[tuple[str, str | None, date], IndicatorValue]:
    """What the import replaced: closed at the very moment of its writing."""
    found = IndicatorValue.objects.filter(superseded_at=upload.applied_at)
    wanted = {key(row) for row in standing}
    return {key(row): row for row in found if key(row) in wanted}


def _restored(
    row: IndicatorValue, former: IndicatorValue | None, upload: IndicatorImport
) -> IndicatorValue:
    return IndicatorValue(
        indicator_id=row.indicator_id,
        municipality_id=row.municipality_id,
        as_of=row.as_of,
        value=former.value if former else None,
        source=former.source if former else row.source,
        provenance=former.provenance if former else row.provenance,
        note=_("Върнат внос от файл %(name)s") % {"name": upload.file_name[-120:]},
        warnings=former.warnings if former else [],
    )


@transaction.atomic
def drop_import(actor: Actor, *, upload_id: int) -> None:
    """Forget a file that was not written: its rows go, that it was chosen stays."""
    upload = _locked(actor, upload_id)
    upload.rows = {"shape": "dropped", "cells": []}
    upload.report = {"dropped": True}
    upload.save(update_fields=["rows", "report"])


def _may_import(actor: Actor) -> None:
    organization = Organization.objects.get(pk=actor.organization_id)
    if not may(organization.kind, actor.roles, "indicators.import"):
        raise Refused(
            _("Файлове с показатели внася АСП."),
            remedy=_("Въведете показателите на общината във формата за нея."),
        )


def _locked(actor: Actor, upload_id: int) -> IndicatorImport:
    _may_import(actor)
    upload = (
        IndicatorImport.objects.select_for_update()
        .filter(pk=upload_id, organization_id=actor.organization_id)
        .get()
    )
    if upload.applied_at or upload.report.get("dropped"):
        raise Refused(
            _("Този файл вече е записан или отказан."),
            remedy=_("Качете го отново, ако искате да го внесете пак."),
        )
    return upload
