"""The cast, and short ways to play a child's story."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people.models import Person
from opora.protection import queries, services
from opora.protection.models import ChildCase, Measure
from opora.protection.rules import Channel, MeasureKind, Source
from opora.protection.services import Told
from tests.cast import NOW, TODAY, Cast, make

CHECKED: dict[str, Any] = {
    "visited_on": TODAY,
    "findings": "Детето е само у дома по цели дни.",
    "child_words": "Мама работи до късно.",
    "conclusion": "Нужна е подкрепа на семейството.",
    "happened_on": TODAY,
}
ASSESSED: dict[str, Any] = {
    "risks": "Липса на надзор.",
    "child_words": "Иска да остане с майка си.",
    "conclusion": "Подкрепа в семейството.",
}
PLAN: dict[str, Any] = {
    "goals": "Детето не остава само.",
    "actions": "Дневна грижа след училище; ОЗД; до месец.",
}


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody of the story and a day center with two places."""
    return make()


class Play:
    """Acts on a child's case, each by whoever it belongs to."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.now = cast, NOW

    def child(self, actor: Actor | None = None, **changed: Any) -> Person:
        """One more child, known to the directorate unless another actor entered it."""
        return self.cast.person(actor or self.cast.directorate, basis="protection", **changed)

    def report(self, actor: Actor | None = None, *told: Told, **changed: Any) -> ChildCase:
        """A signal about one child; the case of the first."""
        actor = actor or self.cast.directorate
        facts: dict[str, Any] = {
            "source": Source.CITIZEN,
            "channel": Channel.PHONE,
            "received_at": self.now,
            "municipality_id": "SFO39",
            "text": "Детето стои само на тъмно.",
            "now": self.now,
        }
        children = told or (Told("Ради", self.child(actor)),)
        with acting(actor):
            signal = services.report(actor, children=children, **(facts | changed))
        with acting(self.cast.directorate):
            return signal.children.order_by("pk")[0].case

    def do(
        self, verb: Callable[..., Any], case: ChildCase, by: Actor | None = None, **more: Any
    ) -> Any:
        """One act on the case as the actor sees it now."""
        self.now += timedelta(minutes=1)
        actor = by or self.cast.directorate
        with acting(actor):
            seen = queries.page(actor, case.pk)
            return verb(actor, case=seen, seen=seen.version, now=self.now, **more)

    def measure(
        self, verb: Callable[..., Any], measure: Measure, by: Actor | None = None, **more: Any
    ) -> Any:
        """One act on a measure."""
        self.now += timedelta(minutes=1)
        actor = by or self.cast.directorate
        with acting(actor):
            seen = Measure.objects.select_related("case").get(pk=measure.pk)
            return verb(actor, measure=seen, seen=seen.case.version, now=self.now, **more)

    def checked(self, case: ChildCase | None = None) -> ChildCase:
        """A case whose check found a risk."""
        case = case or self.report()
        self.do(services.start_check, case)
        return self.do(services.open_case, case, **CHECKED)

    def planned(self, case: ChildCase | None = None) -> ChildCase:
        """A case with an action plan."""
        case = self.checked(case)
        self.do(services.finish_assessment, case, fields=ASSESSED, happened_on=TODAY)
        return self.do(services.adopt_plan, case, child_words="", happened_on=TODAY, **PLAN)

    def ordered(self, case: ChildCase, kind: MeasureKind = MeasureKind.RESIDENTIAL) -> Measure:
        """A measure in force by the director's order."""
        measure = self.do(services.propose, case, kind=kind, reason="Опасно е да остане у дома.")
        return self.measure(services.order, measure, self.cast.head, happened_on=TODAY)

    def fresh(self, case: ChildCase) -> ChildCase:
        """The case as its directorate sees it."""
        with acting(self.cast.directorate):
            return queries.page(self.cast.directorate, case.pk)


@pytest.fixture
def play(cast: Cast) -> Play:
    """Short ways."""
    return Play(cast)
