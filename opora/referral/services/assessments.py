"""The preliminary assessment and its outcome (ЗСУ чл. 73)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Change, NotVisible, Refused, Stale
from opora.register.models import NamedService

from .. import rules
from ..models import PreliminaryAssessment, Referral, ServiceRequest
from ..queries import check_power
from .appeals import refuse_in_writing
from .offers import follow
from .placements import end_placement
from .steps import begin, finish

TEXTS = (
    "living",
    "health",
    "education",
    "support_now",
    "risks",
    "needs",
    "own_words",
    "conclusion",
)
MARKS = ("took_part", "child_took_part", "is_informed")


@transaction.atomic
def start_assessment(
    actor: Actor, *, request: ServiceRequest, seen: int, now: datetime
) -> ServiceRequest:
    """Begin the preliminary assessment."""
    act = begin(actor, request, "start_assessment", seen=seen, now=now)
    PreliminaryAssessment.objects.get_or_create(
        request=act.request, defaults={"author_id": actor.officer_id, "saved_at": now}
    )
    return finish(act)


@transaction.atomic
def save_assessment(
    actor: Actor,
    *,
    request: ServiceRequest,
    fields: Mapping[str, Any],
    seen_assessment: int,
    now: datetime,
) -> PreliminaryAssessment:
    """Keep what is written so far. Two people may write: only the assessment's version counts.

    Raises Stale with what the other person wrote in the fields that both changed.
    """
    locked = ServiceRequest.objects.filter(pk=request.pk).first()
    if locked is None:
        raise NotVisible
    act = begin(actor, locked, "save_assessment", seen=locked.version, now=now)
    assessment, _made = PreliminaryAssessment.objects.get_or_create(
        request=act.request, defaults={"author_id": actor.officer_id, "saved_at": now}
    )
    if assessment.version != seen_assessment:
        raise Stale(_differences(assessment, fields), by=str(assessment.author))
    for name in (*TEXTS, *MARKS):
        setattr(assessment, name, fields.get(name, getattr(assessment, name)))
    assessment.version += 1
    assessment.author_id = actor.officer_id
    assessment.saved_at = now
    assessment.save()
    finish(act)
    return assessment


def _differences(saved: PreliminaryAssessment, typed: Mapping[str, Any]) -> list[Change]:
    return [
        Change(
            str(getattr(PreliminaryAssessment._meta.get_field(name), "verbose_name", name)),
            "",
            str(getattr(saved, name)),
            typed=str(typed[name]),
        )
        for name in TEXTS
        if name in typed and typed[name] != getattr(saved, name)
    ]


@transaction.atomic
def refer(
    actor: Actor,
    *,
    request: ServiceRequest,
    named_service: NamedService,
    happened_on: date,
    backdating_reason: str = "",
    seen: int,
    now: datetime,
) -> ServiceRequest:
    """Finish the assessment with a referral to a named service; the person chooses the provider.

    Refused without the person's participation, without the child's when 14 or older, without needs
    and a conclusion, or without the power to refer for the service.
    """
    act = begin(actor, request, "refer", seen=seen, now=now)
    rules.check_day(happened_on, timezone.localdate(now), backdating_reason)
    check_power(
        act.request.owner_organization.kind,
        named_service,
        is_child=act.request.is_child,
        on=happened_on,
    )
    finish_assessment(act.request, happened_on)
    act.request.named_service = named_service
    Referral.objects.create(
        request=act.request,
        named_service=named_service,
        organization_id=actor.organization_id,
        issued_on=happened_on,
        article=rules.STEPS["refer"].by,
    )
    details = {"named_service": named_service.pk, "reason": backdating_reason}
    return finish(act, happened_on=happened_on, details=details)


def finish_assessment(request: ServiceRequest, on: date) -> None:
    """Close the assessment as a document; refused while something the law asks for is missing."""
    assessment = getattr(request, "assessment", PreliminaryAssessment())
    wanting = {
        _("потребностите на лицето"): bool(assessment.needs.strip()),
        _("заключението"): bool(assessment.conclusion.strip()),
        _("отбелязване, че лицето е участвало в оценката"): assessment.took_part,
        _("отбелязване, че детето над 14 години е участвало"): assessment.child_took_part
        or not rules.takes_part(request.person.birth_date, on),
    }
    missing = [words for words, is_there in wanting.items() if not is_there]
    if missing:
        raise Refused(
            _("В оценката липсва: %(what)s.") % {"what": "; ".join(missing)},
            rule="чл. 73 ЗСУ",
            remedy=_("Допълнете оценката и опитайте пак. Написаното е запазено."),
        )
    assessment.finished_on = on
    assessment.save(update_fields=["finished_on"])


@transaction.atomic
def not_refer(
    actor: Actor,
    *,
    request: ServiceRequest,
    reason: str,
    alternative: str,
    happened_on: date,
    backdating_reason: str = "",
    seen: int,
    now: datetime,
) -> ServiceRequest:
    """End with a reasoned refusal to refer; the person is told how to appeal."""
    act = begin(actor, request, "not_refer", seen=seen, now=now)
    rules.check_day(happened_on, timezone.localdate(now), backdating_reason)
    if not reason.strip():
        raise Refused(_("Отказът трябва да има мотиви."), rule="чл. 73 ЗСУ", field="reason")
    refuse_in_writing(
        act,
        reason=reason,
        alternative=alternative,
        rule=rules.STEPS["not_refer"].by,
        refused_on=happened_on,
    )
    end_placement(act, _("не е насочено след спешен прием"), happened_on)
    done = finish(act, happened_on=happened_on, details={"reason": reason})
    if done.service_id:
        follow(done.service_id, now=now)
    return done
