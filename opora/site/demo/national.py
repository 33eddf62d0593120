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
from opora.register.models import PlannedService
from opora.territory import queries as territory

from .analyses import NOW, analyst, head_of
from .days import Days
from .district_maps import SIXTH, invented
from .stage import Stage

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
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


def stage_national(stage: Stage, days: Days) -> None:
    """The Map in force with amendments, the next draft, the plans of the five municipalities."""
    found = _map_in_force(stage)
    _amendments(stage, days, found)
    _next_draft(stage, days)
    _plans(stage, days)


def _do(actor: Actor, verb: Any, now: datetime, **more: Any) -> Any:
    with acting(actor):
        if isinstance(found := more.get("national_map"), NationalMap):
            more["national_map"] = queries.national_map(actor, found.pk)
        if isinstance(found := more.get("plan"), AnnualPlan):
            more["plan"] = queries.plan(actor, found.pk)
        return verb(actor, now=now, **more)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 11, tzinfo=SOFIA)


def _map_in_force(stage: Stage) -> NationalMap:
    """Discussed in the autumn of 2023, adopted on 8 August 2024: the days are those of the act."""
    actor = analyst(stage)
    cycle = Cycle.objects.get(pk=SIXTH)
    found = _do(
        actor, maps.transcribe, _at(2023, 9, 18), cycle=cycle,
        name="Национална карта на социалните услуги",
        rows=[row for district in territory.districts() for row in invented(district, 1.0)],
    )  # fmt: skip
    found = _do(
        actor, maps.write, _at(2023, 10, 2), national_map=found, foreword=FOREWORD,
        seen=found.version,
    )  # fmt: skip
    found = _do(actor, maps.open_discussion, _at(2023, 10, 11), national_map=found)
    row = discussions.comment(
        about=found, author="Сдружение (измислено)", now=_at(2023, 10, 20),
        text="В редките планински общини достъпът трябва да се мери с път, не с жители.",
    )  # fmt: skip
    _do(
        actor, discussions.answer, _at(2023, 10, 24), about=found, comment_id=row.pk,
        text="Бележката е отчетена при избора на домакини на услугите на областно ниво.",
    )  # fmt: skip
    maps.close_due(now=_at(2023, 12, 1))
    found = _do(
        actor, maps.adopt, _at(2024, 8, 8), national_map=found,
        act="Решение на Министерския съвет", act_number="574", act_on=date(2024, 8, 8),
    )  # fmt: skip
    made: NationalMap = _do(
        actor, maps.publish, _at(2024, 8, 13), national_map=found,
        published_on=date(2024, 8, 13), gazette="ДВ, бр. 68/13.08.2024",
    )  # fmt: skip
    return made


def _amendments(stage: Stage, days: Days, found: NationalMap) -> None:
    """Самоков has more users by an order; Елена waits for one."""
    ordered = _propose(stage, found, "SFO39", days.now - 46 * DAY, 25, "РС-1184")
    day = (days.now - 20 * DAY).date()
    _do(
        analyst(stage), amendments.order, days.now - 20 * DAY, amendment=ordered,
        order_number="РД01-1873", order_on=day, effective_on=day,
    )  # fmt: skip
    _propose(stage, found, "VTR13", days.now - 5 * DAY, 12, "РС-0412")


def _propose(
    stage: Stage, found: NationalMap, code: str, at: datetime, more: int, decision: str
) -> Amendment:
    """So many users more of assistant support, by a decision of the council."""
    actor = head_of(stage, code)
    with acting(actor):
        rows = queries.rows_of_municipality(found, code, at.date())
    users = next((row.users for row in rows if row.service == "AS"), 0)
    made: Amendment = _do(
        actor, amendments.propose, at, service=PlannedService.objects.get(pk="AS"),
        users=users + more, council_decision=decision, council_on=(at - 6 * DAY).date(),
        reason="Чакащите са повече от свободните места вече трети месец.",
    )  # fmt: skip
    return made


