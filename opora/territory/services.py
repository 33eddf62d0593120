"""Imports: a dry run says what would change, the applied one changes it in batches.

The journal stands above this package: the proof of an import is its `ImportRun`.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from . import queries, rules
from .imports import boundaries, lists
from .imports.lists import ListKind, Record
from .imports.reading import Source, read_json, read_table
from .imports.report import FieldChange, Report, RowRefusal
from .models import Boundary, District, ImportRun, Municipality, Settlement

T = TypeVar("T")
BATCH = 500
BOUNDARIES = "boundaries"
MODELS: dict[ListKind, type[models.Model]] = {
    ListKind.SETTLEMENTS: Settlement,
    ListKind.MUNICIPALITIES: Municipality,
    ListKind.DISTRICTS: District,
}
# A list that lacks more than this share of what is known is rather cut off than new.
MAX_MISSING_SHARE = 0.05


def import_list(
    actor: Actor | None, *, source: Source, now: datetime, is_applied: bool = False
) -> Report:
    """Compare a published list (settlements, municipalities, districts) with what is known.

    Applied, it adds and changes settlements in batches, unlists those no longer named and keeps the
    report; municipalities and districts are only changed, never added or removed. Without
    `is_applied` nothing is written. Refused: a file that is no such list, or older than the last.
    """
    table = read_table(source)
    kind = lists.recognize(table)
    known: dict[str, Any] = {row.pk: row for row in MODELS[kind]._default_manager.all()}
    codes = set(Municipality.objects.values_list("code", flat=True))
    records, refused = lists.parse(table, kind, codes)
    report = Report(kind, source.name, source.sha256, table.as_of, refused=refused)
    report.n_read = len(table.rows)
    added, changed = _compare(records, known, report)
    if kind is ListKind.SETTLEMENTS:
        report.missing = _missing(known, records, report)
    _check_age(report, is_applied=is_applied)
    if is_applied:
        _write(MODELS[kind], added, changed)
        if kind is ListKind.SETTLEMENTS:
            Settlement.objects.filter(pk__in=report.missing).update(is_listed=False)
        _keep(actor, report, now)
    return report


def import_boundaries(
    actor: Actor | None, *, source: Source, origin: str, now: datetime, is_applied: bool = False
) -> Report:
    """Compare the outlines of a GeoJSON file with those known; applied, replace the changed ones.

    `origin` says whose outlines they are. Municipalities without an outline in the file are listed
    and keep the one they have.
    """
    if not origin.strip():
        raise Refused(_("Посочете откъде са границите."), field="origin")
    codes = set(Municipality.objects.values_list("code", flat=True))
    districts = set(District.objects.values_list("code", flat=True))
    value = read_json(source)
    records, refused = boundaries.parse(value, codes, districts)
    report = Report(BOUNDARIES, source.name, source.sha256, refused=refused)
    report.n_read = len(value["features"])
    known = queries.boundaries()
    fresh = [record for record in records if known.get(record.code) != record.values["geometry"]]
    report.added = [record.code for record in fresh if record.code not in known]
    report.changed = [
        FieldChange(record.code, "", _("граница"), "", "")
        for record in fresh
        if record.code in known
    ]
    report.n_unchanged = len(records) - len(fresh)
    report.missing = sorted(codes - {record.code for record in records})
    if is_applied:
        for batch in _batches(fresh):
            _write_boundaries(batch, origin, now)
        _keep(actor, report, now)
    return report


@transaction.atomic
def merge_municipality(
    actor: Actor | None, *, code: str, successor: str, on: date, basis: str, now: datetime
) -> Municipality:
    """Record that a municipality was merged into another on a day, by an act (`basis`).

    Its row and figures stay; from that day on sums count them in the successor's. A municipality
    that changes its district gets a new code in the official list: it is merged into that one.
    Refused: into itself, twice, into one that is itself merged, in a circle, without its act.
    """
    rows = Municipality.objects.select_for_update().in_bulk([code, successor])
    if len(rows) < 2:  # one of them is not known, or they are the same
        raise Refused(_("Посочете две различни общини с техните кодове."))
    if not basis.strip():
        raise Refused(_("Посочете акта, с който общината се влива."), field="basis")
    old, new = rows[code], rows[successor]
    for each in (old, new):
        if each.successor_id:
            raise Refused(
                _("Община %(name)s вече е влята на %(day)s.")
                % {"name": each, "day": f"{each.succeeded_on:%d.%m.%Y} г."}
            )
    old.successor, old.succeeded_on = new, on
    old.save(update_fields=["successor", "succeeded_on"])
    report = {"code": code, "successor": successor, "on": on.isoformat(), "basis": basis.strip()}
    ImportRun.objects.create(
        kind="merger",
        file_name=basis.strip()[:200],
        sha256="",
        user_id=actor.user_id if actor else None,
        organization_id=actor.organization_id if actor else None,
        applied_at=now,
        report=report | {"as_of": on.isoformat(), "n_read": 1, "added": [], "refused": []},
    )
    return old


def _compare(
    records: Sequence[Record], known: dict[str, Any], report: Report
) -> tuple[list[Record], list[Any]]:
    """Sort good rows into new, changed and the same; fills the report."""
    added, changed = [], []
    for record in records:
        row = known.get(record.code)
        reason = _why_not(record, row, report.kind)
        if reason:
            report.refused.append(RowRefusal(record.row, record.code, reason))
        elif row is None:
            added.append(record)
        elif changes := list(_changes(record, row)):
            report.changed += changes
            changed.append(row)
        else:
            report.n_unchanged += 1
    report.added = [record.code for record in added]
    for record in added:  # tables until 2018 have no Latin names, and the search goes by them
        record.values.setdefault("name_en", rules.latin(record.values["name"]).title())
    return added, changed


def _why_not(record: Record, row: Any, kind: str) -> str:
    """Municipalities and districts also need a point, which the lists do not state."""
    if kind == ListKind.SETTLEMENTS:
        return ""
    if row is None:
        return _("нов код: добавя се с нова версия на Опора, защото списъкът няма координати")
    if row.seat_ekatte != record.values["seat_ekatte"]:
        return _(
            "сменен център: въвежда се с нова версия на Опора, защото списъкът няма координати"
        )
    return ""


def _changes(record: Record, row: Any) -> Iterator[FieldChange]:
    """The fields that differ; sets them on the row."""
    values = record.values | ({"is_listed": True} if isinstance(row, Settlement) else {})
    for name, new in values.items():
        old = getattr(row, name)
        if old != new:
            label = str(row._meta.get_field(name).verbose_name)
            setattr(row, name, new)
            yield FieldChange(record.code, row.name, label, _shown(old), _shown(new))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("да") if value else _("не")
    return "" if value is None else str(value)


def _missing(known: dict[str, Settlement], records: Sequence[Record], report: Report) -> list[str]:
    """Listed settlements that the file does not name; none when the file looks cut off."""
    named = {record.code for record in records} | {row.code for row in report.refused}
    listed = {code for code, row in known.items() if row.is_listed}
    missing = sorted(listed - named)
    if len(missing) > MAX_MISSING_SHARE * len(listed):
        report.warnings.append(
            _("Във файла липсват %(n)s известни населени места; той изглежда непълен и те остават.")
            % {"n": len(missing)}
        )
        return []
    return missing


def _check_age(report: Report, *, is_applied: bool) -> None:
    last = queries.last_import(report.kind)
    newest = last and last.report["as_of"]
    if not newest or not report.as_of or report.as_of >= date.fromisoformat(newest):
        return
    sentence = _("Файлът е към %(day)s, а вече е внесен по-нов към %(newest)s.") % {
        "day": f"{report.as_of:%d.%m.%Y} г.",
        "newest": f"{date.fromisoformat(newest):%d.%m.%Y} г.",
    }
    if is_applied:
        raise Refused(sentence, remedy=_("Внесете последния публикуван файл."))
    report.warnings.append(sentence)


def _write(model: type[models.Model], added: Sequence[Record], changed: Sequence[Any]) -> None:
    rows = [model(pk=record.code, **record.values) for record in added]
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    for batch in _batches(rows):
        with transaction.atomic():
            model._default_manager.bulk_create(batch)
    for batch in _batches(changed):
        with transaction.atomic():
            model._default_manager.bulk_update(batch, names)


@transaction.atomic
def _write_boundaries(records: Sequence[Record], origin: str, now: datetime) -> None:
    Boundary.objects.bulk_create(
        [
            Boundary(
                municipality_id=record.code,
                geometry=record.values["geometry"],
                source=origin,
                imported_at=now,
            )
            for record in records
        ],
        update_conflicts=True,
        unique_fields=["municipality"],
        update_fields=["geometry", "source", "imported_at"],
    )


def _keep(actor: Actor | None, report: Report, now: datetime) -> None:
    report.is_applied = True
    ImportRun.objects.create(
        kind=report.kind,
        file_name=report.file_name[:200],
        sha256=report.sha256,
        user_id=actor.user_id if actor else None,
        organization_id=actor.organization_id if actor else None,
        applied_at=now,
        report=report.as_json(),
    )


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
