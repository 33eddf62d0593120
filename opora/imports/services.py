"""The acts on a file of services: upload, stage, write, take back, cancel.

Staging happens in batches, each its own transaction, because nothing of it counts yet. Writing and
taking back are one transaction each: the register has the whole file or nothing of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import allowed
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop
from opora.lib.refusals import NotVisible, Refused
from opora.territory.imports.reading import Source, check_size

from . import checking, reading, writing
from .checking import Checked, Lists
from .lists import known_of, lists_for
from .models import ServiceImport, ServiceImportRow
from .states import RUNNING, State
from .writing import ChangeCapacity

BATCH = 1000
# Larger files are read and written by the worker.
SMALL_BYTES = 200_000
SMALL_ROWS = 500
WORK = 4_201  # the first half of the advisory lock of whoever writes a run
STOPPED = gettext_noop("Прекъснато от Вас. Нищо не е променено.")


@transaction.atomic
def upload(actor: Actor, *, source: Source, now: datetime) -> ServiceImport:
    """Keep the file until it is read. Refused: empty, too large, or not by right."""
    if not allowed(actor, "register.import"):
        raise Refused(
            _("Внос от файл прави ръководител или администратор."),
            rule=_("Един файл променя много услуги наведнъж."),
        )
    check_size(len(source.content), reading.MAX_BYTES)
    if _own(actor).filter(state__in=RUNNING).exists():
        raise Refused(
            _("Друг внос на организацията още се изпълнява."),
            remedy=_("Изчакайте го или го прекъснете."),
        )
    return ServiceImport.objects.create(
        organization_id=actor.organization_id,
        user_id=actor.user_id,
        file_name=source.name[-200:],
        sha256=source.sha256,
        content=source.content,
        state=State.READING,
        uploaded_at=now,
    )


def _own(actor: Actor) -> Any:
    return ServiceImport.objects.filter(organization_id=actor.organization_id)


def locked(actor: Actor, run_id: int) -> ServiceImport:
    """The run of the actor's organization, locked."""
    found = _own(actor).select_for_update().filter(pk=run_id).first()
    if found is None:
        raise NotVisible
    return found


# Staging


def stage(actor: Actor, *, run_id: int, now: datetime) -> ServiceImport:
    """Read the file into rows with what each would do. What cannot be read at all is kept with its
    reason. Cancelled between two batches, it leaves no rows."""
    today = timezone.localdate(now)
    with acting(actor):
        run = locked(actor, run_id)
        if run.state != State.READING:
            return run
        source = Source(run.file_name, bytes(run.content or b""))
        try:
            grid = reading.open_grid(source)
        except Refused as refused:
            return _fail(run, refused)
        lists = lists_for(actor, today)
        run.n_rows, run.notes = grid.n_lines, grid.notes
        run.save(update_fields=["n_rows", "notes"])
    rows = reading.lines(grid)
    while batch := list(islice(rows, BATCH)):
        with acting(actor):
            run = locked(actor, run_id)
            if run.is_cancelled:
                return _drop(run)
            _stage_batch(actor, run, batch, lists)
    with acting(actor):
        run = locked(actor, run_id)
        return _drop(run) if run.is_cancelled else _staged(run)


def _stage_batch(
    actor: Actor, run: ServiceImport, batch: list[tuple[int, dict[str, Any]]], lists: Lists
) -> None:
    rows = [checking.read_row(line, cells, lists) for line, cells in batch]
    known = known_of(actor, rows, lists)
    for row in rows:
        checking.compare(row, known.get(row.line), lists)
    ServiceImportRow.objects.bulk_create([_row(run, row) for row in rows])
    for row in rows:
        name = f"n_{row.status}"
        setattr(run, name, getattr(run, name) + 1)
    run.n_done = batch[-1][0]
    run.save(update_fields=["n_done", "n_new", "n_changed", "n_same", "n_wrong"])


def _row(run: ServiceImport, row: Checked) -> ServiceImportRow:
    return ServiceImportRow(
        run=run,
        line=row.line,
        status=row.status,
        service_id=row.service_id,
        seen_version=row.seen_version,
        texts=row.texts,
        values=row.values,
        marks=[list(mark) for mark in row.marks],
        before=row.before,
    )


def _staged(run: ServiceImport) -> ServiceImport:
    run.n_rows = run.n_done = run.n_new + run.n_changed + run.n_same + run.n_wrong
    run.state, run.content = State.READ, None
    if not run.n_rows:
        run.state = State.FAILED
        run.failure = _("Под заглавията няма нито един попълнен ред.")
    run.save(update_fields=["state", "content", "n_rows", "n_done", "failure"])
    return run


def _fail(run: ServiceImport, refused: Refused) -> ServiceImport:
    parts = [refused.sentence, refused.rule, refused.remedy]
    run.state, run.content = State.FAILED, None
    run.failure = " ".join(part for part in parts if part)[:600]
    run.save(update_fields=["state", "content", "failure"])
    return run


def _drop(run: ServiceImport) -> ServiceImport:
    run.rows.all().delete()
    run.state, run.content = State.CANCELLED, None
    run.save(update_fields=["state", "content"])
    return run


