"""The acts on criteria: copy a set, edit the copy, confirm its rows, publish, repeal.

Only the Agency edits, and only working sets: what was once in force stays as it was, because maps
were voted with it.
"""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from opora.accounts.queries import allowed
from opora.journal.services import record
from opora.law.rules import Confidence
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import Change, Refused, Stale

from . import edits, queries, rules
from .edits import CriterionFacts
from .models import CriteriaSet, Criterion, CriterionBase
from .rules import Period, State

EVERYBODY = 0


@transaction.atomic
def copy_set(
    actor: Actor,
    *,
    source: CriteriaSet,
    name: str,
    now: datetime,
    is_illustrative: bool | None = None,
) -> CriteriaSet:
    """A working set that begins as `source`, with all its rows; nobody has confirmed them yet.

    A copy of an illustration is one too. Refused: `is_illustrative` outside a demonstration.
    """
    _check_may_edit(actor)
    illustrative = source.is_illustrative or bool(is_illustrative)
    if illustrative and not queries.is_demo():
        raise Refused(
            _("Примерни критерии може да има само в демонстрация."),
            rule=_("Извън демонстрация се работи само с критериите на акта."),
        )
    made = CriteriaSet.objects.create(
        name=name,
        act=source.act,
        source=source.source,
        is_illustrative=illustrative,
        confidence=source.confidence,
        based_on=source,
    )
    for row in queries.rows_of(source):
        _copy_criterion(row, made)
    _tell(actor, "criteria.set_copied", made, now, details={"source": source.pk})
    return made


def _copy_criterion(row: Criterion, into: CriteriaSet) -> None:
    copied = Criterion.objects.create(
        criteria_set=into,
        planned_service_id=row.planned_service_id,
        **{name: getattr(row, name) for name in edits.LABELS},
    )
    CriterionBase.objects.bulk_create(
        CriterionBase(
            criterion=copied,
            indicator_id=base.indicator_id,
            coefficient=base.coefficient,
            per=base.per,
            confidence=base.confidence,
            position=base.position,
        )
        for base in row.bases.all()
    )


@transaction.atomic
def edit_set(
    actor: Actor,
    *,
    criteria_set: CriteriaSet,
    seen_version: int,
    name: str,
    act: str,
    source: str,
    confidence: str,
    now: datetime,
) -> CriteriaSet:
    """Name a working set and say of which act it is. Stale when somebody changed it meanwhile."""
    current = _working(actor, criteria_set, seen_version)
    typed = {"name": name, "act": act, "source": source, "confidence": confidence}
    changed = {
        field: [edits.spoken(field, getattr(current, field)), edits.spoken(field, value)]
        for field, value in typed.items()
        if getattr(current, field) != value
    }
    if changed:
        _write_set(current, **typed)
        _tell(actor, "criteria.set_edited", current, now, details={"changes": changed})
    return current


@transaction.atomic
def edit_criterion(
    actor: Actor,
    *,
    criterion: Criterion,
    seen_version: int,
    facts: CriterionFacts,
    now: datetime,
) -> Criterion:
    """Write a criterion of a working set; who confirmed it before has not confirmed this one.

    An empty coefficient stays unknown. Refused: a negative coefficient, an indicator twice, a least
    size above the greatest. Stale when somebody changed it since `seen_version`.
    """
    _working(actor, criterion.criteria_set)
    current = Criterion.objects.select_for_update().get(pk=criterion.pk)
    if current.version != seen_version:
        raise edits.stale(actor, current, seen_version)
    _check_facts(facts)
    changed = edits.between(edits.of(current), facts)
    if not changed:
        return current
    for name in edits.LABELS:
        setattr(current, name, getattr(facts, name))
    current.confirmed_by, current.confirmed_at = None, None
    current.version += 1
    current.save()
    _write_bases(current, facts)
    CriteriaSet.objects.filter(pk=current.criteria_set_id).update(n_edits=F("n_edits") + 1)
    _tell(
        actor,
        edits.EDITED,
        criterion.criteria_set,
        now,
        details={"criterion": current.pk, "version": current.version, "changes": changed},
    )
    return current


def _check_facts(facts: CriterionFacts) -> None:
    rules.check_sizes(facts.min_size, facts.max_size)
    codes = [base.indicator for base in facts.bases]
    if len(set(codes)) < len(codes):
        raise Refused(
            _("Един показател стои два пъти."),
            remedy=_("Съберете двата коефициента в един ред."),
            field="bases",
        )
    if any(base.coefficient is not None and base.coefficient < 0 for base in facts.bases):
        raise Refused(_("Коефициентът не може да е отрицателен."), field="bases")


def _write_bases(criterion: Criterion, facts: CriterionFacts) -> None:
    CriterionBase.objects.filter(criterion=criterion).delete()
    CriterionBase.objects.bulk_create(
        CriterionBase(
            criterion=criterion,
            position=position,
            indicator_id=base.indicator,
            **{each.name: getattr(base, each.name) for each in fields(base)[1:]},
        )
        for position, base in enumerate(facts.bases)
    )


