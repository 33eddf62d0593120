"""One question to a school or a doctor, answered through a single-purpose access."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.cases import services as case_services
from opora.cases.models import Case
from opora.guests import services as guests
from opora.guests.models import GuestPass
from opora.guests.rules import GUEST
from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from ..models import OutsideQuestion
from ..rules import QuestionKind
from .steps import KIND, tell


@transaction.atomic
def ask_outside(
    actor: Actor,
    *,
    case: Case,
    kind: QuestionKind,
    for_whom: str,
    context: str,
    question: str,
    has_consent: bool,
    expires_at: datetime,
    now: datetime,
) -> tuple[OutsideQuestion, str]:
    """Ask one question, with consent; the code that opens it is shown once. Who answers learns the
    first name with an initial, the `context` (a class, a date) and the question."""
    case = case_services.led_now(actor, case)
    _check_consent(has_consent=has_consent)
    asked = OutsideQuestion.objects.create(
        case=case,
        organization_id=actor.organization_id,
        kind=kind,
        for_whom=for_whom,
        about=about(case, context),
        question=question,
        expires_at=expires_at,
        asked_at=now,
        user_id=actor.user_id,
    )
    _pass, code = guests.invite(
        actor,
        kind=kind,
        record_id=asked.pk,
        for_whom=for_whom,
        purpose=_("отговор на един въпрос"),
        expires_at=expires_at,
        now=now,
    )
    tell(actor, case, "support.asked_outside", now=now)
    return asked, code


def _check_consent(*, has_consent: bool) -> None:
    if not has_consent:
        raise Refused(
            _("Питането разкрива, че лицето ползва социална услуга."),
            remedy=_("Поискайте съгласието на лицето или на представителя му."),
            field="has_consent",
        )


def about(case: Case, context: str) -> str:
    """The little that an outsider must know to recognize the person: „Ради М., II клас“."""
    last = case.person.last_name
    name = f"{case.person.first_name} {last[0]}." if last else case.person.first_name
    return f"{name}, {context}" if context.strip() else name


@transaction.atomic
def answer_question(
    actor: Actor, *, guest_pass: GuestPass, answer: str, answered_by: str, now: datetime
) -> OutsideQuestion:
    """The guest answers once; the pass is over and the answer stands in the case."""
    asked = (
        OutsideQuestion.objects.select_for_update()
        .filter(pk=guest_pass.record_id, kind=guest_pass.kind, answered_at=None)
        .first()
    )
    if asked is None or not actor.has(GUEST):
        raise NotVisible
    if not answer.strip():
        raise Refused(_("Напишете отговора."), field="answer")
    asked.answer, asked.answered_by, asked.answered_at = answer.strip(), answered_by.strip(), now
    asked.save(update_fields=["answer", "answered_by", "answered_at"])
    guests.finish(actor, guest_pass=guest_pass, now=now)
    journal.record(
        actor,
        "support.answered_outside",
        kind=KIND,
        record_id=asked.case_id,
        recorded_at=now,
        details={"note": asked.answered_by},
    )
    return asked
