"""Two districts with final maps, a municipality that plans its year, the agency."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opora.accounts.models import Membership, Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.national import queries
from opora.national.models import AnnualPlan, NationalMap
from opora.national.services import maps, plans
from opora.needs.models import Cycle
from opora.planning.models import MapEntry, MapVersion

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
MONTH = timedelta(days=40)


@dataclass
class Desk:
    """Who plans the country and a municipality, and short ways to let them act."""

    agency: Actor
    district: Actor
    other_district: Actor
    town: Actor
    stranger: Actor
    cycle: Cycle
    now: datetime = NOW

    def tick(self, more: timedelta = timedelta(minutes=1)) -> datetime:
        """Later."""
        self.now += more
        return self.now

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    def do(self, verb: Any, actor: Actor | None = None, **more: Any) -> Any:
        """One act, by the agency unless said otherwise."""
        actor = actor or self.agency
        with acting(actor):
            if isinstance(found := more.get("national_map"), NationalMap):
                more["national_map"] = queries.national_map(actor, found.pk)
            if isinstance(found := more.get("plan"), AnnualPlan):
                more["plan"] = queries.plan(actor, found.pk)
            return verb(actor, **more, now=self.tick())

    def see(self, found: NationalMap, actor: Actor | None = None) -> NationalMap:
        """The map as it stands for an actor."""
        actor = actor or self.agency
        with acting(actor):
            return queries.national_map(actor, found.pk)

    def final(self, actor: Actor, code: str, rows: list[tuple[str, str, int, int]]) -> MapVersion:
        """A final district map with these rows."""
        with acting(actor):
            made = MapVersion.objects.create(
                cycle=self.cycle, district_id=code, organization_id=actor.organization_id,
                name=f"Карта {code}", number=1, opened_at=NOW,
            )  # fmt: skip
            for municipality, service, existing, users in rows:
                MapEntry.objects.create(
                    map_version=made, municipality_id=municipality, planned_service_id=service,
                    level="municipal" if service == "AS" else "district", existing=existing,
                    users=users, funding=["state_delegated"],
                )  # fmt: skip
            made.state, made.audience = "final", [0]
            made.content, made.digest, made.locked_at = b"{}", code * 20, NOW
            made.save()
        return made

    def draft(self) -> NationalMap:
        """The finals of both districts together."""
        self.final(self.district, "GAB", [("GAB05", "AS", 40, 60), ("GAB05", "RC_EL", 30, 50)])
        self.final(self.other_district, "SFO", [("SFO39", "AS", 20, 35)])
        found = self.do(maps.assemble, cycle=self.cycle, name="Карта до 2035 г.")
        assert isinstance(found, NationalMap)
        return found

    def discussed(self) -> NationalMap:
        """Written, discussed for thirty days, closed."""
        found = self.draft()
        self.do(maps.write, national_map=found, foreword="Анализ.", seen=found.version)
        self.do(maps.open_discussion, national_map=found)
        self.tick(MONTH)
        assert maps.close_due(now=self.now) == 1
        return found

    def in_force(self) -> NationalMap:
        """Adopted and published."""
        found = self.discussed()
        self.do(
            maps.adopt, national_map=found, act="Решение на Министерския съвет", act_number="574",
            act_on=self.today,
        )  # fmt: skip
        made = self.do(maps.publish, national_map=found, published_on=self.today)
        assert isinstance(made, NationalMap)
        return made

    def plan(self) -> AnnualPlan:
        """The town's plan for the next year."""
        found = self.do(plans.open_plan, self.town, year=self.today.year + 1)
        assert isinstance(found, AnnualPlan)
        return found

    def considered(self) -> AnnualPlan:
        """Discussed for thirty days and considered by the Council."""
        found = self.plan()
        self.do(plans.save, self.town, plan=found, analysis="Анализ.", measures="Мерки.", seen=1)
        self.do(plans.open_discussion, self.town, plan=found)
        self.tick(MONTH)
        assert plans.close_due(now=self.now) == 1
        made = self.do(
            plans.consider, self.town, plan=found, considered_on=self.today, opinion="Одобрява."
        )
        assert isinstance(made, AnnualPlan)
        return made


def _actor(kind: str, slug: str, roles: set[str], **where: Any) -> Actor:
    office = Organization.objects.create(kind=kind, name=slug, short_name=slug, slug=slug, **where)
    user = User.objects.create_user(f"{slug}@example.bg", f"Служител {slug}")
    actor = Actor(user.pk, office.pk, frozenset(roles))
    with acting(actor):
        for role in roles:
            Membership.objects.create(user=user, organization=office, role=role)
    return actor


@pytest.fixture
def desk(db: None) -> Desk:
    cycle = Cycle.objects.create(
        code="2035", name="Карта до 2035 г.", name_en="Map to 2035", base_on=date(2026, 1, 1),
        opened_on=date(2026, 3, 1), horizon_year=2035,
    )  # fmt: skip
    return Desk(
        agency=_actor("assistance_agency", "asp", {"head"}),
        district=_actor("district", "oblast-gabrovo", {"officer"}, district_id="GAB"),
        other_district=_actor("district", "oblast-sofia", {"officer"}, district_id="SFO"),
        town=_actor("municipality", "ob-gabrovo", {"head"}, municipality_id="GAB05"),
        stranger=_actor("municipality", "ob-samokov", {"head"}, municipality_id="SFO39"),
        cycle=cycle,
    )
