"""The National Map of the demonstration, its changes, the draft of the next, and annual plans.

The act of 2024 is real; the rows are not: the rows of the Map are not known to Opora, so they are
invented and marked as an illustration.
"""

from datetime import date, datetime, timedelta
from typing import Any

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.words import SOFIA
from opora.national import queries
from opora.national.models import Amendment, AnnualPlan, NationalMap
from opora.national.services import amendments, discussions, maps, plans
from opora.needs.models import Cycle
from opora.needs.services import cycles
from opora.register.models import PlannedService
from opora.territory import queries as territory

from .analyses import NOW, analyst, head_of
from .days import Days
from .district_maps import invented
from .schedule import Scene, Tale
from .stage import Stage

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PLANNED = 190  # days ago the first plan of the next year was begun
FOREWORD = (
    "Сборът на 28-те области показва, че асистентската подкрепа и дневната грижа за възрастни хора"
    " са най-търсени, а местата за хора с деменция и подслоните са най-неравномерно разположени."
    "\n\nРедовете са измислени за показа: действителните редове на картата не са въведени."
)
ANALYSIS = (
    "В общината работят услугите от списъка. Асистентската подкрепа е запълнена и има чакащи;"
    " дневният център работи почти пълен. Най-голяма е нуждата в по-далечните села."
)
MEASURES = (
    "1. Запазване на съществуващите услуги. 2. Подготовка на проектна документация за новите"
    " услуги по Картата. 3. Транспорт до дневния център от селата. Отговаря: дирекция „Социални"
    " дейности“."
)
OPINION = "Съветът по въпросите на социалните услуги одобрява плана."


def stage_national(stage: Stage, days: Days) -> list[Tale]:
    """The Map in force with amendments, the next draft, the plans of the five municipalities."""
    year = days.office(PLANNED).year + 1
    return [
        _map_in_force(stage),
        _ordered(stage, days),
        _proposed(stage, days),
        _next_draft(stage, days),
        _adopted(stage, days, "SFO39", year, PLANNED),
        _updated(stage, days, "VTR13", year, PLANNED - 4),
        _considered(stage, days, "BLG01", year, 70),
        _discussed(stage, days, "BGS21", year, 12),
        _opened(stage, days, "HKV19", year),
    ]


def _do(stage: Stage, actor: Actor, verb: Any, **more: Any) -> Any:
    with acting(actor):
        if isinstance(found := more.get("national_map"), NationalMap):
            more["national_map"] = queries.national_map(actor, found.pk)
        if isinstance(found := more.get("plan"), AnnualPlan):
            more["plan"] = queries.plan(actor, found.pk)
        return verb(actor, now=stage.now, **more)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 11, tzinfo=SOFIA)


def _map_in_force(stage: Stage) -> Tale:
    """Discussed in the autumn of 2023, adopted on 8 August 2024: the days are those of the act."""
    yield _at(2023, 9, 18)
    actor = analyst(stage)
    with acting(actor):
        cycle = cycles.open_cycle(
            actor,
            code="karta-2024",
            name="Национална карта до 2035 г. (РМС № 574/2024)",
            name_en="National Map to 2035 (decision 574/2024)",
            base_on=date(2021, 9, 7),
            opened_on=date(2022, 10, 1),
            horizon_year=2035,
            now=stage.now,
        )
    found = _do(
        stage, actor, maps.transcribe, cycle=cycle, name="Национална карта на социалните услуги",
        rows=[row for district in territory.districts() for row in invented(district, 1.0)],
    )  # fmt: skip
    yield _at(2023, 10, 2)
    found = _do(stage, actor, maps.write, national_map=found, foreword=FOREWORD, seen=found.version)
    yield _at(2023, 10, 11)
    found = _do(stage, actor, maps.open_discussion, national_map=found)
    yield _at(2023, 10, 20)
    row = discussions.comment(
        about=found, author="Сдружение (измислено)", now=stage.now,
        text="В редките планински общини достъпът трябва да се мери с път, не с жители.",
    )  # fmt: skip
    yield _at(2023, 10, 24)
    _do(
        stage, actor, discussions.answer, about=found, comment_id=row.pk,
        text="Бележката е отчетена при избора на домакини на услугите на областно ниво.",
    )  # fmt: skip
    yield _at(2023, 12, 1)
    maps.close_due(now=stage.now)
    yield _at(2024, 8, 8)
    found = _do(
        stage, actor, maps.adopt, national_map=found, act="Решение на Министерския съвет",
        act_number="574", act_on=date(2024, 8, 8),
    )  # fmt: skip
    with acting(actor):
        cycles.close_cycle(actor, cycle=cycle, closed_on=date(2024, 8, 8), now=stage.now)
    yield _at(2024, 8, 13)
    _do(
        stage, actor, maps.publish, national_map=found, published_on=date(2024, 8, 13),
        gazette="ДВ, бр. 68/13.08.2024",
    )  # fmt: skip


def _ordered(stage: Stage, days: Days) -> Tale:
    """Самоков has more users by an order."""
    yield days.office(46)
    made = _propose(stage, days, "SFO39", 25, "РС-1184")
    yield days.office(20)
    day = stage.now.date()
    _do(
        stage, analyst(stage), amendments.order, amendment=made, order_number="РД01-1873",
        order_on=day, effective_on=day,
    )  # fmt: skip


