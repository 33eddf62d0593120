"""A small district (Габрово, four municipalities) whose analyses are submitted."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opora.accounts.models import Membership, Organization, User
from opora.criteria.models import CriteriaSet
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.meetings.models import Attendance, Group, GroupMember, Session
from opora.needs.models import Cycle, NeedsAnalysis, PlanningProposal
from opora.planning import queries, services
from opora.planning.models import MapEntry, MapVersion
from opora.register.models import PlannedService
from opora.territory.models import District, Municipality

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
MUNICIPALITIES = ("GAB05", "GAB12", "GAB29", "GAB35")
# service → (existing, occupied, waiting, proposed, year, capital)
PROPOSED: dict[str, dict[str, tuple[int, int, int, int, int | None, int | None]]] = {
    "GAB05": {"AS": (40, 38, 6, 60, None, None), "RC_EL": (30, 30, 12, 50, 2029, 90_000_000)},
    "GAB12": {"AS": (10, 9, 0, 14, 2028, None)},
    "GAB29": {"AS": (25, 20, 3, 30, None, None), "RC_DEM": (0, 0, 0, 15, 2030, None)},
    "GAB35": {"AS": (8, 8, 5, 12, None, None)},
}


@dataclass
class Desk:
    """Who plans the district, and short ways to let them act."""

    district: Actor
    agency: Actor
    regional: Actor
    stranger: Actor
    other_district: Actor
    municipalities: dict[str, Actor]
    cycle: Cycle
    now: datetime = NOW
    sessions: list[Session] = field(default_factory=list)

    def tick(self) -> datetime:
        """A minute later."""
        self.now += timedelta(minutes=1)
        return self.now

    def do(self, verb: Any, actor: Actor | None = None, **more: Any) -> Any:
        """One act, by the district unless said otherwise."""
        actor = actor or self.district
        with acting(actor):
            if version := more.get("version"):
                more["version"] = queries.version(actor, version.pk)
            return verb(actor, **more, now=self.tick())

    def variant(self, name: str = "Основен вариант") -> MapVersion:
        """A variant of what was submitted."""
        home = District.objects.get(pk="GAB")
        found = self.do(services.open_variant, cycle=self.cycle, district=home, name=name)
        assert isinstance(found, MapVersion)
        return found

    def see(self, version: MapVersion, actor: Actor | None = None) -> MapVersion:
        """The version as it stands for an actor."""
        actor = actor or self.district
        with acting(actor):
            return queries.version(actor, version.pk)

    def entry(self, version: MapVersion, municipality: str, service: str) -> MapEntry:
        """One row as the district sees it."""
        with acting(self.district):
            return MapEntry.objects.select_related("municipality", "planned_service").get(
                map_version=version, municipality=municipality, planned_service=service
            )

    def set(self, version: MapVersion, municipality: str, service: str, **more: Any) -> MapEntry:
        """Write a row."""
        row = self.do(
            services.set_entry,
            version=version,
            municipality=Municipality.objects.get(pk=municipality),
            service=PlannedService.objects.get(pk=service),
            **({"users": 10} | more),
        )
        assert isinstance(row, MapEntry)
        return row

    def agree(self, version: MapVersion, *, but: str = "", reason: str = "Далеч е.") -> None:
        """Every municipality answers; `but` does not agree."""
        for ask in self.do(services.ask, version=version):
            for code, actor in self.municipalities.items():
                self.do(
                    services.answer,
                    actor,
                    coordination_id=ask.pk,
                    seen=ask.version,
                    answer="disagree" if code == but else "agree",
                    reason=reason if code == but else "",
                )

    def session(self) -> Session:
        """An open session of the district's working group; the municipalities are its members."""
        with acting(self.district):
            group = Group.objects.create(
                kind="working_group", name="Работна група", purpose="Карта",
                organization_id=self.district.organization_id,
                audience=[
                    self.district.organization_id,
                    *(each.organization_id for each in self.municipalities.values()),
                ],
                quorum="more_than_half", majority="of_present", conflict_rule="leaves",
                rule_source="тест", rule_confidence="practice", created_at=NOW,
            )  # fmt: skip
            held = Session.objects.create(
                group=group, number=1, title="Карта", starts_at=NOW, place="Габрово",
                state="open", opened_at=NOW,
            )  # fmt: skip
            for actor in self.municipalities.values():
                member = GroupMember.objects.create(
                    group=group, name="Член", user_id=actor.user_id,
                    organization_id=actor.organization_id, organization_name="община",
                    capacity="municipality", valid_from=TODAY - timedelta(days=30),
                )  # fmt: skip
                Attendance.objects.create(
                    session=held, member=member, state="present", marked_at=NOW
                )
        self.sessions.append(held)
        return held


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
    made = Desk(
        district=_actor("district", "oblast-gabrovo", {"officer"}, district_id="GAB"),
        agency=_actor("assistance_agency", "asp", {"head"}),
        regional=_actor("regional_directorate", "rdsp-gabrovo", {"officer"}, district_id="GAB"),
        stranger=_actor("municipality", "ob-samokov", {"head"}, municipality_id="SFO39"),
        other_district=_actor("district", "oblast-sofia", {"officer"}, district_id="SFO"),
        municipalities={
            code: _actor("municipality", f"ob-{code.lower()}", {"head"}, municipality_id=code)
            for code in MUNICIPALITIES
        },
        cycle=cycle,
    )
    heard = [made.district.organization_id, made.agency.organization_id]
    for code, actor in made.municipalities.items():
        with acting(actor):
            _submit(made, code, actor, heard)
    return made


def _submit(desk: Desk, code: str, actor: Actor, heard: list[int]) -> None:
    analysis = NeedsAnalysis.objects.create(
        cycle=desk.cycle, municipality_id=code, organization_id=actor.organization_id,
        audience=[actor.organization_id, *heard], state="submitted", opened_at=NOW,
        changed_at=NOW, submitted_at=NOW,
    )  # fmt: skip
    for service in PlannedService.objects.all():
        row = PROPOSED[code].get(service.pk)
        existing, occupied, waiting, users, year, capital = row or (0, 0, 0, None, None, None)
        PlanningProposal.objects.create(
            analysis=analysis, planned_service=service, existing=existing, occupied=occupied,
            waiting=waiting, users=users, year_from=year, capital_cents=capital,
            computed=70 if service.pk == "AS" else None,
        )  # fmt: skip


@pytest.fixture
def illustrative(desk: Desk) -> CriteriaSet:
    """The criteria in force are an illustration."""
    with acting(desk.agency):
        found = CriteriaSet.objects.create(
            name="Примерни", is_illustrative=True, state="working", confidence="practice"
        )
        found.state, found.valid_from = "in_force", date(2020, 1, 1)
        found.save()
        return found
