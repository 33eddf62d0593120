"""A cycle, the criteria of a demonstration, and short ways to let the cast write an analysis."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.needs import rules
from opora.needs.models import Cycle, NeedsAnalysis
from opora.needs.queries import analyses as queries
from opora.needs.services import analyses, consultations
from tests.cast import NOW, Cast, make

TEXT = "Написано от експерта на общината за нуждите на теста, с достатъчно думи. "


@dataclass
class Desk:
    """The cast around one analysis."""

    cast: Cast
    cycle: Cycle
    now: datetime = NOW

    def open(self, actor: Actor | None = None) -> NeedsAnalysis:
        actor = actor or self.cast.municipality
        with acting(actor):
            return analyses.open_analysis(actor, cycle=self.cycle, now=self.now)

    def see(self, analysis: NeedsAnalysis, actor: Actor | None = None) -> NeedsAnalysis:
        actor = actor or self.cast.municipality
        with acting(actor):
            return queries.analysis(actor, analysis.pk)

    def write(self, analysis: NeedsAnalysis, code: str, text: str = TEXT, seen: int = 0) -> Any:
        actor = self.cast.municipality
        with acting(actor):
            return analyses.save_section(
                actor, analysis=analysis, code=code, text=text, seen=seen, now=self.now
            )

    def propose(self, analysis: NeedsAnalysis, code: str = "AS", **fields: Any) -> Any:
        actor = self.cast.municipality
        with acting(actor):
            seen = analysis.proposals.get(planned_service=code).version
            given = {"users": 12, "year_from": 2027, "note": "Мотиви.", "funding": ["municipal"]}
            return analyses.propose(
                actor,
                analysis=analysis,
                planned_service=code,
                fields=given | fields,
                seen=seen,
                now=self.now,
            )

    def do(
        self, verb: Any, analysis: NeedsAnalysis, actor: Actor | None = None, **more: Any
    ) -> Any:
        actor = actor or self.cast.municipality
        self.now += timedelta(minutes=1)
        with acting(actor):
            found = queries.analysis(actor, analysis.pk)
            return verb(actor, analysis=found, seen=found.version, now=self.now, **more)

    def written(self) -> NeedsAnalysis:
        analysis = self.open()
        for code, section in rules.SECTIONS.items():
            if section.is_required:
                self.write(analysis, code)
        self.propose(analysis)
        return self.see(analysis)

    def consulted(self) -> NeedsAnalysis:
        analysis = self.do(consultations.start_consultation, self.written())
        assert isinstance(analysis, NeedsAnalysis)
        return analysis

    def decided(self) -> NeedsAnalysis:
        analysis = self.consulted()
        self.now += timedelta(days=40)
        assert consultations.close_due(now=self.now) == 1
        day = self.now.date() - timedelta(days=1)
        done = self.do(
            analyses.record_council, analysis, number="112", decided_on=day, document="Протокол 7"
        )
        assert isinstance(done, NeedsAnalysis)
        return done


@pytest.fixture
def cast(db: None) -> Cast:
    return make()


@pytest.fixture
def desk(cast: Cast) -> Desk:
    cycle = Cycle.objects.create(
        code="2035",
        name="Карта до 2035 г.",
        name_en="Map to 2035",
        base_on=date(2026, 1, 1),
        opened_on=date(2026, 3, 1),
        horizon_year=2035,
    )
    return Desk(cast, cycle)
