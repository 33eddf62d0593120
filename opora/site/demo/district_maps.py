"""The district maps of the demonstration.

София област: an indicative map of 2021 that was adopted, and in the open cycle two alternatives, a
coordination in which one municipality does not agree, and a locked version that is being voted. The
other districts have final maps that are invented, but for those that are still late.
"""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils.text import slugify

from opora.accounts import services as accounts
from opora.accounts.models import Membership, Organization, User
from opora.accounts.rules import OrganizationKind, Role
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.meetings import queries as meetings
from opora.meetings.services import groups, sessions, votes
from opora.needs.models import Cycle
from opora.needs.services import cycles
from opora.planning import queries, services
from opora.planning.model.rows import Row
from opora.planning.models import Coordination, MapVersion
from opora.planning.rules import Purpose
from opora.register.models import PlannedService
from opora.territory import queries as territory
from opora.territory.models import District, Municipality

from .analyses import NOW, OFTEN, PAST, analyst, head_of, member
from .days import Days
from .meetings import group_of, hold_vote, holder_of
from .offices import of_district
from .stage import Stage

SIXTH = "karta-2024"  # the cycle of the Map in force
HOME = "SFO"
LATE = {"SFO", "VID", "KRZ", "SLS"}  # without a final map in the open cycle
DISAGREES = (
    "SFO20",
    "Домакинът е далеч от нас, а пътят през зимата се затваря. Предлагаме Ихтиман.",
)
DISTRICT_LEVEL = {"RC_EL": (2, 1.1), "RC_INT": (1, 0.35), "RC_CHD": (1, 0.12), "SH": (1, 0.2),
                  "CC": (1, 0.08), "TH": (1, 0.15)}  # fmt: skip
EXPERT = "experts.oblasti@opora.example"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def stage_district_maps(stage: Stage, days: Days) -> None:
    """All maps of districts: past, in force, and of the open cycle."""
    cycles = {each.pk: each for each in Cycle.objects.all()}
    cycles[SIXTH] = _cycle_of_the_map(stage)
    _past(stage, days, cycles[PAST])
    _present(stage, days, cycles[NOW])
    _found_districts(stage)
    for district in territory.districts():
        if district.pk not in LATE:
            moment = days.office(9 + len(district.pk + district.name) % 7)
            _final(stage, cycles[NOW], district, moment)


def _cycle_of_the_map(stage: Stage) -> Cycle:
    actor = analyst(stage)
    with acting(actor):
        return cycles.open_cycle(
            actor,
            code=SIXTH,
            name="Национална карта до 2035 г. (РМС № 574/2024)",
            name_en="National Map to 2035 (decision 574/2024)",
            base_on=date(2021, 9, 7),
            opened_on=date(2022, 10, 1),
            closed_on=date(2024, 8, 8),
            horizon_year=2035,
            now=stage.now,
        )


# София област


def _past(stage: Stage, days: Days, cycle: Cycle) -> None:
    """The indicative map of 2021, entered and voted afterwards."""
    actor = holder_of(stage, "oblast-sofia")
    at = days.office(56)
    found = _do(
        actor, services.open_variant, at, cycle=cycle, district=District.objects.get(pk=HOME),
        name="Индикативна карта 2021–2027",
    )  # fmt: skip
    found = _do(actor, services.lock, days.office(55) + HOUR, version=found)
    _vote(stage, found, Purpose.INDICATIVE, days.office(53) + 2 * HOUR)
    _do(
        actor, services.adopt_indicative, days.office(52) + 4 * HOUR, version=found,
        adopted_on=date(2021, 9, 10),
    )  # fmt: skip


