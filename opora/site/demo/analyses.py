"""The planning of the demonstration: two cycles, and what the municipalities say in each.

The figures are the country's own (census, transfers) and Opora's; criteria, proposals and words are
invented. Самоков has submitted, Банско is in consultation, Созопол writes, Минерални бани was
returned, Елена is at its council; the other municipalities entered theirs from paper.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils.text import slugify

from opora.accounts import services as accounts
from opora.accounts.models import Membership, Organization
from opora.accounts.rules import OrganizationKind, Role
from opora.journal.context import acting
from opora.lib import words
from opora.lib.actor import Actor
from opora.needs import presenting
from opora.needs.models import Cycle, NeedsAnalysis
from opora.needs.queries import analyses as queries
from opora.needs.queries import figures
from opora.needs.queries.figures import Country
from opora.needs.rules import SECTIONS
from opora.needs.services import analyses, consultations, cycles
from opora.needs.services.locking import whole
from opora.needs.services.transcription import Paper, transcribe
from opora.territory.models import District, Municipality

from . import analysis_texts as texts
from .days import Days
from .offices import of_district
from .stage import Stage

NOW, PAST = "karta-2035", "indikativna-2021"
NOT_YET = {"SFO25", "SFO20"}  # of София област: Костенец and Ихтиман still write
TOLD = {"SFO39", "BLG01", "BGS21", "HKV19", "VTR13"}  # the five of the story
IN_COUNCIL = "ob-elena"
LATELY = timedelta(days=26)  # as of which day the figures of the present cycle were taken
# Chance that a municipality without figures of its own proposes a service, and about how much of
# each thousand residents: by these the invented proposals differ.
OFTEN = {"OD_ICT": (0.7, 2.0), "AS": (0.95, 4.1), "TR": (0.6, 1.8), "IC": (0.5, 1.5),
         "DC_EL": (0.35, 1.0), "DC_AD": (0.3, 0.8), "DC_CH": (0.25, 0.6), "RC_EL": (0.25, 0.9),
         "RC_INT": (0.12, 0.5), "SH": (0.06, 0.3)}  # fmt: skip


def stage_analyses(stage: Stage, days: Days) -> None:
    """Both cycles: the whole district of София, and the other four municipalities of the story."""
    found_offices(stage, ["SFO"])
    cycles = _cycles(stage, days)
    _play_past(stage, days, cycles[PAST])
    _play_present(stage, days, cycles[NOW])


def analyst(stage: Stage) -> Actor:
    """Who plans at the agency."""
    return member(stage.office("asp"), Role.ANALYST)


def member(office: Organization, role: Role) -> Actor:
    """Who holds a role in an office; nobody in particular when it has no people."""
    with acting(Actor(None, office.pk)):
        found = Membership.objects.filter(organization=office, role=role, until=None).first()
    return Actor(found.user_id if found else None, office.pk, frozenset({role}))


def found_offices(stage: Stage, districts: list[str]) -> None:
    """The municipalities of these districts, and the districts themselves, take part: those that
    are not there yet, under their real names and without people. Twice is once."""
    installer = member(stage.office("asp"), Role.ADMINISTRATOR)
    known = set(
        Organization.objects.filter(kind=OrganizationKind.MUNICIPALITY).values_list(
            "municipality", flat=True
        )
    )
    names = list(Municipality.objects.values_list("name", flat=True))
    with acting(installer):
        missing = Municipality.objects.filter(district__in=districts).exclude(pk__in=known)
        for unit in missing.select_related("district"):
            twin = f" ({unit.district.name})" if names.count(unit.name) > 1 else ""
            tail = f"-{slugify(unit.district.name_en)}" if twin else ""
            slug = f"ob-{slugify(unit.name_en)}{tail}"
            stage.staff.offices[slug] = accounts.create_organization(
                installer,
                kind=OrganizationKind.MUNICIPALITY,
                name=f"Община {unit.name}{twin}",
                short_name=f"община {unit.name}{twin}",
                slug=slug,
                municipality=unit,
            )
        _found_districts(stage, installer, districts)


def _found_districts(stage: Stage, installer: Actor, districts: list[str]) -> None:
    known = set(
        Organization.objects.filter(kind=OrganizationKind.DISTRICT).values_list(
            "district", flat=True
        )
    )
    for district in District.objects.filter(pk__in=districts).exclude(pk__in=known):
        for office in of_district(district.pk, district.name, slugify(district.name_en)):
            stage.staff.offices[office.slug] = accounts.create_organization(
                installer,
                kind=office.kind,
                name=office.name,
                short_name=office.short_name,
                slug=office.slug,
                district=district,
            )


def _cycles(stage: Stage, days: Days) -> dict[str, Cycle]:
    actor, opened = analyst(stage), stage.now
    told: list[dict[str, Any]] = [
        {
            "code": PAST,
            "name": "Индикативна карта 2021–2027",
            "name_en": "Indicative map 2021–2027",
            "base_on": date(2021, 9, 10),
            "opened_on": date(2021, 5, 1),
            "closed_on": date(2021, 12, 31),
            "horizon_year": 2027,
        },
        {
            "code": NOW,
            "name": "Национална карта до 2035 г., преглед",
            "name_en": "National Map to 2035, review",
            "base_on": date(2025, 12, 31),
            "opened_on": days.today - timedelta(days=120),
            "horizon_year": 2035,
        },
    ]
    with acting(actor):
        return {each["code"]: cycles.open_cycle(actor, now=opened, **each) for each in told}


# From paper


def _play_past(stage: Stage, days: Days, cycle: Cycle) -> None:
    """The indicative cycle of the district of София, entered afterwards and accepted."""
    shared = _shared(stage, cycle, days)
    moment = days.ago(100, "d", Random("past"))  # noqa: S311
    paper = Paper(date(2021, 6, 14), date(2021, 7, 15), "", date(2021, 8, 26), "Препис от протокол")
    for municipality in Municipality.objects.filter(district="SFO").select_related("district"):
        _from_paper(stage, cycle, municipality, paper, moment, shared, is_accepted=True)


def _play_present(stage: Stage, days: Days, cycle: Cycle) -> None:
    shared = _shared(stage, cycle, days)
    last = days.today - timedelta(days=45)
    paper = Paper(last - timedelta(days=31), last, "", last + timedelta(days=14), "")
    play_district(stage, days, cycle, "SFO", shared, paper)
    _samokov(stage, days, cycle, shared)
    _bansko(stage, days, cycle, shared)
    _sozopol(stage, days, cycle, shared)
    _returned(stage, days, cycle, shared, paper)
    _elena(stage, days, cycle, shared, paper)


def play_district(
    stage: Stage, days: Days, cycle: Cycle, district: str, shared: Country, paper: Paper
) -> None:
    """All municipalities of a district but those of the story submit, and are accepted."""
    units = Municipality.objects.filter(district=district).exclude(pk__in=TOLD | NOT_YET)
    moment = days.ago(26, "d", Random("present"))  # noqa: S311
    for municipality in units.select_related("district"):
        _from_paper(stage, cycle, municipality, paper, moment, shared, is_accepted=True)


def _shared(stage: Stage, cycle: Cycle, days: Days) -> Country:
    """The country's figures, read once for all analyses of a cycle."""
    with acting(analyst(stage)):
        return figures.country(figures.day_of(cycle, days.today - LATELY))


