"""Child protection: every state, in Самоков and two more offices."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import services as people
from opora.people.models import Person
from opora.people.rules import Basis, Kin
from opora.protection import queries, services
from opora.protection.models import ChildCase, Measure
from opora.protection.rules import Channel, Kinship, MeasureKind, Source
from opora.protection.services import Told

from . import texts_of_protection as texts
from .cases import live
from .days import Days
from .schedule import Scene, Tale
from .stage import Stage, Story

ADULT = 18
SAMOKOV, RAZLOG = "dsp-samokov", "dsp-razlog"


def stage_protection(stage: Stage, days: Days) -> list[Tale]:
    """Signals in every state and measures up to the court."""
    office = Office(stage, days)
    return [
        *new_signals(office),
        *checked(office),
        *planned(office),
        *measures(office),
        placed_in_bansko(office),
    ]


class Office:
    """One directorate's acts, each at its own moment."""

    def __init__(self, stage: Stage, days: Days, slug: str = SAMOKOV) -> None:
        self.stage, self.days, self.slug = stage, days, slug
        self.officer, self.head = stage.staff.first(slug), stage.staff.head(slug)
        self.turns = count(401 if slug == SAMOKOV else 451)

    def at(self, n_days: int = 0, n_hours: int = 0) -> datetime:
        """So many days (in office hours) or hours before the load."""
        if n_hours:
            return self.days.now - timedelta(hours=n_hours)
        return self.days.office(n_days)

    def person(self, actor: Actor, age: int) -> Person:
        """One more invented person of an age, with the mother of a child."""
        key = f"{'c' if age < ADULT else 'a'}{next(self.turns)}"
        citizen = self.stage.people.of_age(key, age)
        with acting(actor):
            person = self.stage.enter(actor, citizen, Basis.PROTECTION)
            people.add_representative(
                actor,
                person_id=person.pk,
                kind=Kin.PARENT if citizen.is_child else Kin.GUARDIAN,
                name=citizen.parent,
                phone=citizen.phone,
                valid_from=citizen.birth_date,
                now=self.stage.now,
            )
        self.stage.entered[key] = person
        return person

    def story(self, person_id: int, kind: str, at: str, request_id: int) -> Story:
        """How somebody came to a service, for the life of the case there."""
        key = next(key for key, one in self.stage.entered.items() if one.pk == person_id)
        return Story(key, kind, self.slug, "0d", at=at, request_id=request_id)

    def signal(
        self, text: str, now: datetime, *told: Told, by: Actor | None = None, **more: Any
    ) -> Scene[ChildCase]:
        """A signal; the case of its first child, whose age is that of the text."""
        yield now
        actor = by or self.officer
        age, words = texts.SIGNALS[text]
        children = told or (self.told(actor, age),)
        facts: dict[str, Any] = {
            "source": Source.CITIZEN,
            "channel": Channel.PHONE,
            "received_at": now,
            "municipality_id": "SFO39",
            "text": words,
            "now": now,
        }
        with acting(actor):
            signal = services.report(actor, children=children, **(facts | more))
        with acting(self.head):  # of a confidential case the officer may not know
            return signal.children.order_by("pk")[0].case

    def told(self, actor: Actor, age: int) -> Told:
        """A child who is known."""
        person = self.person(actor, age)
        return Told(person.full_name, person)

    def do(
        self,
        verb: Callable[..., Any],
        case: ChildCase,
        now: datetime,
        by: Actor | None = None,
        **more: Any,
    ) -> Scene[Any]:
        """One act on a case, not before the one before it."""
        now = max(now, self.stage.now)
        yield now
        actor = by or self.officer
        with acting(actor):
            seen = queries.page(actor, case.pk)
            return verb(actor, case=seen, seen=seen.version, now=now, **more)

    def on(
        self,
        verb: Callable[..., Any],
        measure: Measure,
        now: datetime,
        by: Actor | None = None,
        **more: Any,
    ) -> Tale:
        """One act on a measure, not before the one before it."""
        now = max(now, self.stage.now)
        yield now
        actor = by or self.head
        with acting(actor):
            seen = Measure.objects.select_related("case").get(pk=measure.pk)
            verb(actor, measure=seen, seen=seen.case.version, now=now, **more)

    def check(self, case: ChildCase, day: int, verb: Any = services.open_case) -> Tale:
        """Check a signal on a day."""
        now = self.at(day)
        yield from self.do(services.start_check, case, now)
        words = texts.RISK if verb is services.open_case else texts.NO_RISK
        yield from self.do(
            verb, case, now + timedelta(hours=3), visited_on=now.date(),
            findings=texts.FINDINGS, child_words=texts.CHILD_WORDS, conclusion=words,
            happened_on=now.date(),
        )  # fmt: skip

    def assess(self, case: ChildCase, day: int) -> Tale:
        """Finish the assessment on a day."""
        now = self.at(day)
        yield from self.do(
            services.finish_assessment, case, now, fields=texts.ASSESSMENT,
            happened_on=now.date(),
        )  # fmt: skip

    def plan(self, case: ChildCase, day: int) -> Tale:
        """Adopt the action plan on a day."""
        now = self.at(day)
        yield from self.do(
            services.adopt_plan, case, now, goals=texts.GOALS, actions=texts.ACTIONS,
            child_words=texts.CHILD_WORDS, happened_on=now.date(),
        )  # fmt: skip

    def order(self, case: ChildCase, kind: MeasureKind, day: int, whom: str = "") -> Scene[Measure]:
        """A measure proposed and ordered on a day."""
        now = self.at(day)
        measure: Measure = yield from self.do(
            services.propose, case, now, kind=kind, reason=texts.REASON, whom=whom
        )
        yield from self.on(
            services.order, measure, now + timedelta(hours=2), happened_on=now.date()
        )
        return measure


