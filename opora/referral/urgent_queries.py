"""What is still to be written after an urgent admission."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from opora.agreements import queries as agreements
from opora.agreements.rules import IN_FORCE
from opora.cases import queries as cases
from opora.lib.actor import Actor
from opora.people.rules import IdentifierKind
from opora.places.models import Placement
from opora.support import queries as support

from .models import ServiceRequest, UrgentPaperRule
from .rules import State
from .urgent_rules import Task, UrgentPaper, checklist


@dataclass(frozen=True, slots=True)
class Papers:
    """The checklist of one urgent admission."""

    admitted_on: date
    n_days: int
    tasks: list[Task]

    @property
    def n_done(self) -> int:
        """How many are ready."""
        return sum(task.is_done for task in self.tasks)


def papers(actor: Actor, request: ServiceRequest, today: date) -> Papers | None:
    """The papers of an urgent admission with their days; None when the person was not admitted
    urgently."""
    placement = Placement.objects.filter(request_id=request.pk, ground="urgent").first()
    if placement is None or request.state not in {State.ADMITTED, State.ACCEPTED}:
        return None
    admitted_on = timezone.localdate(placement.held_at)
    return Papers(
        admitted_on,
        (today - admitted_on).days,
        checklist(admitted_on, _done(actor, request), _days(request, admitted_on)),
    )


def _done(actor: Actor, request: ServiceRequest) -> dict[UrgentPaper, bool]:
    """Only what the actor may know: the papers of the provider stand in its case."""
    assessment = getattr(request, "assessment", None)
    done = {UrgentPaper.ASSESSMENT: bool(assessment and assessment.finished_on)}
    if request.person.identifier_kind == IdentifierKind.NONE:
        done[UrgentPaper.IDENTITY] = False
    case = cases.visible(actor).filter(request_id=request.pk).first()
    if case:
        done[UrgentPaper.NEEDS] = support.plan_in_force(actor, case) is not None
        done[UrgentPaper.AGREEMENT] = any(
            one.state in IN_FORCE for one in agreements.of_case(actor, case)
        )
    return done


def _days(request: ServiceRequest, on: date) -> dict[str, int]:
    rules = UrgentPaperRule.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        organization=request.provider_organization_id,
        valid_from__lte=on,
    )
    return dict(rules.values_list("paper", "n_days"))
