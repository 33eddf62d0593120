"""The agreement of three: draft, signed, amended, ended."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from opora.accounts.services import require
from opora.assistance import queries as assistance
from opora.assistance.models import Enrollment
from opora.assistance.rules import EnrollmentState, Kind, next_state
from opora.assistance.services.common import fresh, not_in_future, number, reason_given, tell
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.lib.words import day as written

from .. import queries, rules
from ..models import AssistanceAgreement, Assistant
from ..reading import HOUR, hours
from ..rules import AgreementState, AssistantState

LETTERS = "СЛП"
DAY = timedelta(days=1)


@transaction.atomic
def draft_agreement(
    actor: Actor,
    *,
    enrollment: Enrollment,
    assistant: Assistant,
    n_minutes: int,
    schedule: Sequence[int],
    valid_from: date,
    now: datetime,
    is_substitute: bool = False,
    replaces: AssistanceAgreement | None = None,
) -> AssistanceAgreement:
    """A draft with hours a month and a week's schedule.

    Refused for who is not enrolled, for an assistant who does not meet the criteria or is the user,
    and above the hours that the direction still has.
    """
    require(actor, "assistance.manage")
    _check_parties(enrollment, assistant, valid_from)
    _check_hours(actor, enrollment, n_minutes, valid_from, is_substitute, replaces)
    made = AssistanceAgreement.objects.create(
        organization_id=actor.organization_id,
        enrollment=enrollment,
        assistant=assistant,
        is_substitute=is_substitute,
        n_minutes=n_minutes,
        schedule=list(schedule),
        valid_from=valid_from,
        replaces=replaces,
        changed_at=now,
    )
    _tell(actor, "agreement_drafted", made, now)
    return made


def _check_parties(enrollment: Enrollment, assistant: Assistant, valid_from: date) -> None:
    if enrollment.state != EnrollmentState.ACTIVE or enrollment.begins_on is None:
        raise Refused(_("Лицето не е включено."), remedy=_("Първо го включете."))
    if valid_from < enrollment.begins_on:
        raise Refused(
            _("Лицето е включено от %s.") % written(enrollment.begins_on), field="valid_from"
        )
    if assistant.person_id == enrollment.person_id:
        raise Refused(_("Никой не може да е асистент на себе си."), field="assistant")
    if assistant.state != AssistantState.ACTIVE:
        raise Refused(
            _("%(name)s още не отговаря на всички условия за асистент.") % {"name": assistant},
            remedy=_("Отметнете ги на страницата на асистента, когато са проверени."),
            field="assistant",
        )


def _check_hours(
    actor: Actor,
    enrollment: Enrollment,
    n_minutes: int,
    valid_from: date,
    is_substitute: bool,
    replaces: AssistanceAgreement | None,
) -> None:
    """The main assistants of a user share the hours of the direction; a substitute takes theirs."""
    if enrollment.kind != Kind.PERSONAL or enrollment.direction is None:
        return
    most = enrollment.direction.n_hours * HOUR
    others = queries.in_period(actor, valid_from, valid_from).filter(
        enrollment=enrollment, is_substitute=False
    )
    taken = sum(each.n_minutes for each in others if each != replaces)
    if n_minutes + (0 if is_substitute else taken) > most:
        raise Refused(
            _("Направлението е за %(most)s часа, другите споразумения са за %(taken)s.")
            % {"most": hours(most), "taken": hours(taken)},
            remedy=_("Остават %s часа.") % hours(max(0, most - taken)),
            field="n_hours",
        )


@transaction.atomic
def sign(
    actor: Actor,
    *,
    agreement: AssistanceAgreement,
    seen: int | None,
    signed_on: date,
    now: datetime,
) -> AssistanceAgreement:
    """All three have signed. The agreement that it amends ends the day before."""
    held = _held(actor, agreement.pk, seen, "sign")
    not_in_future(signed_on, now, "signed_on")
    _check_parties(held.enrollment, held.assistant, held.valid_from)
    if held.replaces_id:
        _amended(actor, held.replaces_id, held.valid_from, now)
    held.number = number(actor, LETTERS, signed_on.year)
    held.signed_on = signed_on
    try:
        with transaction.atomic():
            _move(held, AgreementState.SIGNED, now)
    except IntegrityError:
        raise Refused(
            _("Този асистент вече има споразумение с потребителя за тези дни."),
            remedy=_("Изменете го, вместо да съставяте второ."),
        ) from None
    _tell(actor, "agreement_signed", held, now, happened_on=signed_on)
    return held


def _amended(actor: Actor, pk: int, since: date, now: datetime) -> None:
    former = _held(actor, pk, None, "amend")
    if since <= former.valid_from:
        raise Refused(
            _("Измененото споразумение започва на %s; новото трябва да е след него.")
            % written(former.valid_from),
            field="valid_from",
        )
    former.valid_until = since - DAY
    _move(former, AgreementState.AMENDED, now)
    _tell(actor, "agreement_amended", former, now)


@transaction.atomic
def amend(
    actor: Actor,
    *,
    agreement: AssistanceAgreement,
    seen: int | None,
    n_minutes: int,
    schedule: Sequence[int],
    valid_from: date,
    now: datetime,
) -> AssistanceAgreement:
    """A draft that will replace a signed agreement from a day on, once it is signed."""
    held = _held(actor, agreement.pk, seen, "amend")
    return draft_agreement(
        actor,
        enrollment=held.enrollment,
        assistant=held.assistant,
        n_minutes=n_minutes,
        schedule=schedule,
        valid_from=valid_from,
        is_substitute=held.is_substitute,
        replaces=held,
        now=now,
    )


@transaction.atomic
def end_agreement(
    actor: Actor,
    *,
    agreement: AssistanceAgreement,
    seen: int | None,
    ended_on: date,
    reason: str,
    now: datetime,
) -> AssistanceAgreement:
    """The agreement holds until this day."""
    held = _held(actor, agreement.pk, seen, "end")
    if ended_on < held.valid_from:
        raise Refused(
            _("Споразумението започва на %s.") % written(held.valid_from), field="ended_on"
        )
    held.valid_until, held.end_reason = ended_on, reason_given(reason)
    _move(held, AgreementState.ENDED, now)
    _tell(actor, "agreement_ended", held, now)
    return held


@transaction.atomic
def drop(
    actor: Actor, *, agreement: AssistanceAgreement, seen: int | None, now: datetime
) -> AssistanceAgreement:
    """The draft will not be signed."""
    held = _held(actor, agreement.pk, seen, "drop")
    _move(held, AgreementState.DROPPED, now)
    _tell(actor, "agreement_dropped", held, now)
    return held


def _held(actor: Actor, pk: int, seen: int | None, action: str) -> AssistanceAgreement:
    found = (
        AssistanceAgreement.objects.select_for_update(of=("self",))
        .select_related("enrollment__direction", "enrollment__person", "assistant__person")
        .filter(pk=pk, organization_id=actor.organization_id)
        .first()
    )
    if found is None:
        raise NotVisible
    fresh(found.version, seen)
    who = assistance.who(actor)
    next_state(rules.AGREEMENT_STEPS, found.state, action, who, rules.AGREEMENT_LABELS)
    return found


def _move(held: AssistanceAgreement, state: AgreementState, now: datetime) -> None:
    held.state = state.value
    held.version += 1
    held.changed_at = now
    held.save()


def _tell(
    actor: Actor,
    name: str,
    agreement: AssistanceAgreement,
    now: datetime,
    happened_on: date | None = None,
) -> None:
    tell(
        actor,
        name,
        agreement.enrollment_id,
        now=now,
        happened_on=happened_on,
        subject_id=agreement.enrollment.person_id,
        details={"agreement": agreement.pk},
    )