def new_signals(office: Office) -> list[Tale]:
    """The hours that run now: from the municipality, from a provider, from a neighbor."""
    staff = office.stage.staff
    town, center = staff.first("ob-samokov"), staff.head("slance")
    return [
        office.signal("hungry", office.days.ago(2, "h", Random("hungry")), by=town,  # noqa: S311
                      source=Source.BODY),
        office.signal("bruises", office.days.ago(5, "h", Random("bruises")), by=center,  # noqa: S311
                      is_dangerous=True, is_violence=True),
        late(office),
        office.signal(
            "street", office.at(n_hours=15), Told("момче на около 6 години, със зелено яке"),
            source=Source.ANONYMOUS,
        ),
        brothers(office),
    ]  # fmt: skip


def late(office: Office) -> Tale:
    """The day and night of the check are over."""
    case = yield from office.signal(
        "alone", office.at(n_hours=27), is_dangerous=True, reporter="Стойна Измислена",
        contact="0700 99 111",
    )  # fmt: skip
    yield from office.do(services.start_check, case, office.at(n_hours=26))


def brothers(office: Office) -> Tale:
    """Two cases that are related."""
    yield office.at(3)
    both = [office.told(office.officer, age) for age in (7, 9)]
    first = yield from office.signal("sick", office.at(3), *both, source=Source.PROFESSIONAL)
    with acting(office.officer):
        other = ChildCase.objects.get(person=both[1].person)
    yield from office.do(services.relate, first, office.at(3), other=other, kinship=Kinship.SIBLING)


def checked(office: Office) -> list[Tale]:
    """In check, in assessment, without risk, a second signal, one that goes to Созопол."""
    return [in_check(office), without_risk(office), told_again(office), moving(office)]


def in_check(office: Office) -> Tale:
    """Somebody has begun to look."""
    case = yield from office.signal("school", office.at(6))
    yield from office.do(services.start_check, case, office.at(5))


def without_risk(office: Office) -> Tale:
    """Nothing was found."""
    case = yield from office.signal("fight", office.at(60))
    yield from office.check(case, 55, services.no_risk)


def told_again(office: Office) -> Tale:
    """A half-written assessment, and a second signal about the same child."""
    case = yield from office.signal("hungry", office.at(17), reporter="Класната на детето")
    yield from office.check(case, 12)
    yield from office.do(
        services.save_assessment, case, office.at(4),
        fields={name: texts.ASSESSMENT[name] for name in ("development", "care")},
    )  # fmt: skip
    with acting(office.officer):
        child = queries.page(office.officer, case.pk).person
    yield from office.signal("again", office.at(1), Told("същото дете", child), is_dangerous=False)


def moving(office: Office) -> Tale:
    """The child lives elsewhere now."""
    case = yield from office.signal("school", office.at(9))
    yield from office.do(services.start_check, case, office.at(8))
    yield from office.do(
        services.transfer, case, office.at(2), to=office.stage.office("dsp-sozopol"),
        reason=texts.MOVE,
    )  # fmt: skip