def _from_paper(
    stage: Stage,
    cycle: Cycle,
    municipality: Municipality,
    paper: Paper,
    moment: datetime,
    shared: Country,
    *,
    is_accepted: bool,
) -> NeedsAnalysis:
    actor = head_of(stage, municipality.pk)
    number = Random(f"{cycle.pk} {municipality.pk}").randint(40, 980)  # noqa: S311
    with acting(actor):
        made = transcribe(
            actor,
            cycle=cycle,
            paper=replace(paper, council_number=str(number)),
            texts=texts.sections(municipality.name),
            proposals=invented(municipality, cycle, shared),
            now=moment,
            shared=shared,
        )
        analyses.submit(actor, analysis=made, seen=1, now=moment, shared=shared)
    if is_accepted:
        _receive(stage, made, analyses.accept, moment + timedelta(days=3))
    return made


def head_of(stage: Stage, municipality: str) -> Actor:
    """Who signs for a municipality; one without people of its own acts by an unnamed head."""
    for slug, office in stage.staff.offices.items():
        if office.municipality_id == municipality and office.kind == OrganizationKind.MUNICIPALITY:
            people = stage.staff.actors.get(slug) or []
            user = people[0].user_id if people else None
            heads = [each for each in people if each.has(Role.HEAD)]
            return heads[0] if heads else Actor(user, office.pk, frozenset({Role.HEAD}))
    raise LookupError(municipality)


