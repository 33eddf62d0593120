"""The planning of the demonstration: two cycles, and what the municipalities say in each.

The figures are the country's own (census, transfers) and Opora's; criteria, proposals and words are
invented. Самоков has submitted, Банско is in consultation, Созопол writes, Минерални бани was
returned, Елена is at its council; the other municipalities entered theirs from paper.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

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
from opora.territory.models import Municipality

from . import analysis_texts as texts
from .days import Days
from .schedule import Scene, Tale
from .stage import Stage

NOW, PAST = "karta-2035", "indikativna-2021"
HOME = "SFO"
NOT_YET = {"SFO25", "SFO20"}  # of София област: Костенец and Ихтиман still write
TOLD = {"SFO39", "BLG01", "BGS21", "HKV19", "VTR13"}  # the five of the story
IN_COUNCIL = "ob-elena"
OPENED = 335  # days ago the past round was entered
PAUSE = timedelta(minutes=11)
# Chance that a municipality without figures of its own proposes a service, and about how much of
# each thousand residents: by these the invented proposals differ.
OFTEN = {"OD_ICT": (0.7, 2.0), "AS": (0.95, 4.1), "TR": (0.6, 1.8), "IC": (0.5, 1.5),
         "DC_EL": (0.35, 1.0), "DC_AD": (0.3, 0.8), "DC_CH": (0.25, 0.6), "RC_EL": (0.25, 0.9),
         "RC_INT": (0.12, 0.5), "SH": (0.06, 0.3)}  # fmt: skip


def stage_analyses(stage: Stage, days: Days) -> list[Tale]:
    """Both cycles: the whole district of София, and the other four municipalities of the story."""
    last = days.today - timedelta(days=45)
    paper = Paper(last - timedelta(days=31), last, "", last + timedelta(days=14), "")
    return [
        _past(stage, days),
        _present(stage, days, paper),
        _samokov(stage, days),
        _bansko(stage, days),
        _sozopol(stage, days),
        _returned(stage, days, paper),
        _elena(stage, days, paper),
    ]


def analyst(stage: Stage) -> Actor:
    """Who plans at the agency."""
    return member(stage.office("asp"), Role.ANALYST)


def member(office: Organization, role: Role) -> Actor:
    """Who holds a role in an office; nobody in particular when it has no people."""
    with acting(Actor(None, office.pk)):
        found = Membership.objects.filter(organization=office, role=role, until=None).first()
    return Actor(found.user_id if found else None, office.pk, frozenset({role}))


def open_cycles(stage: Stage, days: Days) -> Tale:
    """The round of 2021, entered afterwards, and the one that runs."""
    yield days.office(OPENED)
    with acting(analyst(stage)):
        cycles.open_cycle(
            analyst(stage),
            code=PAST,
            name="Индикативна карта 2021–2027",
            name_en="Indicative map 2021–2027",
            base_on=date(2021, 9, 10),
            opened_on=date(2021, 5, 1),
            closed_on=date(2021, 12, 31),
            horizon_year=2027,
            now=stage.now,
        )
    yield days.office(120)
    with acting(analyst(stage)):
        cycles.open_cycle(
            analyst(stage),
            code=NOW,
            name="Национална карта до 2035 г., преглед",
            name_en="National Map to 2035, review",
            base_on=date(2025, 12, 31),
            opened_on=stage.now.date(),
            horizon_year=2035,
            now=stage.now,
        )


# From paper


def _past(stage: Stage, days: Days) -> Tale:
    """The indicative cycle of the district of София, entered afterwards and accepted."""
    moment = days.ago(100, "d", Random("past"))  # noqa: S311
    yield moment
    paper = Paper(date(2021, 6, 14), date(2021, 7, 15), "", date(2021, 8, 26), "Препис от протокол")
    units = Municipality.objects.filter(district=HOME).select_related("district")
    yield from _district(stage, days, PAST, list(units), paper)


def _present(stage: Stage, days: Days, paper: Paper) -> Tale:
    """All municipalities of the district but those of the story submit, and are accepted."""
    yield days.ago(26, "d", Random("present"))  # noqa: S311
    units = Municipality.objects.filter(district=HOME).exclude(pk__in=TOLD | NOT_YET)
    yield from _district(stage, days, NOW, list(units.select_related("district")), paper)


def _district(stage: Stage, days: Days, code: str, units: list[Municipality], paper: Paper) -> Tale:
    shared = _shared(stage, code)
    made = []
    for unit in units:
        yield stage.now + PAUSE
        made.append(_from_paper(stage, code, unit, paper, shared))
    yield days.on(stage.now.date() + timedelta(days=3))
    for one in made:
        yield stage.now + PAUSE
        _receive(stage, one, analyses.accept)


def _shared(stage: Stage, code: str) -> Country:
    """The country's figures of now, read once for several analyses of a cycle."""
    with acting(analyst(stage)):
        return figures.country(figures.day_of(Cycle.objects.get(pk=code), stage.now.date()))


def _from_paper(
    stage: Stage, code: str, municipality: Municipality, paper: Paper, shared: Country
) -> NeedsAnalysis:
    """What was written on paper, entered and submitted."""
    actor = head_of(stage, municipality.pk)
    number = Random(f"{code} {municipality.pk}").randint(40, 980)  # noqa: S311
    with acting(actor):
        made = _transcribed(
            stage, code, municipality, replace(paper, council_number=str(number)), shared
        )
        analyses.submit(actor, analysis=made, seen=1, now=stage.now, shared=shared)
    return made


