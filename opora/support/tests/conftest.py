"""A child's case at the day center, and short ways through its plan."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from opora.cases import queries as cases
from opora.cases.models import Case, CaseTerm
from opora.journal.context import acting
from opora.people import services as people
from opora.people.models import Representative
from opora.support import services
from opora.support.models import NeedsAssessment, SupportPlan
from opora.support.rules import Signer
from opora.support.services import Activity
from tests.cast import TODAY, Cast, make

SPEECH = Activity("Логопедична работа", 2, "week", "логопедът", "в центъра")
SWIMMING = Activity("Плуване", 1, "week", "рехабилитаторът", "басейнът")


@dataclass
class Story:
    """The provider works on one case; each verb acts as it."""

    cast: Cast
    case: Case
    parent: Representative

    def assess(self, **changed: Any) -> NeedsAssessment:
        """An assessment, finished."""
        actor, now = self.cast.provider, self.cast.now
        with acting(actor):
            made = services.start_assessment(actor, case=self.case, now=now)
            area = made.areas.get(area__code="learning")
            services.save_assessment(
                actor,
                assessment=made,
                fields={"conclusion": "Нуждае се от логопед.", "own_words": "Искам да говоря."},
                areas={area.pk: {"need": "Логопед два пъти седмично."}},
                seen=made.version,
                now=now,
            )
            return services.finish_assessment(
                actor, assessment=made, finished_on=changed.get("on", TODAY), now=now
            )

    def draft(self, why: str = "") -> SupportPlan:
        """A version with one goal."""
        actor, now = self.cast.provider, self.cast.now
        with acting(actor):
            plan = services.draft_plan(actor, case=self.case, why=why, now=now)
            if not plan.goals.exists():
                self.write(plan)
        return self.fresh(plan)

    def write(self, plan: SupportPlan, **changed: Any) -> None:
        """One goal with one activity."""
        actor = self.cast.provider
        values: dict[str, Any] = {
            "mark": None,
            "area_id": CaseTerm.objects.get(kind="area", code="learning").pk,
            "text": "Говори с цели изречения",
            "indicator": "Разказва какво е правил",
            "due_on": None,
            "activities": [SPEECH],
            "seen": self.fresh(plan).version,
            "now": self.cast.now,
        }
        with acting(actor):
            services.write_goal(actor, plan=plan, **(values | changed))

    def do(self, action: str, plan: SupportPlan, **more: Any) -> SupportPlan:
        """One step of the plan."""
        actor = self.cast.provider
        self.cast.now += timedelta(seconds=1)
        plan = self.fresh(plan)
        with acting(actor):
            getattr(services, action)(
                actor, plan=plan, now=self.cast.now, **({"seen": plan.version} | more)
            )
        return self.fresh(plan)

    def fresh(self, plan: SupportPlan) -> SupportPlan:
        """The plan as it stands."""
        with acting(self.cast.provider):
            return SupportPlan.objects.select_related("case__person").get(pk=plan.pk)

    def signed(self, plan: SupportPlan, on: date = TODAY) -> SupportPlan:
        """Proposed to the parent, who signs."""
        self.do("propose", plan)
        return self.do(
            "agree",
            plan,
            signers={Signer.REPRESENTATIVE: self.parent.pk},
            consents=["informed", "plan"],
            signed_on=on,
        )

    def in_force(self) -> SupportPlan:
        """A plan in force from today."""
        self.assess()
        plan = self.signed(self.draft())
        return self.do("enter_force", plan, starts_on=TODAY)


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody of the story and a day center with two places."""
    return make()


@pytest.fixture
def story(cast: Cast) -> Story:
    """A child of nine was accepted; its mother speaks for it."""
    request = cast.do(cast.provider, "accept", cast.chosen())
    actor = cast.provider
    with acting(actor):
        case = cases.visible(actor).select_related("person").get(request_id=request.pk)
        parent = people.add_representative(
            actor,
            person_id=case.person_id,
            kind="parent",
            name="Камелия Маркерова",
            valid_from=date(2020, 1, 1),
            now=cast.now,
        )
    return Story(cast, case, parent)
