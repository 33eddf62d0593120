"""The district maps of the demonstration.

София област: an indicative map of 2021 that was adopted, and in the open cycle two alternatives, a
coordination in which one municipality does not agree, and a locked version that is being voted. The
other districts have final maps that are invented, but for those that are still late.
"""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from opora.accounts.models import Membership, Organization, User
from opora.accounts.rules import OrganizationKind, Role
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.meetings import queries as meetings
from opora.meetings.services import groups, sessions, votes
from opora.needs.models import Cycle
from opora.planning import queries, services
from opora.planning.model.rows import Row
from opora.planning.models import Coordination, MapVersion
from opora.planning.rules import Purpose
from opora.register.models import PlannedService
from opora.territory import queries as territory
from opora.territory.models import District, Municipality

from .analyses import NOW, OFTEN, PAST, head_of, member
from .days import Days
from .meetings import Subject, hold_vote, holder_of
from .schedule import Tale
from .stage import Stage

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


def stage_district_maps(stage: Stage, days: Days) -> list[Tale]:
    """All maps of districts: past, in force, and of the open cycle."""
    finals = [each for each in territory.districts() if each.pk not in LATE]
    return [
        _past(stage, days),
        _present(stage, days),
        *[_final(stage, days, each, n) for n, each in enumerate(finals)],
    ]


# София област


def _past(stage: Stage, days: Days) -> Tale:
    """The indicative map of 2021, entered and voted afterwards."""
    yield days.office(56)
    actor = holder_of(stage, "oblast-sofia")
    found = _do(
        stage, actor, services.open_variant, cycle=Cycle.objects.get(pk=PAST),
        district=District.objects.get(pk=HOME), name="Индикативна карта 2021–2027",
    )  # fmt: skip
    yield days.office(55) + HOUR
    found = _do(stage, actor, services.lock, version=found)
    yield from _vote(stage, days, found, days.office(51) + 2 * HOUR)
    yield days.on(stage.now.date() + DAY)
    _do(stage, actor, services.adopt_indicative, version=found, adopted_on=date(2021, 9, 10))


def _present(stage: Stage, days: Days) -> Tale:
    """Two alternatives; the first is agreed on by all but one, locked and being voted."""
    at = days.office(20)
    yield at
    actor = holder_of(stage, "oblast-sofia")
    first = _do(
        stage, actor, services.open_variant, cycle=Cycle.objects.get(pk=NOW),
        district=District.objects.get(pk=HOME), name="Два дома за възрастни хора",
    )  # fmt: skip
    yield at + MINUTE
    _plan_hosts(stage, actor, first, {"SFO39": ("RC_EL", 60, 2029), "SFO25": ("RC_EL", 40, 2031)})
    yield at + 5 * MINUTE
    second = _do(stage, actor, services.copy, version=first, name="Един дом в Самоков")
    yield at + 6 * MINUTE
    _plan_hosts(stage, actor, second, {"SFO39": ("RC_EL", 100, 2030)})
    yield days.on(at.date() + DAY)
    yield from _agree(stage, days, actor, first)
    yield days.office(7) + HOUR
    locked = _do(stage, actor, services.lock, version=first)
    held = days.ago(2, "h", Random("vote"))  # noqa: S311
    yield from _vote(stage, days, locked, held, is_left_open=True)


def _plan_hosts(
    stage: Stage, actor: Actor, version: MapVersion, hosts: dict[str, tuple[str, int, int]]
) -> None:
    for code, (service, users, year) in hosts.items():
        municipality = Municipality.objects.get(pk=code)
        _do(
            stage, actor, services.set_entry, version=version, municipality=municipality,
            service=PlannedService.objects.get(pk=service), users=users, year_from=year,
            settlement=f"гр. {municipality.seat}", capital_cents=users * 2_100_000,
            note="По варианта на работната група.",
        )  # fmt: skip
    with acting(actor):
        others = version.entries.filter(planned_service="RC_EL").exclude(municipality__in=hosts)
        for row in list(others):
            services.remove_entry(actor, version=version, entry_id=row.pk, now=stage.now)


def _agree(stage: Stage, days: Days, actor: Actor, version: MapVersion) -> Tale:
    """Every municipality answers; one does not agree about the home for older people."""
    asked: list[Coordination] = _do(stage, actor, services.ask, version=version)
    units = list(territory.municipalities(HOME))
    first = stage.now.date()
    for n, unit in sorted(enumerate(units), key=lambda each: each[0] % 9):
        yield max(days.on(first + (n % 9) * DAY, 11, n), stage.now)
        for ask in asked:
            against = unit.pk == DISAGREES[0] and ask.planned_service_id == "RC_EL"
            _do(
                stage, head_of(stage, unit.pk), services.answer, coordination_id=ask.pk,
                seen=ask.version, answer="disagree" if against else "agree",
                reason=DISAGREES[1] if against else "",
            )  # fmt: skip


def _vote(
    stage: Stage, days: Days, version: MapVersion, at: datetime, *, is_left_open: bool = False
) -> Tale:
    """The group meets about a version; invited ten days before, or now."""
    with acting(holder_of(stage, "oblast-sofia")):
        question = services.question(version, Purpose.INDICATIVE)
    subject = Subject(Purpose.INDICATIVE, version.pk, version.digest)
    yield from hold_vote(
        stage, days, "oblast-sofia", subject, question=question,
        title=f"Областна карта: {version.name}"[:200], at=at, is_left_open=is_left_open,
    )  # fmt: skip


def _do(stage: Stage, actor: Actor, verb: Any, **more: Any) -> Any:
    with acting(actor):
        if version := more.get("version"):
            more["version"] = queries.version(actor, version.pk)
        return verb(actor, now=stage.now, **more)


# The other districts


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


def _final(stage: Stage, days: Days, district: District, n: int) -> Tale:
    """A final map whose rows are invented, carried by the group and adopted on the next day."""
    yield days.office(9 + n % 7) + n * MINUTE
    actor = planner(stage, district.pk)
    found = _do(
        stage, actor, services.transcribe, cycle=Cycle.objects.get(pk=NOW), district=district,
        name=f"Карта на област {district.name.removesuffix(' област')}",
        rows=invented(district),
    )  # fmt: skip
    yield stage.now + MINUTE
    found = _do(stage, actor, services.lock, version=found)
    yield stage.now + HOUR
    yield from _carry(stage, actor, district, found)
    yield days.on(stage.now.date() + DAY)
    _do(stage, actor, services.adopt_final, version=found, adopted_on=stage.now.date())


def _carry(stage: Stage, actor: Actor, district: District, version: MapVersion) -> Tale:
    """A small working group votes; who sits in it is invented."""
    at = stage.now
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
    yield at + 2 * MINUTE
    with acting(actor):
        votes.close(actor, vote=vote, now=stage.now)
        sessions.close_session(actor, session=held, now=stage.now)


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