def planned(office: Office) -> list[Tale]:
    """Assessed and waiting for a plan; by a plan, with a part given; closed."""
    return [unplanned(office), helped(office), closed(office)]


def unplanned(office: Office) -> Tale:
    """Assessed, not planned yet."""
    case = yield from office.signal("sick", office.at(25))
    yield from office.check(case, 20)
    yield from office.assess(case, 2)


def helped(office: Office) -> Tale:
    """The family is supported by a service; the municipality sees the plan."""
    case = yield from office.signal("alone", office.at(120))
    yield from office.check(case, 116)
    yield from office.assess(case, 100)
    yield from office.plan(case, 96)
    measure = yield from office.order(case, MeasureKind.FAMILY_SUPPORT, 95)
    now = office.at(94)
    yield from office.on(
        services.direct, measure, now, office.officer,
        named_service=office.stage.kinds["cop"], wish=texts.GOALS,
    )  # fmt: skip
    yield from office.do(
        services.give_part, case, now, office.head,
        organization=office.stage.office("ob-samokov"), parts=["plan"], why=texts.WHY_PART,
    )  # fmt: skip


def closed(office: Office) -> Tale:
    """Everything was done."""
    case = yield from office.signal("hungry", office.at(280))
    yield from office.check(case, 275)
    yield from office.assess(case, 262)
    yield from office.plan(case, 258)
    yield from office.do(
        services.review_plan, case, office.at(90), review=texts.REVIEW,
        happened_on=office.at(90).date(),
    )  # fmt: skip
    now = office.at(40)
    yield from office.do(services.close, case, now, reason=texts.CLOSE, happened_on=now.date())


def measures(office: Office) -> list[Tale]:
    """Foster care before the court, relatives by decision, police protection by the hour."""
    return [fostered(office), with_aunt(office), found_at_night(office)]


def fostered(office: Office) -> Tale:
    """The order is given, the court is to be asked."""
    case = yield from office.signal("fight", office.at(40), is_violence=True)
    yield from office.check(case, 36)
    yield from office.assess(case, 25)
    yield from office.plan(case, 24)
    yield from office.order(case, MeasureKind.FOSTER, 23, "приемно семейство в Самоков")


def with_aunt(office: Office) -> Tale:
    """With relatives by the court's decision."""
    case = yield from office.signal("sick", office.at(150))
    yield from office.check(case, 146)
    yield from office.assess(case, 130)
    yield from office.plan(case, 128)
    decided = yield from office.order(case, MeasureKind.RELATIVES, 127, "лелята по майчина линия")
    filed = office.at(110)
    yield from office.on(services.file, decided, filed, court=texts.COURT, happened_on=filed.date())
    day = office.at(80)
    yield from office.on(
        services.grant, decided, day, office.officer, decision="Решение № 214/2026",
        until=(day + timedelta(days=365)).date(), happened_on=day.date(),
    )  # fmt: skip


def found_at_night(office: Office) -> Tale:
    """The police protect at any hour."""
    case = yield from office.signal(
        "street", office.at(n_hours=30), source=Source.BODY, is_dangerous=True
    )
    yield from office.do(services.start_check, case, office.at(n_hours=29))
    yield from office.do(
        services.propose, case, office.at(n_hours=28), kind=MeasureKind.POLICE,
        reason=texts.POLICE, starts_at=office.at(n_hours=31),
    )  # fmt: skip


def placed_in_bansko(office: Office) -> Tale:
    """In Банско a child is placed in a service by the court's decision."""
    own = Office(office.stage, office.days, RAZLOG)
    own.officer = own.head
    case = yield from own.signal("alone", own.at(100), municipality_id="BLG01")
    yield from own.check(case, 96)
    yield from own.assess(case, 84)
    yield from own.plan(case, 82)
    measure = yield from own.order(case, MeasureKind.RESIDENTIAL, 79)
    yield from own.on(
        services.direct, measure, own.at(77), named_service=own.stage.kinds["cnst-dbu"], wish=""
    )
    yield from own.on(services.place, measure, own.at(75), service=own.stage.services["cnst-soz"])
    filed = own.at(74)
    yield from own.on(
        services.file, measure, filed, court="Районен съд – Разлог", happened_on=filed.date()
    )
    with acting(own.officer):
        measure.refresh_from_db()
    story = own.story(case.person_id or 0, "cnst-dbu", "cnst-soz", measure.request_id or 0)
    yield from live(own.stage, own.days, story)
