"""Two records that are one person: one officer proposes, another decides, anybody may undo it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .. import queries, rules
from ..models import MergeRecord, Person
from ..wording import refuse
from .database import scalar

MAX_REASON = 500


@transaction.atomic
def propose_merge(
    actor: Actor, *, keep: int, merge: int, reason: str, now: datetime
) -> MergeRecord:
    """Propose that record `merge` goes on in record `keep`. Both must be people one works with.

    Refused for the same record, for one that is merged already, and for two different ЕГН.
    """
    refuse([rules.text_problem("reason", reason, MAX_REASON)])
    if keep == merge:
        raise Refused(_("Изберете два различни записа."))
    kept, given = queries.worked_with(actor, keep), queries.worked_with(actor, merge)
    _mergeable(kept, given)
    record_id = scalar(
        "people_propose_merge(%s, %s, %s, %s, %s)",
        [keep, merge, reason.strip(), actor.user_id, now],
    )
    if record_id is None:
        raise Refused(_("Това обединяване вече е предложено и чака решение."))
    record = queries.merges(actor).get(pk=record_id)
    _event(actor, "people.merge_proposed", record, now)
    return record


def _mergeable(kept: Person, given: Person) -> None:
    if kept.merged_into_id or given.merged_into_id:
        raise Refused(
            _("Единият запис вече е обединен с друг."),
            remedy=_("Отворете записа, който е останал, и предложете отново."),
        )
    if kept.identifier_kind == given.identifier_kind == rules.IdentifierKind.EGN and bytes(
        kept.identifier_index or b""
    ) != bytes(given.identifier_index or b""):
        raise Refused(
            _("Двата записа имат различни ЕГН, значи са на двама души."),
            remedy=_("Сверете номерата с документите за самоличност."),
        )


def confirm_merge(actor: Actor, *, record_id: int, now: datetime, reason: str = "") -> MergeRecord:
    """A second officer agrees: the merged record points to the kept one, nothing is deleted."""
    return _decide(actor, record_id=record_id, agreed=True, reason=reason, now=now)


def refuse_merge(actor: Actor, *, record_id: int, reason: str, now: datetime) -> MergeRecord:
    """A second officer does not agree, and says why; the proposer may take it back the same way."""
    refuse([rules.text_problem("reason", reason, MAX_REASON)])
    return _decide(actor, record_id=record_id, agreed=False, reason=reason, now=now)


@transaction.atomic
def _decide(
    actor: Actor, *, record_id: int, agreed: bool, reason: str, now: datetime
) -> MergeRecord:
    record = _proposal(actor, record_id)
    if record.proposed_by_id == actor.user_id:
        raise Refused(
            _("Предложението е Ваше, а решава друг служител."),
            rule=_("Обединяването е действие на двама души."),
            remedy=_("Помолете колега или другия орган да го потвърди."),
        )
    if agreed:
        _mergeable(
            queries.worked_with(actor, record.keep_id), queries.worked_with(actor, record.merge_id)
        )
    done = scalar(
        "people_decide_merge(%s, %s, %s, %s, %s)",
        [record_id, agreed, actor.user_id, reason.strip(), now],
    )
    if not done:
        raise Refused(_("По това предложение вече е решено."))
    record.refresh_from_db()
    _event(actor, "people.merged" if agreed else "people.merge_refused", record, now)
    return record


def _proposal(actor: Actor, record_id: int) -> MergeRecord:
    record = queries.merges(actor).filter(pk=record_id).first()
    if record is None:
        raise NotVisible
    if record.state != rules.MergeState.PROPOSED:
        raise Refused(_("По това предложение вече е решено."))
    return record


@transaction.atomic
def undo_merge(actor: Actor, *, record_id: int, reason: str, now: datetime) -> MergeRecord:
    """Take a merge back: two people again, each with its number; what was seen meanwhile stays
    in the log. Refused while the kept record is itself merged into another."""
    refuse([rules.text_problem("reason", reason, MAX_REASON)])
    record = queries.merges(actor).filter(pk=record_id).first()
    if record is None:
        raise NotVisible
    done = scalar(
        "people_undo_merge(%s, %s, %s, %s)", [record_id, actor.user_id, reason.strip(), now]
    )
    if not done:
        raise Refused(
            _("Това обединяване не може да се върне сега."),
            remedy=_("Ако запазеният запис после е обединен с друг, първо върнете по-късното."),
        )
    record.refresh_from_db()
    _event(actor, "people.merge_undone", record, now)
    return record


def _event(actor: Actor, name: str, record: MergeRecord, now: datetime) -> None:
    for person_id in (record.keep_id, record.merge_id):
        journal.record(
            actor,
            name,
            kind="person",
            record_id=person_id,
            audience=record.audience,
            happened_on=timezone.localdate(now),
            recorded_at=now,
            subject_id=person_id,
            details={"keep": record.keep_id, "merge": record.merge_id},
        )
