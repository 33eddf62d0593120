"""Invented figures for what only municipalities know, so that criteria can be shown at work.

All of them say „измислени данни за показване“ as their source. The municipalities of the stories
enter their own; the others come in a file that the Agency imports, with gaps left as they would be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from opora.accounts.models import User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.needs.indicator_rows import Answers
from opora.needs.queries import indicators as queries
from opora.needs.services import indicator_imports as imports
from opora.needs.services import indicators
from opora.territory import queries as territory
from opora.territory.imports.reading import Source
from opora.territory.models import IndicatorValue, Municipality

from .days import Days
from .schedule import Tale
from .stage import Stage

INVENTED = "измислени данни за показване"
ANALYST = "analyst.asp@opora.example"
CHILDREN, OLD, EVERYBODY = "children_0_17", "age_65_plus", "residents"
# Indicator: of which people, how many in a thousand of them. Invented; one base of the illustrative
# criteria (working_age_disability) stays unknown, so that a missing figure is seen.
RATES = {
    "above_working_age": (OLD, 1120.0),
    "children_disability": (CHILDREN, 22.0),
    "adults_disability": (EVERYBODY, 92.0),
    "adults_psychiatric": (EVERYBODY, 9.0),
    "adults_intellectual": (EVERYBODY, 5.0),
    "adults_physical": (EVERYBODY, 34.0),
    "adults_sensory": (EVERYBODY, 8.5),
    "people_dementia": (OLD, 14.0),
    "children_attendance": (CHILDREN, 9.0),
    "adults_attendance": (EVERYBODY, 24.0),
    "elderly_attendance": (OLD, 58.0),
    "elderly_no_self_care": (OLD, 42.0),
    "personal_assistance_users": (EVERYBODY, 7.5),
    "children_at_risk": (CHILDREN, 11.0),
    "children_out_of_family": (CHILDREN, 3.2),
    "residential_care_users": (EVERYBODY, 3.6),
    "violence_victims": (EVERYBODY, 0.6),
    "homeless": (EVERYBODY, 0.4),
    "mothers_at_risk": (CHILDREN, 0.5),
    "other_risk": (EVERYBODY, 2.1),
}
OF_OFFICES = {
    "ob-samokov": "SFO39",
    "ob-sozopol": "BGS21",
    "ob-bansko": "BLG01",
    "ob-mineralni-bani": "HKV19",
    "ob-elena": "VTR13",
}
# The district of the first story is whole, so that its map can be computed.
WHOLE = "SFO"
DISTRICTS = {code[:3] for code in OF_OFFICES.values()}
N_SILENT = 17


def stage_indicators(stage: Stage, days: Days) -> list[Tale]:
    """Two years of figures for the country with gaps, one flagged, one corrected, one file that
    still waits for its answers."""
    invented = _Invention(days)
    before, last = days.today.year - 2, days.today.year - 1
    return [
        _figures(stage, invented, before, days.office(330)),
        _figures(stage, invented, last, days.office(64)),
        _correct(stage.staff.first("ob-sozopol"), days),
        _leave_waiting(stage, invented, days),
    ]


def _figures(stage: Stage, invented: _Invention, year: int, now: datetime) -> Tale:
    """The Agency's file, and three days later what the five enter themselves."""
    yield now
    _import(_analyst(stage), invented, year, now)
    for n, (slug, code) in enumerate(OF_OFFICES.items()):
        moment = invented.days.on(now.date() + timedelta(days=3), 10, 25 + 7 * n)
        yield moment
        _enter(stage.staff.first(slug), invented, code, year, moment)


def _analyst(stage: Stage) -> Actor:
    user = User.objects.get(email=ANALYST)
    return Actor(user.pk, stage.office("asp").pk, frozenset({"analyst"}))


@dataclass
class _Invention:
    """The same figures whenever it is asked."""

    days: Days

    def __post_init__(self) -> None:
        bases = territory.values({base for base, _rate in RATES.values()}, on=self.days.today)
        self.bases = {base: {c: v.value for c, v in of.items()} for base, of in bases.items()}
        self.places = list(Municipality.objects.order_by("pk"))
        chance = Random("silent")  # noqa: S311
        others = [
            place.pk
            for place in self.places
            if place.district_id != WHOLE and place.pk not in OF_OFFICES.values()
        ]
        self.silent = set(chance.sample(others, N_SILENT))

    def figures(self, place: Municipality, year: int) -> dict[str, int]:
        """What a municipality would know; most leave something out."""
        chance = Random(f"{place.pk} {year}")  # noqa: S311
        steady = Random(place.pk)  # noqa: S311
        found = {}
        for code, (base, rate) in RATES.items():
            people = float(self.bases[base][place.pk])
            usual = people * rate / 1000 * steady.lognormvariate(0, 0.22)
            found[code] = round(usual * chance.uniform(0.97, 1.03))
        if place.district_id != WHOLE and chance.random() < 0.35:
            for code in chance.sample(list(RATES), chance.randint(1, 4)):
                del found[code]
        return found