def _proposed(stage: Stage, days: Days) -> Tale:
    """Елена waits for an order."""
    yield days.office(5)
    _propose(stage, days, "VTR13", 12, "РС-0412")


def _propose(stage: Stage, days: Days, code: str, more: int, decision: str) -> Amendment:
    """So many users more of assistant support, by a decision of the council."""
    actor = head_of(stage, code)
    with acting(actor):
        found = queries.map_in_force()
        rows = queries.rows_of_municipality(found, code, stage.now.date()) if found else []
    users = next((row.users for row in rows if row.service == "AS"), 0)
    made: Amendment = _do(
        stage, actor, amendments.propose, service=PlannedService.objects.get(pk="AS"),
        users=users + more, council_decision=decision, council_on=_before(days, stage.now, 6),
        reason="Чакащите са повече от свободните места вече трети месец.",
    )  # fmt: skip
    return made


def _before(days: Days, now: datetime, n: int) -> date:
    return days.office((days.today - now.date()).days + n).date()


def _next_draft(stage: Stage, days: Days) -> Tale:
    """What is ready of the open cycle, put together; a few districts are missing."""
    yield days.office(2)
    actor = analyst(stage)
    found = _do(
        stage, actor, maps.assemble, cycle=Cycle.objects.get(pk=NOW),
        name="Преглед на Националната карта",
    )  # fmt: skip
    yield days.office(1) + HOUR
    _do(stage, actor, maps.write, national_map=found, seen=found.version, foreword=FOREWORD)


# Annual plans: how far each of the five is


def _opened(stage: Stage, days: Days, code: str, year: int) -> Tale:
    yield days.office(3)
    _do(stage, head_of(stage, code), plans.open_plan, year=year)


def _written(stage: Stage, days: Days, code: str, year: int, ago: int) -> Scene[AnnualPlan]:
    """With a row of its own."""
    yield days.office(ago)
    actor = head_of(stage, code)
    found = _do(stage, actor, plans.open_plan, year=year)
    yield days.on(stage.now.date() + DAY)
    made = _do(
        stage, actor, plans.save, plan=found, analysis=ANALYSIS, measures=MEASURES,
        seen=found.version,
    )  # fmt: skip
    yield stage.now + HOUR
    _do(
        stage, actor, plans.set_row, plan=made, users=60, funding="municipal",
        name="Домашен социален патронаж", own_cents=18_400_000,
    )  # fmt: skip
    with acting(actor):
        return queries.plan(actor, made.pk)


def _discussed(stage: Stage, days: Days, code: str, year: int, ago: int) -> Scene[AnnualPlan]:
    """In discussion, with one opinion that has its answer and one that waits."""
    actor = head_of(stage, code)
    found = yield from _written(stage, days, code, year, ago + 5)
    yield days.office(ago)
    found = _do(stage, actor, plans.open_discussion, plan=found)
    yield stage.now + 2 * DAY + 8 * HOUR  # a citizen, in the evening
    row = discussions.comment(
        about=found, author="", text="В малките села няма кой да закара хората до дневния център.",
        now=stage.now,
    )  # fmt: skip
    yield days.on(stage.now.date() + DAY)
    _do(
        stage, actor, discussions.answer, about=found, comment_id=row.pk,
        text="В мерките е записан транспорт от селата два пъти седмично.",
    )  # fmt: skip
    if code == "BGS21":
        yield stage.now + 3 * DAY
        discussions.comment(
            about=found, author="Читалище (измислено)", now=stage.now,
            text="Предлагаме част от заниманията да се провеждат в сградата на читалището.",
        )  # fmt: skip
    made: AnnualPlan = found
    return made


def _considered(stage: Stage, days: Days, code: str, year: int, ago: int) -> Scene[AnnualPlan]:
    found = yield from _discussed(stage, days, code, year, ago)
    yield days.office(ago - 38)
    plans.close_due(now=stage.now)
    yield days.on(stage.now.date() + 4 * DAY)
    made: AnnualPlan = _do(
        stage, head_of(stage, code), plans.consider, plan=found,
        considered_on=stage.now.date(), opinion=OPINION,
    )  # fmt: skip
    return made


def _adopted(stage: Stage, days: Days, code: str, year: int, ago: int) -> Tale:
    found = yield from _considered(stage, days, code, year, ago - 6)
    yield days.office(ago - 60)
    _do(
        stage, head_of(stage, code), plans.adopt, plan=found, council_decision="РС-0977",
        council_on=stage.now.date(),
    )  # fmt: skip


def _updated(stage: Stage, days: Days, code: str, year: int, ago: int) -> Tale:
    """Adopted; an update in the course of the year, still a draft."""
    yield from _adopted(stage, days, code, year, ago)
    yield days.office(9)
    actor = head_of(stage, code)
    with acting(actor):
        found = queries.plans(actor).get(municipality=code, year=year, edition=1)
    _do(stage, actor, plans.update, plan=found, reason="Нов ЦСРИ от началото на годината.")