def _present(stage: Stage, days: Days, cycle: Cycle) -> None:
    """Two alternatives; the first is agreed on by all but one, locked and being voted."""
    actor = holder_of(stage, "oblast-sofia")
    at = days.office(20)
    home = District.objects.get(pk=HOME)
    first = _do(
        actor, services.open_variant, at, cycle=cycle, district=home,
        name="Два дома за възрастни хора",
    )  # fmt: skip
    _plan_hosts(
        actor, first, at + MINUTE, {"SFO39": ("RC_EL", 60, 2029), "SFO25": ("RC_EL", 40, 2031)}
    )
    second = _do(actor, services.copy, at + 5 * MINUTE, version=first, name="Един дом в Самоков")
    _plan_hosts(actor, second, at + 6 * MINUTE, {"SFO39": ("RC_EL", 100, 2030)})
    _agree(stage, actor, first, at + DAY)
    locked = _do(actor, services.lock, days.office(7) + HOUR, version=first)
    held = days.ago(2, "h", Random("vote"))  # noqa: S311
    _vote(stage, locked, Purpose.INDICATIVE, held, is_left_open=True)


def _plan_hosts(
    actor: Actor, version: MapVersion, at: datetime, hosts: dict[str, tuple[str, int, int]]
) -> None:
    for code, (service, users, year) in hosts.items():
        municipality = Municipality.objects.get(pk=code)
        _do(
            actor, services.set_entry, at, version=version, municipality=municipality,
            service=PlannedService.objects.get(pk=service), users=users, year_from=year,
            settlement=f"гр. {municipality.seat}", capital_cents=users * 2_100_000,
            note="По варианта на работната група.",
        )  # fmt: skip
    with acting(actor):
        others = version.entries.filter(planned_service="RC_EL").exclude(municipality__in=hosts)
        for row in list(others):
            services.remove_entry(actor, version=version, entry_id=row.pk, now=at + MINUTE)


def _agree(stage: Stage, actor: Actor, version: MapVersion, at: datetime) -> None:
    """Every municipality answers; one does not agree about the home for older people."""
    asked: list[Coordination] = _do(actor, services.ask, at, version=version)
    for n, unit in enumerate(territory.municipalities(HOME)):
        town = head_of(stage, unit.pk)
        for ask in asked:
            against = unit.pk == DISAGREES[0] and ask.planned_service_id == "RC_EL"
            _do(
                town, services.answer, at + (n % 9) * DAY + n * MINUTE, coordination_id=ask.pk,
                seen=ask.version, answer="disagree" if against else "agree",
                reason=DISAGREES[1] if against else "",
            )  # fmt: skip


def _vote(
    stage: Stage, version: MapVersion, purpose: Purpose, at: datetime, *, is_left_open: bool = False
) -> None:
    actor = holder_of(stage, "oblast-sofia")
    with acting(actor):
        question = services.question(version, purpose)
    hold_vote(
        stage, group_of(stage, "oblast-sofia"), purpose, version.pk, version.digest,
        question=question,
        title=f"Областна карта: {version.name}"[:200], at=at, is_left_open=is_left_open,
    )  # fmt: skip


def _do(actor: Actor, verb: Any, now: datetime, **more: Any) -> Any:
    with acting(actor):
        if version := more.get("version"):
            more["version"] = queries.version(actor, version.pk)
        return verb(actor, now=now, **more)


# The other districts


def _found_districts(stage: Stage) -> None:
    """Every district's administration and regional directorate take part."""
    installer = member(stage.office("asp"), Role.ADMINISTRATOR)
    known = set(
        Organization.objects.filter(kind=OrganizationKind.DISTRICT).values_list(
            "district", flat=True
        )
    )
    with acting(installer):
        for district in District.objects.exclude(pk__in=known):
            for office in of_district(district.pk, district.name, slugify(district.name_en)):
                stage.staff.offices[office.slug] = accounts.create_organization(
                    installer,
                    kind=office.kind,
                    name=office.name,
                    short_name=office.short_name,
                    slug=office.slug,
                    district=district,
                )


def planner(stage: Stage, district: str) -> Actor:
    """Who plans for a district; of those without people of their own, an unnamed expert."""
    office = next(
        each
        for each in stage.staff.offices.values()
        if each.kind == OrganizationKind.DISTRICT and each.district_id == district
    )
    known = member(office, Role.ANALYST)
    if known.user_id:
        return known
    actor = Actor(_expert().pk, office.pk, known.roles)
    with acting(actor):
        Membership.objects.create(user_id=actor.officer_id, organization=office, role=Role.ANALYST)
    return actor