def _lines(invented: _Invention, year: int) -> Iterator[str]:
    """The last year of the whole country, the one before of the districts of the stories."""
    yield ";".join(["код", "община", *RATES])
    is_last = year == invented.days.today.year - 1
    for place in invented.places:
        if place.pk in invented.silent or place.pk in OF_OFFICES.values():
            continue
        if not is_last and place.district_id not in DISTRICTS:
            continue
        figures = invented.figures(place, year)
        yield ";".join([place.pk, place.name, *(str(figures.get(code, "")) for code in RATES)])


def _import(analyst: Actor, invented: _Invention, year: int, now: datetime) -> None:
    content = "\n".join(_lines(invented, year)).encode()
    name = f"{INVENTED.replace(' ', '-')}-{year}.csv"
    answers = Answers(as_of=date(year, 12, 31), is_confirmed=True)
    with acting(analyst):
        upload = imports.upload_values(analyst, source=Source(name, content), now=now)
        imports.answer_import(analyst, upload_id=upload.pk, answers=answers)
        shown = queries.preview_of(queries.import_of(analyst, upload.pk), today=invented.days.today)
        imports.import_values(analyst, upload_id=upload.pk, seen=shown.digest, now=now)


def _enter(officer: Actor, invented: _Invention, code: str, year: int, now: datetime) -> None:
    """The municipality's own form. In the last year one of Банско jumps and is confirmed, one of
    Созопол has a zero too many and is corrected later, and Елена does not know everything."""
    place = next(each for each in invented.places if each.pk == code)
    figures = invented.figures(place, year)
    last = year == invented.days.today.year - 1
    if last:
        figures |= _told(code, figures)
    if code == "VTR13":
        figures = {key: n for key, n in figures.items() if key not in {"homeless", "other_risk"}}
    known = {key: Decimal(n) for key, n in figures.items() if key != "above_working_age"}
    with acting(officer):
        indicators.enter(
            officer,
            municipality=code,
            as_of=date(year, 12, 31),
            figures=known,
            seen={},
            confirmed={"", *known},
            source=INVENTED,
            now=now,
        )


def _told(code: str, figures: Mapping[str, int]) -> dict[str, int]:
    if code == "BLG01":
        return {"elderly_no_self_care": figures.get("elderly_no_self_care", 100) * 2 + 40}
    if code == "BGS21":
        return {"children_at_risk": figures.get("children_at_risk", 25) * 10}
    return {}


def _correct(officer: Actor, days: Days) -> Tale:
    now = days.office(20)
    yield now
    with acting(officer):
        row = IndicatorValue.objects.get(
            indicator="children_at_risk",
            municipality="BGS21",
            as_of=date(days.today.year - 1, 12, 31),
            superseded_at=None,
        )
        indicators.correct(
            officer,
            value_id=row.pk,
            value=(row.value or Decimal(0)) / 10,
            reason="Една нула повече при въвеждането.",
            now=now,
        )


def _leave_waiting(stage: Stage, invented: _Invention, days: Days) -> Tale:
    """A file in thousands with a wrong code and a municipality that comes twice."""
    now = days.office(1)
    yield now
    analyst = _analyst(stage)
    year = days.today.year - 1
    old = invented.bases[EVERYBODY]
    lines = ["код;община;жители"]
    lines += [
        f"{place.pk};{place.name};{old[place.pk] / 1000:.1f}".replace(".", ",")
        for place in invented.places
        if place.district_id == WHOLE
    ]
    lines += ["SFO99;Непозната;12,4", "SFO39;Самоков;33,9"]
    content = "\n".join(lines).encode()
    with acting(analyst):
        upload = imports.upload_values(
            analyst,
            source=Source(f"{INVENTED.replace(' ', '-')}-в-хиляди-{year}.csv", content),
            now=now,
        )
        imports.answer_import(
            analyst,
            upload_id=upload.pk,
            answers=Answers(indicator=EVERYBODY, as_of=date(year, 12, 31)),
        )