@transaction.atomic
def confirm(actor: Actor, *, criterion: Criterion, seen_version: int, now: datetime) -> Criterion:
    """Say that one has compared a row with the act, and stand by it. Refused without an article."""
    _working(actor, criterion.criteria_set)
    current = Criterion.objects.select_for_update().get(pk=criterion.pk)
    if current.version != seen_version:
        raise edits.stale(actor, current, seen_version)
    if not current.article:
        raise Refused(
            _("Впишете члена, преди да потвърдите реда."),
            rule=_("Потвърден е само ред, за който се знае къде стои в акта."),
            field="article",
        )
    current.confirmed_by_id, current.confirmed_at = actor.officer_id, now
    current.confidence = Confidence.CONFIRMED
    current.save(update_fields=["confirmed_by", "confirmed_at", "confidence"])
    _tell(
        actor,
        "criteria.criterion_confirmed",
        criterion.criteria_set,
        now,
        details={"criterion": current.pk},
    )
    return current


@transaction.atomic
def publish(
    actor: Actor,
    *,
    criteria_set: CriteriaSet,
    seen_revision: int,
    valid_from: date,
    now: datetime,
) -> CriteriaSet:
    """Put a working set in force from a day; the set before it ends on that day.

    Refused: a gap after, or an overlap with, an earlier set (`rules.check_publication`). Stale when
    anything in the set changed since the preview that the actor saw (`seen_revision`).
    """
    current = _working(actor, criteria_set)
    if current.revision != seen_revision:
        raise Stale([Change(_("Набор"), criteria_set.name, current.name)])
    line = list(queries.on_line(is_illustrative=current.is_illustrative).select_for_update())
    rules.check_publication(
        [Period(each.name, each.valid_from, each.valid_to) for each in line if each.valid_from],
        valid_from,
    )
    last = line[-1] if line else None
    if last is not None and last.valid_to is None:
        _write_set(last, state=State.REPEALED, valid_to=valid_from)
        _tell(actor, "criteria.set_ended", last, now, everybody=True)
    confirmed = {"confirmed_by_id": actor.user_id, "confirmed_at": now}
    _write_set(current, state=State.IN_FORCE, valid_from=valid_from, **confirmed)
    _tell(
        actor,
        "criteria.set_published",
        current,
        now,
        everybody=True,
        details={"valid_from": valid_from},
    )
    return current


@transaction.atomic
def repeal(
    actor: Actor, *, criteria_set: CriteriaSet, valid_to: date, now: datetime
) -> CriteriaSet:
    """End the last set of its line on a day; the next must begin on it.

    Refused for a set that already ends and for a day before its first.
    """
    _check_may_edit(actor)
    current = CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)
    if current.state != State.IN_FORCE or current.valid_to is not None:
        raise Refused(_("Този набор не е в сила без краен срок, за да се отмени."))
    if current.valid_from is None or valid_to <= current.valid_from:
        raise Refused(
            _("Последният ден трябва да е след първия: %(day)s.")
            % {"day": words.day(current.valid_from or valid_to)},
            field="valid_to",
        )
    _write_set(current, state=State.REPEALED, valid_to=valid_to)
    _tell(actor, "criteria.set_ended", current, now, everybody=True)
    return current


@transaction.atomic
def discard(actor: Actor, *, criteria_set: CriteriaSet, seen_version: int, now: datetime) -> None:
    """Throw a working set away. What was in force is never removed."""
    current = _working(actor, criteria_set, seen_version)
    _tell(actor, "criteria.set_discarded", current, now, details={"name": current.name})
    current.delete()


def _working(
    actor: Actor, criteria_set: CriteriaSet, seen_version: int | None = None
) -> CriteriaSet:
    """The set as it stands, locked; refused when it is no longer a working one."""
    _check_may_edit(actor)
    current = CriteriaSet.objects.select_for_update().filter(pk=criteria_set.pk).first()
    if current is None or current.state != State.WORKING:
        raise Refused(
            _("Променя се само работен набор."),
            rule=_("По набор, който е бил в сила, са приемани карти."),
            remedy=_("Направете копие и променете него."),
        )
    if seen_version is not None and current.version != seen_version:
        raise Stale([Change(_("Набор"), criteria_set.name, current.name)])
    return current


def _write_set(current: CriteriaSet, **values: Any) -> None:
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.save(update_fields=[*(name.removesuffix("_id") for name in values), "version"])


def _check_may_edit(actor: Actor) -> None:
    if not allowed(actor, "criteria.edit"):
        raise Refused(
            _("Критериите се поддържат от Агенцията за социално подпомагане."),
            rule=_("роли и права"),
        )


def _tell(
    actor: Actor,
    name: str,
    criteria_set: CriteriaSet,
    now: datetime,
    *,
    everybody: bool = False,
    details: dict[str, Any] | None = None,
) -> None:
    record(
        actor,
        name,
        kind=edits.KIND,
        record_id=criteria_set.pk,
        version=criteria_set.version,
        audience=[EVERYBODY] if everybody else [],
        recorded_at=now,
        details=details,
    )
