"""From the written plan to the plan in force: proposed, signed by who has the right, in force."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import User
from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import PartyBasis, TermKind
from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.law import queries as law_queries
from opora.law import services as law
from opora.lib.actor import Actor
from opora.lib.labels import translated
from opora.lib.refusals import Refused
from opora.people import queries as people

from .. import papers, queries, rules
from ..models import PlanSignature, SupportPlan
from ..rules import PlanState, Signer
from .plans import check_whole
from .steps import KIND, begin, check_past, tell, write

MUST_CONSENT = frozenset({"informed", "plan"})
CONSENT_TO_SHARE = "share"


@transaction.atomic
def propose(actor: Actor, *, plan: SupportPlan, seen: int, now: datetime) -> SupportPlan:
    """Give the plan to the person, on paper to sign. Refused without goals, or with a goal that has
    no activity."""
    case, held = begin(actor, plan, "propose", seen=seen)
    check_whole(held)
    held.proposed_on = timezone.localdate(now)
    paper = papers.plan(actor, held)
    held.document_id = papers.issue(actor, case, paper, "support_plan", now=now).pk
    return write(actor, case, held, "propose", now=now)


@transaction.atomic
def take_back(
    actor: Actor, *, plan: SupportPlan, reason: str, seen: int, now: datetime
) -> SupportPlan:
    """Change the plan again, with the reason; signatures under the former text do not hold."""
    case, held = begin(actor, plan, "take_back", seen=seen)
    if not reason.strip():
        raise Refused(_("Напишете защо планът се връща."), field="reason")
    held.signatures.all().delete()
    issued = IssuedDocument.objects.filter(pk=held.document_id or 0, withdrawn_at=None).first()
    if issued:
        documents.withdraw(actor, document=issued, reason=reason, now=now)
    held.proposed_on = held.agreed_on = held.document_id = None
    held.consents = []
    return write(actor, case, held, "take_back", now=now, details={"reason": reason})


@transaction.atomic
def agree(
    actor: Actor,
    *,
    plan: SupportPlan,
    signers: Mapping[Signer, int | None],
    consents: Sequence[str],
    signed_on: date,
    seen: int,
    now: datetime,
) -> SupportPlan:
    """Write that the person agreed, and who signed on paper; `signers` gives a representative's id.

    Refused when somebody who must sign has not, or somebody signed who has no right to.
    """
    case, held = begin(actor, plan, "agree", seen=seen)
    check_past(signed_on, now, field="signed_on")
    _check_consents(held, consents, signed_on)
    names = _names(actor, case, signers, signed_on)
    for signer, name in names.items():
        PlanSignature.objects.create(
            plan=held,
            case=case,
            organization_id=case.organization_id,
            signer=signer,
            name=name,
            representative_id=signers[signer],
            signed_on=signed_on,
            recorded_at=now,
        )
    held.consents = sorted(consents)
    held.agreed_on = signed_on
    return write(actor, case, held, "agree", now=now, happened_on=signed_on)


def _check_consents(plan: SupportPlan, consents: Sequence[str], on: date) -> None:
    known = {term.code for term in cases.terms(TermKind.CONSENT, on)}
    if MUST_CONSENT - set(consents):
        raise Refused(
            _("Без съгласие с целите и без информиране планът не може да се приеме."),
            remedy=_("Върнете плана за промяна или отбележете съгласията, които са дадени."),
            field="consents",
        )
    if set(consents) - known:
        raise Refused(_("Това съгласие не е в сила на този ден."), field="consents")
    if plan.is_joint and CONSENT_TO_SHARE not in consents:
        raise Refused(
            _("Съвместен план се споделя с другите доставчици само със съгласие."),
            field="consents",
        )


def _names(
    actor: Actor, case: Case, signers: Mapping[Signer, int | None], on: date
) -> dict[Signer, str]:
    """Who signs, by name; refused for somebody without right, and while somebody is missing."""
    spoken = {one.pk: one for one in people.representatives(actor, case.person, on)}
    needed = rules.needed_signers(case.person.birth_date, on, [one.kind for one in spoken.values()])
    is_child = rules.is_child(case.person.birth_date, on)
    names: dict[Signer, str] = {}
    for signer, representative_id in signers.items():
        if signer == Signer.REPRESENTATIVE:
            speaker = spoken.get(representative_id or 0)
            if speaker is None or not rules.may_represent(speaker.kind, is_child=is_child):
                raise _without_right(signer)
            names[signer] = speaker.name
        elif signer in needed:
            names[signer] = case.person.full_name
        else:
            raise _without_right(signer)
    missing = rules.missing_signers(needed, names)
    if missing:
        who = ", ".join(translated(rules.SIGNER_LABELS[one]) for one in missing)
        raise Refused(
            translated(rules.STILL_MISSING) % {"who": who},
            rule=rules.PRACTICE,
            remedy=rules.ASK_THE_RIGHT_ONE,
            field="signers",
        )
    return names


def _without_right(signer: Signer) -> Refused:
    label = translated(rules.SIGNER_LABELS[signer])
    return Refused(
        translated(rules.WITHOUT_RIGHT) % {"signer": label},
        rule=rules.PRACTICE,
        remedy=rules.ASK_THE_RIGHT_ONE,
        field="signers",
    )


@transaction.atomic
def sign_jointly(actor: Actor, *, plan: SupportPlan, now: datetime) -> PlanSignature:
    """Another provider signs its part of a joint plan that is proposed or agreed."""
    case = plan.case
    is_partner = case.parties.filter(
        organization=actor.organization_id, basis=PartyBasis.COPROVIDER, until=None
    ).exists()
    if not is_partner or not plan.is_joint or not actor.has("head"):
        raise Refused(
            translated(rules.WITHOUT_RIGHT)
            % {"signer": translated(rules.SIGNER_LABELS[Signer.COPROVIDER])},
            remedy=_("Подписва ръководителят на доставчик, който участва в съвместния план."),
        )
    if plan.state not in {PlanState.PROPOSED, PlanState.AGREED}:
        raise Refused(_("Планът се подписва, след като е предложен на лицето."))
    signature, is_new = PlanSignature.objects.get_or_create(
        plan=plan,
        signer=Signer.COPROVIDER,
        organization_id=actor.organization_id,
        defaults={
            "case": case,
            "name": User.objects.get(pk=actor.officer_id).name,
            "user_id": actor.officer_id,
            "signed_on": timezone.localdate(now),
            "recorded_at": now,
        },
    )
    if is_new:
        tell(actor, case, "support.plan_signed_jointly", now=now, details={"n": plan.n})
    return signature


@transaction.atomic
def enter_force(
    actor: Actor, *, plan: SupportPlan, starts_on: date, seen: int, now: datetime
) -> SupportPlan:
    """The head signs; the plan is in force and the former version is replaced.

    The clock of the plan (D2) stops and that of its review (D4) starts anew. Refused while another
    provider of a joint plan has not signed.
    """
    case, held = begin(actor, plan, "enter_force", seen=seen)
    check_past(starts_on, now, field="starts_on")
    if held.agreed_on and starts_on < held.agreed_on:
        raise Refused(_("Планът влиза в сила, след като е съгласуван."), field="starts_on")
    _check_partners(held)
    PlanSignature.objects.create(
        plan=held,
        case=case,
        organization_id=case.organization_id,
        signer=Signer.HEAD,
        name=User.objects.get(pk=actor.officer_id).name,
        user_id=actor.officer_id,
        signed_on=timezone.localdate(now),
        recorded_at=now,
    )
    queries.plans(actor).filter(case=case, state=PlanState.IN_FORCE).update(
        state=PlanState.REPLACED, ended_on=starts_on
    )
    held.starts_on = starts_on
    law.stop_clock(actor, kind=KIND, record_id=case.pk, code="D2", stopped_on=starts_on)
    held.review_on = next_review(actor, case, starts_on)
    return write(actor, case, held, "enter_force", now=now, happened_on=starts_on)


@transaction.atomic
def end_plans(actor: Actor, *, case: Case, ended_on: date) -> None:
    """The case has ended: no version holds any more, and none is being written."""
    left = SupportPlan.objects.filter(case=case).exclude(
        state__in=[PlanState.REPLACED, PlanState.ENDED]
    )
    for plan in left.filter(organization_id=actor.organization_id):
        plan.state = PlanState.ENDED
        plan.ended_on = max(ended_on, plan.starts_on or ended_on)
        plan.save(update_fields=["state", "ended_on"])


def _check_partners(plan: SupportPlan) -> None:
    partners = set(
        plan.activities.exclude(organization_id=plan.organization_id).values_list(
            "organization_id", flat=True
        )
    )
    signed = set(
        plan.signatures.filter(signer=Signer.COPROVIDER).values_list("organization_id", flat=True)
    )
    if partners - signed:
        raise Refused(_("Съвместният план още не е подписан от всички доставчици по него."))


def next_review(actor: Actor, case: Case, since: date) -> date | None:
    """Start the clock of the next review (D4) anew; the day it is due."""
    law.stop_clock(actor, kind=KIND, record_id=case.pk, code="D4", stopped_on=since)
    if law_queries.rule_in_force("D4", since) is None:
        return None
    clock = law.start_clock(
        actor,
        code="D4",
        kind=KIND,
        record_id=case.pk,
        started_on=since,
        responsible_id=case.organization_id,
        audience=case.audience,
    )
    return clock.due_on