def _expert() -> User:
    """Who enters the papers of the districts that have no people of their own; signs in nowhere."""
    found = User.objects.filter(email=EXPERT).first()
    if found is None:
        found = User.objects.create_user(EXPERT, "Експерт (измислен)")
        User.objects.filter(pk=found.pk).update(is_demo=True)
    return found


def _final(stage: Stage, cycle: Cycle, district: District, at: datetime) -> None:
    """A final map whose rows are invented, carried by the group and adopted on the next day."""
    actor = planner(stage, district.pk)
    found = _do(
        actor, services.transcribe, at, cycle=cycle, district=district,
        name=f"Карта на област {district.name.removesuffix(' област')}",
        rows=invented(district),
    )  # fmt: skip
    found = _do(actor, services.lock, at + MINUTE, version=found)
    _carry(actor, district, found, at + HOUR)
    _do(actor, services.adopt_final, at + DAY, version=found, adopted_on=(at + DAY).date())


def _carry(actor: Actor, district: District, version: MapVersion, at: datetime) -> None:
    """A small working group votes; who sits in it is invented."""
    with acting(actor):
        group = groups.create_group(
            actor, kind="working_group", name=f"Работна група за областната карта: {district}",
            purpose="Гласува областната карта.", quorum="any", majority="of_present",
            conflict_rule="leaves", rule_source="правилник на групата (измислен)",
            rule_confidence="practice", now=at,
        )  # fmt: skip
        chair = groups.add_member(
            actor, group=group, name="Председател на групата (измислен)", capacity="district",
            user=User.objects.get(pk=actor.officer_id),
            organization=Organization.objects.get(pk=actor.organization_id), part="chair",
            valid_from=at.date(), now=at,
        )  # fmt: skip
        session = sessions.plan(
            actor, group=group, title=f"Карта на {district}", starts_at=at,
            place="от разстояние", items=["Приемане на картата"], now=at,
        )  # fmt: skip
        sessions.invite(actor, session=session, now=at)
        sessions.open_session(actor, session=session, now=at)
        held = meetings.sessions(actor).get(pk=session.pk)
        sessions.attend(actor, session=held, member=chair, now=at)
        vote = services.put_to_vote(
            actor, version=version, purpose=Purpose.FINAL, session=held, now=at
        )
        votes.cast(actor, vote=vote, choice="for", seen_digest=vote.subject_digest, now=at)
        votes.close(actor, vote=vote, now=at + MINUTE)
        sessions.close_session(actor, session=held, now=at + 2 * MINUTE)


def invented(district: District, more: float = 1.12) -> list[Row]:
    """Rows by the residents of each municipality, drawn by chance; `more` of them in later maps."""
    chance = Random(f"{district.pk} map")  # noqa: S311
    units = list(territory.municipalities(district.pk))
    people = queries.residents([each.pk for each in units], date(2023, 1, 1))
    rows = []
    for unit in units:
        for code, (often, per) in OFTEN.items():
            if code not in DISTRICT_LEVEL and chance.random() < often:
                users = max(5, round((people[unit.pk].n or 5000) * per / 1000 * more))
                rows.append(_row(unit, code, "municipal", users, chance))
    total = sum(each.n or 0 for each in people.values())
    largest = sorted(units, key=lambda each: people[each.pk].n or 0, reverse=True)
    for code, (n_hosts, per) in DISTRICT_LEVEL.items():
        if chance.random() < 0.8:
            users = max(8, round(total * per / 1000 * more / n_hosts))
            rows += [_row(unit, code, "district", users, chance) for unit in largest[:n_hosts]]
    return rows


def _row(unit: Municipality, code: str, level: str, users: int, chance: Random) -> Row:
    existing = round(users * (0.8 if code == "AS" else chance.choice([0, 0.4, 0.7, 1])))
    return Row(
        municipality=unit.pk,
        service=code,
        level=level,
        users=users,
        existing=existing,
        year_from=None if existing == users or code == "AS" else chance.randint(2027, 2034),
        settlement=f"гр. {unit.seat}",
        funding=("state_delegated",),
        capital_cents=None if existing else users * 1_500_000,
    )