@transaction.atomic
def cancel(actor: Actor, *, run_id: int) -> ServiceImport:
    """Stop a running import, or forget one that was only read.

    The worker sees the wish between two batches; nothing half done is left either way. Where no
    worker is at it (it waits for its turn, or was killed), the run goes back at once.
    """
    run = _own(actor).filter(pk=run_id).first()
    if run is None:
        raise NotVisible
    if run.state == State.READ:
        return _drop(locked(actor, run_id))
    if run.state not in RUNNING:
        raise Refused(_("Този внос вече не се изпълнява."))
    _own(actor).filter(pk=run_id).update(is_cancelled=True)
    if run.state == State.READING:
        return _drop(locked(actor, run_id))
    if _work(run_id, wait=False):
        back = State.READ if run.state == State.APPLYING else State.APPLIED
        _own(actor).filter(pk=run_id).update(state=back, n_done=0, failure=_(STOPPED))
    run.refresh_from_db()
    return run


def _work(run_id: int, *, wait: bool) -> bool:
    """Be the one who works on the run until the transaction ends; whether nobody else is."""
    how = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"select {how}(%s, %s)", [WORK, run_id])
        return cursor.fetchone()[0] is not False


# Writing


@transaction.atomic
def begin(actor: Actor, *, run_id: int, undo: bool = False) -> ServiceImport:
    """Mark that the file is being written (or taken back), so that nobody does it twice."""
    run = locked(actor, run_id)
    expected = State.APPLIED if undo else State.READ
    if run.state != expected:
        raise Refused(
            _("Вносът е „%(state)s“ и това вече не може да се направи.")
            % {"state": run.get_state_display()},
            remedy=_("Отворете страницата му отново."),
        )
    if not undo and not run.n_new + run.n_changed:
        raise Refused(
            _("Няма какво да се впише: във файла няма нова или променена услуга."),
            rule=_("Същият файл, внесен втори път, не променя нищо."),
        )
    run.state = State.UNDOING if undo else State.APPLYING
    run.n_done, run.is_cancelled, run.failure = 0, False, ""
    run.save(update_fields=["state", "n_done", "is_cancelled", "failure"])
    return run


Progress = Callable[[int], bool]


def apply(
    actor: Actor, *, run_id: int, change_capacity: ChangeCapacity, now: datetime, progress: Progress
) -> ServiceImport:
    """Write the new and the changed services in one transaction. `change_capacity` is the verb of
    the packages above, which know the users of a service; `progress` is told how many rows are
    done and says whether to go on. Whatever is refused is kept as the reason, and nothing written.
    """
    try:
        with acting(actor):
            if not (run := _mine(run_id, State.APPLYING)):
                return ServiceImport.objects.get(pk=run_id)
            writing.write_rows(actor, run, change_capacity, now, progress)
            writing.tell(actor, run, "register.import_applied", now)
            fields = {
                "state": State.APPLIED,
                "applied_at": now,
                "n_done": run.n_new + run.n_changed,
            }
            _own(actor).filter(pk=run_id).update(**fields)
    except (Refused, writing.Stopped) as reason:
        return _went_back(actor, run_id, State.READ, reason)
    with acting(actor):
        return ServiceImport.objects.get(pk=run_id)


def undo(
    actor: Actor, *, run_id: int, change_capacity: ChangeCapacity, now: datetime, progress: Progress
) -> ServiceImport:
    """Take the whole file back: new services go, changed ones are as before. Refused, with nothing
    taken back, when one of them was changed or used meanwhile."""
    try:
        with acting(actor):
            if not (run := _mine(run_id, State.UNDOING)):
                return ServiceImport.objects.get(pk=run_id)
            writing.take_back(actor, run, change_capacity, now, progress)
            writing.tell(actor, run, "register.import_undone", now)
            _own(actor).filter(pk=run_id).update(state=State.UNDONE, undone_at=now)
    except (Refused, writing.Stopped) as reason:
        return _went_back(actor, run_id, State.APPLIED, reason)
    with acting(actor):
        return ServiceImport.objects.get(pk=run_id)


def _mine(run_id: int, state: State) -> ServiceImport | None:
    """The run to work on; none when it was cancelled before its turn came."""
    _work(run_id, wait=True)
    return ServiceImport.objects.filter(pk=run_id, state=state).first()


def _went_back(actor: Actor, run_id: int, state: State, reason: Exception) -> ServiceImport:
    """The register is as before; the run says why."""
    said = _(STOPPED)
    if isinstance(reason, Refused):
        said = f"{reason.sentence} {reason.remedy}".strip()[:600]
    with acting(actor):
        _own(actor).filter(pk=run_id).update(state=state, failure=said, n_done=0)
        return ServiceImport.objects.get(pk=run_id)


@contextmanager
def beside(actor: Actor, run_id: int) -> Iterator[Progress]:
    """Tells how far the one long transaction is, by a connection beside it, and asks whether
    somebody cancelled."""
    other = connection.copy()

    def told(n_done: int) -> bool:
        with other.cursor() as cursor:
            cursor.execute(
                "update imports_serviceimport set n_done = %s where id = %s returning is_cancelled",
                [n_done, run_id],
            )
            return not cursor.fetchone()[0]

    try:
        with other.cursor() as cursor:
            organization = str(actor.organization_id)
            cursor.execute("select set_config('opora.organization', %s, false)", [organization])
        yield told
    finally:
        other.close()


def quietly(n_done: int) -> bool:
    """For a small file: it is done before anybody could look."""
    return True
