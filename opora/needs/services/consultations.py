"""The public consultation: opened for thirty days, commented, answered, closed by itself."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.rules import Role
from opora.journal import services as journal
from opora.journal.context import acting
from opora.law.queries import calendar
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .. import rules
from ..models import AnalysisVersion, ConsultationComment, NeedsAnalysis
from ..queries import analyses as queries
from ..readiness import check
from ..rules import STEPS, State
from .locking import lock, refresh
from .steps import KIND, Act, begin, finish, tell

SYSTEM = frozenset({"system"})
LONGEST_COMMENT = 4000


@transaction.atomic
def start_consultation(
    actor: Actor, *, analysis: NeedsAnalysis, seen: int, now: datetime, hearing: str = ""
) -> NeedsAnalysis:
    """Publish the analysis as it is now for thirty days; `hearing` says when and where people meet.

    Refused while a required part is empty. The version put to consultation is locked and public.
    """
    act = begin(actor, analysis, "start_consultation", seen=seen, now=now)
    refresh(act.analysis, act.today)
    missing = [
        line for line in check(act.analysis, "consultation", today=act.today) if line.is_needed
    ]
    if missing:
        raise Refused(
            _("Обсъждането още не може да се открие: %(what)s") % {"what": missing[0].sentence},
            rule=missing[0].rule,
            remedy=_("Отворете проверката за готовност; всеки ред води до мястото за поправка."),
        )
    first, last = rules.consultation_days(act.today, calendar())
    act.analysis.consultation_from, act.analysis.consultation_to = first, last
    act.analysis.hearing = hearing.strip()
    act.analysis.council_number, act.analysis.council_on = "", None
    act.analysis.council_document = ""
    version = lock(act.analysis, AnalysisVersion.Reason.CONSULTATION, now=now)
    fields = ("consultation_from", "consultation_to", "hearing")
    council = ("council_number", "council_on", "council_document")
    return finish(act, [*fields, *council], details={"version": version.number})


@transaction.atomic
def comment(*, analysis_id: int, name: str, text: str, now: datetime) -> ConsultationComment:
    """A citizen's proposal, without an account. It is public once the municipality answers it."""
    found, _version = queries.published(analysis_id)
    said = text.strip()
    if not said:
        raise Refused(_("Напишете предложението си."), field="text")
    if len(said) > LONGEST_COMMENT:
        raise Refused(_("Предложението е по-дълго от 4000 знака."), field="text")
    if found.consultation_to and found.consultation_to < timezone.localdate(now):
        raise Refused(
            _("Обсъждането приключи на %(day)s.") % {"day": words.day(found.consultation_to)},
            rule=_("чл. 42 НПСУ"),
            remedy=_("Можете да се обърнете направо към общината или към общинския съвет."),
        )
    rules.next_state(State(found.state), "comment", frozenset({rules.Who.CITIZEN}))
    system = Actor(None, found.organization_id, SYSTEM)
    with acting(system):
        row = ConsultationComment.objects.create(
            analysis=found, name=name.strip(), text=said, made_at=now
        )
        journal.record(
            system,
            STEPS["comment"].event,
            kind=KIND,
            record_id=found.pk,
            audience=found.audience,
            recorded_at=now,
            article=STEPS["comment"].by,
        )
        tell(Act(system, "comment", found, now), "analysis.commented", Role.OFFICER)
    return row


@transaction.atomic
def answer(
    actor: Actor,
    *,
    analysis: NeedsAnalysis,
    comment_id: int,
    text: str,
    now: datetime,
    is_withheld: bool = False,
) -> ConsultationComment:
    """Answer a comment. With `is_withheld` its words are not shown, because they name people."""
    act = begin(actor, analysis, "answer", now=now)
    row = ConsultationComment.objects.filter(analysis=act.analysis, pk=comment_id).first()
    if row is None:
        raise NotVisible
    if not text.strip():
        raise Refused(_("Напишете отговора."), field="text")
    row.answer, row.answered_at, row.answered_by_id = text.strip(), now, actor.user_id
    row.is_withheld = is_withheld
    row.save(update_fields=["answer", "answered_at", "answered_by", "is_withheld"])
    finish(act)
    return row


def close_due(*, now: datetime) -> int:
    """Close every consultation whose last day has passed; returns how many. A job calls it daily,
    and a page of the municipality that finds one open too long."""
    today = timezone.localdate(now)
    due = NeedsAnalysis.objects.filter(
        consultation_from__isnull=False, state=State.CONSULTATION, consultation_to__lt=today
    ).values_list("pk", "organization_id")
    for pk, organization_id in list(due):
        system = Actor(None, organization_id, SYSTEM)
        with acting(system):
            found = queries.within(system).get(pk=pk)
            act = begin(system, found, "close_consultation", now=now)
            tell(act, "analysis.consultation_closed", Role.OFFICER, Role.HEAD)
            finish(act)
    return len(due)