def _receive(stage: Stage, made: NeedsAnalysis, verb: Any, moment: datetime, **more: Any) -> None:
    """The district's administration accepts or returns."""
    district = made.municipality.district_id
    office = next(
        each
        for each in stage.staff.offices.values()
        if each.kind == OrganizationKind.DISTRICT and each.district_id == district
    )
    actor = member(office, Role.ANALYST)
    with acting(actor):
        found = queries.analysis(actor, made.pk)
        verb(actor, analysis=found, seen=found.version, now=moment, **more)


def invented(
    municipality: Municipality, cycle: Cycle, shared: Country
) -> dict[str, dict[str, Any]]:
    """Proposals of a municipality: existing places and the waiting, and for what has none about as
    many as the residents allow; never above the computed maximum without a motive."""
    chance = Random(f"{cycle.pk} {municipality.pk} proposals")  # noqa: S311
    own = shared.own.get(municipality.pk, {})
    people = shared.values.get("residents") or shared.values["population"]
    residents = int(people[municipality.pk].value) if municipality.pk in people else 5000
    found: dict[str, dict[str, Any]] = {}
    for service in shared.services:
        kept = own.get(service.code, {})
        places, waiting = kept.get("places", 0), kept.get("waiting", 0)
        often, per = OFTEN.get(service.code, (0.0, 0.0))
        if places or chance.random() < often:
            more = max(5, round(residents * per / 1000 * chance.uniform(0.7, 1.2)))
            users = places + waiting if places else min(more, 120)
            found[service.code] = {
                "users": users,
                "year_from": chance.randint(cycle.opened_on.year + 1, cycle.horizon_year - 1),
                "settlement": f"гр. {municipality.seat}",
                "funding": ["state_delegated"],
                "capital_cents": None if places else 100 * chance.randint(60, 420) * 1000,
                "note": texts.KEPT if places else texts.NEW,
            }
    return found


# The five of the story


def _write(
    stage: Stage, cycle: Cycle, slug: str, moment: datetime, shared: Country, *, sections: int = 9
) -> NeedsAnalysis:
    """An analysis written by the municipality's expert, section by section."""
    office = stage.office(slug)
    writer = stage.staff.first(slug)
    municipality = Municipality.objects.select_related("district").get(pk=office.municipality_id)
    with acting(writer):
        made = analyses.open_analysis(writer, cycle=cycle, now=moment, shared=shared)
        written = texts.sections(municipality.name, _told(made, shared))
        for code in list(SECTIONS)[:sections]:
            moment += timedelta(minutes=37)
            analyses.save_section(
                writer, analysis=made, code=code, text=written[code], seen=0, now=moment
            )
        for code, fields in list(invented(municipality, cycle, shared).items())[:sections]:
            moment += timedelta(minutes=11)
            analyses.propose(
                writer,
                analysis=made,
                planned_service=code,
                fields=fields,
                seen=1,
                now=moment,
                shared=shared,
            )
    return made


def _told(made: NeedsAnalysis, shared: Country) -> Mapping[str, str]:
    """The figures that the officers' sentences quote."""
    content = whole(made, shared.day, shared)
    trend, totals = content["results"]["trend"], content["results"]["totals"]
    return {
        "now": words.number(trend["moving"][0]) if trend else "—",
        "then": words.number(trend["moving"][-1]) if trend else "—",
        "older": words.number(trend["older"][0]) if trend else "—",
        "year": str(made.cycle.horizon_year),
        "places": words.number(totals["existing"]),
        "occupied": presenting.few(totals["occupied"]),
        "waiting": presenting.band(totals["waiting"]),
    }


