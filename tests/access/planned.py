"""What is planned in the story: every record carries the mark of those who may read it.

Самоков has an analysis in each state, its district a working and a locked map, the agency a draft
of the National Map and a working set of criteria; Елена and another district have theirs.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from opora.criteria import services as criteria
from opora.criteria.models import CriteriaSet
from opora.finance import funding
from opora.finance.models import FundingSource, TransferImport
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.national import queries as country
from opora.national.models import AnnualPlan, NationalMap
from opora.national.services import amendments, discussions, maps, plans
from opora.needs import rules
from opora.needs.models import Cycle, NeedsAnalysis
from opora.needs.queries import analyses as found
from opora.needs.services import analyses, consultations, indicator_imports, indicators
from opora.planning import queries as planning
from opora.planning.models import MapEntry, MapVersion
from opora.planning.services import coordination, variants
from opora.planning.services.maps import lock
from opora.register.models import PlannedService
from opora.territory.imports.reading import Source
from opora.territory.models import District, Municipality
from tests.cast import Cast, member, organization

# A mark, and the roles of the table that may meet it; nobody without an account may meet any.
DRAFT, SENT, WORKING, ASKED = "Планировчева", "Внесенова", "Вариантова", "Съгласиева"
NATIONAL, ELSEWHERE, OTHERS = "Проектанова", "Съседкова", "Чуждоземова"
GIVEN_BACK = "Върнатова"  # why an analysis was given back
RECEIVERS = {"municipality", "district", "agency"}
MARKS = {
    DRAFT: {"municipality"},
    SENT: RECEIVERS,
    GIVEN_BACK: RECEIVERS,
    WORKING: {"district"},
    ASKED: RECEIVERS,
    NATIONAL: {"agency"},
    ELSEWHERE: {"stranger"},
    OTHERS: set(),
}
PUBLISHED = "Обявенова"  # what everybody may read
LONG = "Написано от експерта на общината за нуждите на разказа, с достатъчно думи."
SERVICE, HOSTED = "AS", "RC_EL"


class Plans:
    """The records by name, made through the services."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.now = timezone.now() - timedelta(days=300)
        self.other = member(
            organization("district", "oblast-vtarnovo", "Съседна област", district="VTR"),
            "vtarnovo@example.org", "Друг Областен", "officer",
        )  # fmt: skip
        self.cycles = {
            name: Cycle.objects.create(
                code=name, name=f"Цикъл {name}", name_en=f"Cycle {name}", base_on=date(2025, 1, 1),
                opened_on=date(2025, month, 1), horizon_year=2035,
            )
            for month, name in enumerate(("sent", "returned", "open", "draft"), 1)
        }  # fmt: skip
        self.numbers: dict[str, Any] = {}
        self._analyses()
        self._maps()
        self._country()
        self._plans()
        self._criteria()
        self._money()
        self._indicators()

    def do(self, actor: Actor, verb: Any, **more: Any) -> Any:
        """One act, a minute later."""
        self.now += timedelta(minutes=1)
        with acting(actor):
            return verb(actor, now=self.now, **more)

    # Analyses

    def _analyses(self) -> None:
        ours = self.cast.municipality
        for name in ("sent", "returned"):
            analysis = self._consulted(name)
            self.now += timedelta(days=40)
            with acting(ours):
                consultations.close_due(now=self.now)
            day = self.now.date()
            self._on(
                analysis, analyses.record_council, number="7", decided_on=day, document="Протокол 7"
            )
            self._on(analysis, analyses.submit)
            self.numbers[name] = analysis.pk
        self._on(analysis, analyses.return_, self.cast.district, reasons=f"Поправете. {GIVEN_BACK}")
        self._write(analysis, DRAFT)
        self._propose(analysis, DRAFT)
        self.now = timezone.now() - timedelta(hours=1)
        opened = self._consulted("open")
        self.numbers["open"] = opened.pk
        self.numbers["comment"] = consultations.comment(
            analysis_id=opened.pk, name=DRAFT, text=f"Предлагам. {DRAFT}", now=self.now
        ).pk
        self._write(opened, DRAFT)
        draft = self._opened("draft", DRAFT)
        self.numbers["draft"] = draft.pk
        self.numbers["elsewhere"] = self._opened("draft", ELSEWHERE, self.cast.stranger).pk

    def _opened(self, cycle: str, mark: str, actor: Actor | None = None) -> NeedsAnalysis:
        actor = actor or self.cast.municipality
        made = self.do(actor, analyses.open_analysis, cycle=self.cycles[cycle])
        assert isinstance(made, NeedsAnalysis)
        self._write(made, mark, actor)
        self._propose(made, mark, actor)
        return made

    def _consulted(self, cycle: str) -> NeedsAnalysis:
        made = self._opened(cycle, PUBLISHED)
        self._on(made, consultations.start_consultation)
        return made

    def _write(self, analysis: NeedsAnalysis, mark: str, actor: Actor | None = None) -> None:
        actor = actor or self.cast.municipality
        for code, section in rules.SECTIONS.items():
            if section.is_required:
                with acting(actor):
                    row = found.sections(analysis).get(code)
                self.do(
                    actor, analyses.save_section, analysis=analysis, code=code,
                    text=f"{LONG} {mark}", seen=row.version if row else 0,
                )  # fmt: skip

    def _propose(self, analysis: NeedsAnalysis, mark: str, actor: Actor | None = None) -> None:
        actor = actor or self.cast.municipality
        with acting(actor):
            row = found.proposals(analysis).get(planned_service=SERVICE)
        fields = {
            "users": 12,
            "year_from": 2027,
            "note": f"Мотиви {mark}",
            "funding": ["municipal"],
        }
        self.do(
            actor, analyses.propose, analysis=analysis, planned_service=SERVICE,
            fields=fields | {"funding": ["municipal"]},
            seen=row.version,
        )  # fmt: skip

    def _on(
        self, analysis: NeedsAnalysis, verb: Any, actor: Actor | None = None, **more: Any
    ) -> None:
        actor = actor or self.cast.municipality
        with acting(actor):
            seen = found.analysis(actor, analysis.pk)
        self.do(actor, verb, analysis=seen, seen=seen.version, **more)

    # Maps of districts

    def _maps(self) -> None:
        ours, district = self.cast.municipality, self.cast.district
        home, cycle = District.objects.get(pk="SFO"), self.cycles["sent"]
        adopted = self._adopted()
        locked = self.do(
            district, variants.open_variant, cycle=cycle, district=home, name=f"Б {SENT}"
        )
        self._entry(locked, SERVICE, SENT)
        self._map(locked, lock)
        working = self.do(
            district, variants.open_variant, cycle=cycle, district=home, name=f"А {WORKING}"
        )
        row = self._entry(working, SERVICE, WORKING)
        self._entry(working, HOSTED, WORKING)
        asked = self._map(working, coordination.ask)[0]
        self.do(
            ours, coordination.answer, coordination_id=asked.pk, seen=asked.version,
            answer="disagree", reason=f"Далеч е. {ASKED}",
        )  # fmt: skip
        self.numbers |= {
            "locked": locked.pk, "working": working.pk, "entry": row.pk, "asked": asked.pk,
            "adopted": adopted.pk,
        }  # fmt: skip
        with acting(self.other):
            self.numbers["others"] = MapVersion.objects.create(
                cycle=cycle, district_id="VTR", organization_id=self.other.organization_id,
                name=f"Вариант {OTHERS}", number=1, opened_at=self.now,
            ).pk  # fmt: skip

    def _entry(self, version: MapVersion, service: str, mark: str) -> MapEntry:
        made = self._map(
            version, variants.set_entry, users=12, note=f"Бележка {mark}",
            municipality=Municipality.objects.get(pk="SFO39"),
            service=PlannedService.objects.get(pk=service),
        )  # fmt: skip
        assert isinstance(made, MapEntry)
        return made

    def _map(self, version: MapVersion, verb: Any, **more: Any) -> Any:
        district = self.cast.district
        with acting(district):
            seen = planning.version(district, version.pk)
        return self.do(district, verb, version=seen, **more)

    def _adopted(self) -> MapVersion:
        """A final map as it stands after the vote, which is another story."""
        district, cycle = self.cast.district, self.cycles["sent"]
        home = District.objects.get(pk="SFO")
        made = self.do(
            district, variants.open_variant, cycle=cycle, district=home, name=f"В {PUBLISHED}"
        )
        assert isinstance(made, MapVersion)
        self._entry(made, SERVICE, PUBLISHED)
        self._map(made, lock)
        with acting(district):
            MapVersion.objects.filter(pk=made.pk).update(state="final", audience=[0])
        return made

    # The country

    def _country(self) -> None:
        agency, ours = self.cast.agency, self.cast.municipality
        in_force = self._national(f"В сила {PUBLISHED}", PUBLISHED)
        self._onmap(in_force, maps.open_discussion)
        self.now += timedelta(days=40)
        maps.close_due(now=self.now)
        day = self.now.date()
        act = {"act": "Решение на Министерския съвет", "act_number": "574", "act_on": day}
        self._onmap(in_force, maps.adopt, **act)
        self._onmap(in_force, maps.publish, published_on=day)
        asked = self.do(
            ours, amendments.propose, service=PlannedService.objects.get(pk=SERVICE), users=30,
            reason=f"Повече нужди. {SENT}", council_decision="8", council_on=day,
        )  # fmt: skip
        self.now = timezone.now() - timedelta(hours=1)
        discussed = self._national(f"Обсъждан {PUBLISHED}", PUBLISHED)
        self._onmap(discussed, maps.open_discussion)
        with acting(agency):
            about = country.national_map(agency, discussed.pk)
            said = discussions.comment(
                about=about, author=NATIONAL, text=f"Становище. {NATIONAL}", now=self.now
            )
        draft = self._national(f"Проект {NATIONAL}", NATIONAL)
        self.numbers |= {
            "national": draft.pk, "discussed": discussed.pk, "in_force": in_force.pk,
            "said": said.pk, "amendment": asked.pk,
        }  # fmt: skip

    def _national(self, name: str, mark: str) -> NationalMap:
        agency = self.cast.agency
        made = self.do(agency, maps.assemble, cycle=self.cycles["sent"], name=name)
        assert isinstance(made, NationalMap)
        self.do(agency, maps.write, national_map=made, foreword=f"Анализ {mark}", seen=made.version)
        return made

    def _onmap(self, about: NationalMap, verb: Any, **more: Any) -> Any:
        agency = self.cast.agency
        with acting(agency):
            seen = country.national_map(agency, about.pk)
        return self.do(agency, verb, national_map=seen, **more)

    def _plans(self) -> None:
        ours, year = self.cast.municipality, self.now.year
        discussed = self._plan(ours, year, PUBLISHED)
        with acting(ours):
            seen = country.plan(ours, discussed.pk)
        self.do(ours, plans.open_discussion, plan=seen)
        with acting(ours):
            about = country.plan(ours, discussed.pk)
            said = discussions.comment(
                about=about, author=DRAFT, text=f"Становище. {DRAFT}", now=self.now
            )
        draft = self._plan(ours, year + 1, DRAFT)
        elsewhere = self._plan(self.cast.stranger, year + 1, ELSEWHERE)
        with acting(ours):
            row = country.plan_rows(draft)[0]
        self.numbers |= {
            "plan": draft.pk, "plan_row": row.pk, "plan_discussed": discussed.pk,
            "plan_said": said.pk, "plan_elsewhere": elsewhere.pk,
        }  # fmt: skip

    def _plan(self, actor: Actor, year: int, mark: str) -> AnnualPlan:
        made = self.do(actor, plans.open_plan, year=year)
        assert isinstance(made, AnnualPlan)
        text = f"{LONG} {mark}"
        self.do(actor, plans.save, plan=made, analysis=text, measures=text, seen=made.version)
        return made

    # Criteria, money, indicators

    def _criteria(self) -> None:
        agency = self.cast.agency
        with acting(agency):
            law = CriteriaSet.objects.get()
        copy = self.do(agency, criteria.copy_set, source=law, name=f"Работно копие {NATIONAL}")
        self.numbers |= {"law": law.pk, "copy": copy.pk}

    def _money(self) -> None:
        ours, agency = self.cast.municipality, self.cast.agency
        need = self.do(
            ours, funding.record_need, title=f"Ремонт {SENT}", measure="renovate",
            year=self.now.year + 1, amount_cents=5_000_000, basis=f"Оферта {SENT}",
        )  # fmt: skip
        source = FundingSource.objects.order_by("code").values_list("pk", flat=True)[0]
        with acting(agency):
            run = TransferImport.objects.create(
                year=2027, file_name="transferi.csv", sha256="b" * 64, source="тест", n_rows=0,
                applied_at=self.now, user_id=agency.user_id,
                organization_id=agency.organization_id,
            )  # fmt: skip
        self.numbers |= {"need": need.pk, "source": source, "run": run.pk}

    def _indicators(self) -> None:
        ours, agency = self.cast.municipality, self.cast.agency
        self.do(
            ours, indicators.enter, municipality="SFO39", as_of=date(2025, 12, 31),
            figures={"homeless": Decimal(21)}, seen={}, confirmed=("", "homeless"),
        )  # fmt: skip
        source = Source(f"{NATIONAL}-2025.csv", "код;homeless\nVTR13;210\n".encode())
        upload = self.do(agency, indicator_imports.upload_values, source=source)
        self.numbers["upload"] = upload.pk