def _next_draft(stage: Stage, days: Days) -> None:
    """What is ready of the open cycle, put together; a few districts are missing."""
    actor = analyst(stage)
    found = _do(
        actor, maps.assemble, days.now - 2 * DAY, cycle=Cycle.objects.get(pk=NOW),
        name="Преглед на Националната карта",
    )  # fmt: skip
    _do(
        actor, maps.write, days.now - 1 * DAY, national_map=found, seen=found.version,
        foreword=FOREWORD,
    )  # fmt: skip


# Annual plans: how far each of the five is


def _plans(stage: Stage, days: Days) -> None:
    first = days.now - 190 * DAY
    year = first.year + 1
    _adopted(stage, "SFO39", year, first)
    _adopted(stage, "VTR13", year, first + 4 * DAY)
    _updated(stage, days, "VTR13", year)
    _considered(stage, "BLG01", year, days.now - 70 * DAY)
    _discussed(stage, "BGS21", year, days.now - 12 * DAY)
    _do(head_of(stage, "HKV19"), plans.open_plan, days.now - 3 * DAY, year=year)


def _written(stage: Stage, code: str, year: int, at: datetime) -> AnnualPlan:
    actor = head_of(stage, code)
    found = _do(actor, plans.open_plan, at, year=year)
    made = _do(
        actor, plans.save, at + DAY, plan=found, analysis=ANALYSIS, measures=MEASURES,
        seen=found.version,
    )  # fmt: skip
    return _own_row(actor, made, at + DAY + HOUR)


def _own_row(actor: Actor, found: AnnualPlan, at: datetime) -> AnnualPlan:
    _do(
        actor, plans.set_row, at, plan=found, users=60, funding="municipal",
        name="Домашен социален патронаж", own_cents=18_400_000,
    )  # fmt: skip
    with acting(actor):
        return queries.plan(actor, found.pk)


def _discussed(stage: Stage, code: str, year: int, at: datetime) -> AnnualPlan:
    """In discussion, with one opinion that has its answer and one that waits."""
    actor = head_of(stage, code)
    found = _written(stage, code, year, at - 5 * DAY)
    found = _do(actor, plans.open_discussion, at, plan=found)
    row = discussions.comment(
        about=found, author="", text="В малките села няма кой да закара хората до дневния център.",
        now=at + 2 * DAY,
    )  # fmt: skip
    _do(
        actor, discussions.answer, at + 3 * DAY, about=found, comment_id=row.pk,
        text="В мерките е записан транспорт от селата два пъти седмично.",
    )  # fmt: skip
    if code == "BGS21":
        discussions.comment(
            about=found, author="Читалище (измислено)", now=at + 6 * DAY,
            text="Предлагаме част от заниманията да се провеждат в сградата на читалището.",
        )  # fmt: skip
    return found


def _considered(stage: Stage, code: str, year: int, at: datetime) -> AnnualPlan:
    found = _discussed(stage, code, year, at)
    plans.close_due(now=at + 38 * DAY)
    made: AnnualPlan = _do(
        head_of(stage, code), plans.consider, at + 42 * DAY, plan=found,
        considered_on=(at + 42 * DAY).date(), opinion=OPINION,
    )  # fmt: skip
    return made


def _adopted(stage: Stage, code: str, year: int, at: datetime) -> AnnualPlan:
    found = _considered(stage, code, year, at + 6 * DAY)
    day = at + 60 * DAY
    made: AnnualPlan = _do(
        head_of(stage, code), plans.adopt, day, plan=found, council_decision="РС-0977",
        council_on=day.date(),
    )  # fmt: skip
    return made


def _updated(stage: Stage, days: Days, code: str, year: int) -> None:
    """An update in the course of the year, still a draft."""
    actor = head_of(stage, code)
    with acting(actor):
        found = queries.plans(actor).get(municipality=code, year=year, edition=1)
    _do(
        actor, plans.update, days.now - 9 * DAY, plan=found,
        reason="Нов ЦСРИ от началото на годината.",
    )  # fmt: skip