def _seen(actor: Actor, made: NeedsAnalysis) -> dict[str, Any]:
    found = queries.analysis(actor, made.pk)
    return {"analysis": found, "seen": found.version}


def _consult(stage: Stage, made: NeedsAnalysis, slug: str, moment: datetime, n_said: int) -> None:
    """The consultation with what citizens said; all but the last comment are answered."""
    writer = stage.staff.first(slug)
    with acting(writer):
        consultations.start_consultation(
            writer, **_seen(writer, made), hearing=texts.HEARING, now=moment
        )
    for i, (name, said, answered) in enumerate(texts.COMMENTS[:n_said]):
        moment += timedelta(days=2)
        row = consultations.comment(analysis_id=made.pk, name=name, text=said, now=moment)
        if answered and i < n_said - 1:
            with acting(writer):
                consultations.answer(
                    writer,
                    analysis=made,
                    comment_id=row.pk,
                    text=answered,
                    now=moment + timedelta(hours=20),
                )


def _samokov(stage: Stage, days: Days, cycle: Cycle, shared: Country) -> None:
    """Written, discussed, decided, submitted and accepted."""
    slug, chance = "ob-samokov", Random("samokov")  # noqa: S311
    made = _write(stage, cycle, slug, days.ago(100, "d", chance), shared)
    _consult(stage, made, slug, days.ago(80, "d", chance), 4)
    writer, head = stage.staff.first(slug), stage.staff.head(slug)
    with acting(writer):
        rest = queries.comments(made).filter(answered_at=None)
        for row in list(rest):
            consultations.answer(
                writer,
                analysis=made,
                comment_id=row.pk,
                text=texts.COMMENTS[3][2],
                now=days.ago(60, "d", chance),
            )
    consultations.close_due(now=days.ago(45, "d", chance))
    decided = days.ago(30, "d", chance)
    with acting(head):
        analyses.record_council(
            head,
            **_seen(head, made),
            number="1184",
            decided_on=decided.date(),
            document="Протокол № 21, т. 4",
            now=decided,
        )
        moment = days.ago(24, "d", chance)
        analyses.submit(head, **_seen(head, made), now=moment, shared=shared)
    _receive(stage, made, analyses.accept, days.ago(12, "d", chance))


def _bansko(stage: Stage, days: Days, cycle: Cycle, shared: Country) -> None:
    """In consultation, with comments, the last of them unanswered."""
    chance = Random("bansko")  # noqa: S311
    made = _write(stage, cycle, "ob-bansko", days.ago(40, "d", chance), shared)
    _consult(stage, made, "ob-bansko", days.ago(14, "d", chance), 3)


def _sozopol(stage: Stage, days: Days, cycle: Cycle, shared: Country) -> None:
    """Half written."""
    moment = days.ago(6, "d", Random("sozopol"))  # noqa: S311
    _write(stage, cycle, "ob-sozopol", moment, shared, sections=3)


def _returned(stage: Stage, days: Days, cycle: Cycle, shared: Country, paper: Paper) -> None:
    """Submitted, and returned with reasons."""
    chance = Random("returned")  # noqa: S311
    municipality = Municipality.objects.select_related("district").get(pk="HKV19")
    moment = days.ago(20, "d", chance)
    made = _from_paper(stage, cycle, municipality, paper, moment, shared, is_accepted=False)
    moment = days.ago(8, "d", chance)
    _receive(stage, made, analyses.return_, moment, reasons=texts.REASONS)


def _elena(stage: Stage, days: Days, cycle: Cycle, shared: Country, paper: Paper) -> None:
    """Its council has decided; the head has not submitted yet."""
    municipality = Municipality.objects.select_related("district").get(pk="VTR13")
    actor = stage.staff.head(IN_COUNCIL)
    with acting(actor):
        transcribe(
            actor,
            cycle=cycle,
            paper=replace(paper, council_number="97"),
            texts=texts.sections(municipality.name),
            proposals=invented(municipality, cycle, shared),
            now=days.ago(9, "d", Random("elena")),  # noqa: S311
            shared=shared,
        )