def _transcribed(
    stage: Stage, code: str, municipality: Municipality, paper: Paper, shared: Country
) -> NeedsAnalysis:
    cycle = Cycle.objects.get(pk=code)
    return transcribe(
        head_of(stage, municipality.pk),
        cycle=cycle,
        paper=paper,
        texts=texts.sections(municipality.name),
        proposals=invented(municipality, cycle, shared),
        now=stage.now,
        shared=shared,
    )


def head_of(stage: Stage, municipality: str) -> Actor:
    """Who signs for a municipality; one without people of its own acts by an unnamed head."""
    for slug, office in stage.staff.offices.items():
        if office.municipality_id == municipality and office.kind == OrganizationKind.MUNICIPALITY:
            people = stage.staff.actors.get(slug) or []
            user = people[0].user_id if people else None
            heads = [each for each in people if each.has(Role.HEAD)]
            return heads[0] if heads else Actor(user, office.pk, frozenset({Role.HEAD}))
    raise LookupError(municipality)


def _receive(stage: Stage, made: NeedsAnalysis, verb: Any, **more: Any) -> None:
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
        verb(actor, analysis=found, seen=found.version, now=stage.now, **more)


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


def _write(stage: Stage, slug: str, *, sections: int = 9) -> Scene[NeedsAnalysis]:
    """An analysis written by the municipality's expert, section by section."""
    office, writer = stage.office(slug), stage.staff.first(slug)
    cycle, shared = Cycle.objects.get(pk=NOW), _shared(stage, NOW)
    municipality = Municipality.objects.select_related("district").get(pk=office.municipality_id)
    with acting(writer):
        made = analyses.open_analysis(writer, cycle=cycle, now=stage.now, shared=shared)
        written = texts.sections(municipality.name, _told(made, shared))
    for code in list(SECTIONS)[:sections]:
        yield stage.now + 2 * PAUSE
        with acting(writer):
            analyses.save_section(
                writer, analysis=made, code=code, text=written[code], seen=0, now=stage.now
            )
    for code, fields in list(invented(municipality, cycle, shared).items())[:sections]:
        yield stage.now + PAUSE
        with acting(writer):
            analyses.propose(
                writer,
                analysis=made,
                planned_service=code,
                fields=fields,
                seen=1,
                now=stage.now,
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


def _consult(stage: Stage, days: Days, made: NeedsAnalysis, slug: str, n_said: int) -> Tale:
    """The consultation with what citizens said; all but the last comment are answered."""
    writer = stage.staff.first(slug)
    with acting(writer):
        consultations.start_consultation(
            writer, **_seen(writer, made), hearing=texts.HEARING, now=stage.now
        )
    for i, (name, said, answered) in enumerate(texts.COMMENTS[:n_said]):
        yield stage.now + timedelta(days=2, hours=3)  # citizens write in the evening as well
        row = consultations.comment(analysis_id=made.pk, name=name, text=said, now=stage.now)
        if answered and i < n_said - 1:
            yield days.on(stage.now.date() + timedelta(days=1))
            with acting(writer):
                consultations.answer(
                    writer, analysis=made, comment_id=row.pk, text=answered, now=stage.now
                )


def _samokov(stage: Stage, days: Days) -> Tale:
    """Written, discussed, decided, submitted and accepted."""
    slug, chance = "ob-samokov", Random("samokov")  # noqa: S311
    yield days.office(100)
    made = yield from _write(stage, slug)
    yield days.office(80)
    yield from _consult(stage, days, made, slug, 4)
    writer, head = stage.staff.first(slug), stage.staff.head(slug)
    yield days.ago(60, "d", chance)
    with acting(writer):
        for row in list(queries.comments(made).filter(answered_at=None)):
            consultations.answer(
                writer, analysis=made, comment_id=row.pk, text=texts.COMMENTS[3][2], now=stage.now
            )
    yield days.ago(45, "d", chance)
    consultations.close_due(now=stage.now)
    yield days.ago(30, "d", chance)
    with acting(head):
        analyses.record_council(
            head,
            **_seen(head, made),
            number="1184",
            decided_on=stage.now.date(),
            document="Протокол № 21, т. 4",
            now=stage.now,
        )
    yield days.ago(24, "d", chance)
    shared = _shared(stage, NOW)
    with acting(head):
        analyses.submit(head, **_seen(head, made), now=stage.now, shared=shared)
    yield days.ago(12, "d", chance)
    _receive(stage, made, analyses.accept)


def _bansko(stage: Stage, days: Days) -> Tale:
    """In consultation, with comments, the last of them unanswered."""
    yield days.office(40)
    made = yield from _write(stage, "ob-bansko")
    yield days.office(14)
    yield from _consult(stage, days, made, "ob-bansko", 3)


def _sozopol(stage: Stage, days: Days) -> Tale:
    """Half written."""
    yield days.office(6)
    yield from _write(stage, "ob-sozopol", sections=3)


def _returned(stage: Stage, days: Days, paper: Paper) -> Tale:
    """Submitted, and returned with reasons."""
    chance = Random("returned")  # noqa: S311
    municipality = Municipality.objects.select_related("district").get(pk="HKV19")
    yield days.ago(20, "d", chance)
    made = _from_paper(stage, NOW, municipality, paper, _shared(stage, NOW))
    yield days.ago(8, "d", chance)
    _receive(stage, made, analyses.return_, reasons=texts.REASONS)


def _elena(stage: Stage, days: Days, paper: Paper) -> Tale:
    """Its council has decided; the head has not submitted yet."""
    yield days.ago(9, "d", Random("elena"))  # noqa: S311
    municipality = Municipality.objects.select_related("district").get(pk="VTR13")
    shared = _shared(stage, NOW)
    with acting(stage.staff.head(IN_COUNCIL)):
        _transcribed(stage, NOW, municipality, replace(paper, council_number="97"), shared)
