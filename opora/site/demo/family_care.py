"""Foster families with stays and a paid month; home patronage with routes and marked doors; one
provider's own rule for its waiting list. Invented people only."""

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from opora.accounts.rules import Role
from opora.fees import services as fees
from opora.foster import papers
from opora.foster import services as foster
from opora.foster.matching import Need
from opora.foster.models import FosterFamily
from opora.foster.rules import StayKind
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.words import SOFIA
from opora.patronage import charging
from opora.patronage import queries as meals
from opora.patronage import services as patronage
from opora.patronage.models import PatronageUser
from opora.patronage.rules import Diet, Ground, Outcome
from opora.people import services as people
from opora.people.models import Person
from opora.people.rules import Basis
from opora.places import services as places
from opora.register.models import NamedService, Service

from .days import Days
from .schedule import Tale
from .stage import OTHER, Stage

FIRST_KEY = 700  # of the invented people of this file
FOSTERED = {"dsp-samokov": 5, "dsp-sozopol": 2, "dsp-razlog": 2, "dsp-haskovo": 1, "dsp-elena": 1}
PATRONS = {"ob-samokov": 12, "ob-sozopol": 4, "ob-bansko": 5, "ob-mineralni-bani": 4, "ob-elena": 5}
UNCHARGED = "ob-samokov"  # the last month of this one still waits to be charged
PRICE_OF_A_MEAL = 310
ORDER = "Заповед № ЗД-0{n} (измислен пример)"
STREETS = ("ул. „Първа измислена“ {n}", "ул. „Втора измислена“ {n}", "кв. „Измислен“, бл. {n}")
DIETS = (Diet.COMMON, Diet.COMMON, Diet.DIABETIC, Diet.SALTLESS, Diet.SOFT)
WEEK = [0, 1, 2, 3, 4, 5, 6]
KINDS = (StayKind.LONG, StayKind.SHORT)
STOPPED = 3  # days ago somebody went to the hospital
GROUNDS = (Ground.AGE, Ground.AGE, Ground.CAPACITY, Ground.WAR)


class Casting:
    """New invented people, one after another, each at a moment of the stage."""

    def __init__(self, stage: Stage, days: Days, first_key: int) -> None:
        self.stage, self.days, self.turns = stage, days, count(first_key)

    @property
    def now(self) -> datetime:
        """The moment that it is."""
        return self.stage.now

    def person(self, actor: Actor, group: str, basis: Basis) -> Person:
        """One more person, entered now."""
        citizen = self.stage.people.get(f"{group}{next(self.turns)}")
        with acting(actor):
            return self.stage.enter(actor, citizen, basis)


def stage_foster(stage: Stage, days: Days) -> list[Tale]:
    """Families in every state; stays of every kind; the last month closed in Самоков."""
    casting = Casting(stage, days, FIRST_KEY)
    tales = [_family(casting, slug, k) for slug, n in FOSTERED.items() for k in range(n)]
    return [*tales, _month_of_foster(casting)]


def _month_of_foster(casting: Casting) -> Tale:
    first = casting.days.today.replace(day=1)
    yield casting.days.on(first + timedelta(days=4), 9, 20)
    payer = casting.stage.staff.first("ob-samokov")
    with acting(payer):
        foster.close_month(payer, month=(first - timedelta(days=1)).replace(day=1), now=casting.now)


def _family(casting: Casting, slug: str, k: int) -> Tale:
    """Entered in the register but for the last two of a large office: one paused, one assessed;
    the first ones take a child."""
    actor, days = casting.stage.staff.first(slug), casting.days
    begun = days.office(400 - 20 * k)
    yield begun
    made = _applied(casting, actor, slug, k)
    steps = [("assess", "Подходящо за деца в тази възраст; жилището е безопасно.")]
    steps += [("enter", ORDER.format(n=11 + k))] if k != 4 else []
    steps += [("pause", "Ремонт на жилището до пролетта.")] if k == 3 else []
    for n, (action, text) in enumerate(steps, 1):
        now = days.on(begun.date() + timedelta(days=30 * n))
        yield now
        with acting(actor):
            made = foster.act(actor, family=made, action=action, text=text, day=now.date(), now=now)
    stay = [] if k >= max(1, FOSTERED[slug] - 3) else [(160 - 40 * k, _stay)]
    training = [(90 + 30 * k, _training)] if k < 2 else []
    for ago, act in sorted([*stay, *training], key=lambda each: -each[0]):
        yield days.office(ago)
        act(casting, actor, made, slug, k)


def _applied(casting: Casting, actor: Actor, slug: str, k: int) -> FosterFamily:
    office = casting.stage.office(OTHER[slug])
    parent = casting.person(actor, "a", Basis.FOSTER)
    profile: dict[str, Any] = {
        "settlement": office.municipality.seat if office.municipality else "",
        "is_professional": k != 2,
        "age_from": (0, 3, 7)[k % 3],
        "age_to": (7, 12, 17)[k % 3],
        "sex": "any",
        "n_places": 1 + k % 2,
        "kinds": ["long", "short", "respite"] + (["emergency"] if k % 2 == 0 else []),
        "takes_siblings": k % 2 == 1,
        "takes_disability": k == 1,
    }
    with acting(actor):
        return foster.apply(
            actor,
            parent_id=parent.pk,
            payer=office,
            profile=profile,
            address=STREETS[k % 3].format(n=k + 3),
            phone=f"0888 10 0{k} 00",
            applied_on=casting.now.date(),
            now=casting.now,
        )


def _training(casting: Casting, actor: Actor, family: FosterFamily, _slug: str, k: int) -> None:
    with acting(actor):
        foster.record_training(
            actor,
            family=family,
            topic="Грижа за дете след раздяла",
            n_hours=12 + 4 * k,
            held_on=casting.now.date(),
            held_by="Областен екип по приемна грижа",
            now=casting.now,
        )


def _stay(casting: Casting, actor: Actor, family: FosterFamily, slug: str, k: int) -> None:
    """A child whose age the family takes; the paper of the first contract is issued."""
    today, office = casting.now.date(), casting.stage.office(OTHER[slug])
    child = casting.person(actor, "c", Basis.FOSTER)
    age = child.age_on(today)
    with acting(actor):
        if not family.age_from <= age <= family.age_to:
            profile = {name: getattr(family, name) for name in foster.families.PROFILE}
            profile |= {"age_from": max(0, age - 4), "age_to": age + 4}
            foster.change_profile(actor, family=family, profile=profile, now=casting.now)
        people.record_address(
            actor,
            person_id=child.pk,
            kind="current",
            municipality_id=office.municipality_id or "",
            text="кв. „Измислен“, бл. 2",
            now=casting.now,
        )
        stay = foster.place(
            actor,
            family=family,
            child_id=child.pk,
            need=Need(age, child.sex, KINDS[k % 2], office.municipality_id or ""),
            document=ORDER.format(n=200 - 40 * k),
            note="Най-близо до училището на детето.",
            begins_on=today,
            planned_end_on=casting.days.today + timedelta(days=60 + 40 * k),
            now=casting.now,
        )
        if slug == "dsp-samokov" and k == 0:
            papers.issue_contract(actor, stay, now=casting.now)


def stage_patronage(stage: Stage, days: Days) -> list[Tale]:
    """Routes of five municipalities, marked doors, the last month closed."""
    casting = Casting(stage, days, FIRST_KEY + 100)
    return [
        *[_patronage(casting, stage.staff.first(slug), n) for slug, n in PATRONS.items()],
        *[_fees(casting, stage.staff.first(slug)) for slug in PATRONS if slug != UNCHARGED],
    ]


def _fees(casting: Casting, actor: Actor) -> Tale:
    """A price of a meal, the last month charged, every second fee paid."""
    days, first = casting.days, casting.days.today.replace(day=1)
    month = (first - timedelta(days=1)).replace(day=1)
    yield days.office(119)
    with acting(actor):
        fees.set_tariff(
            actor,
            named_service=NamedService.objects.get(pk=charging.NAMED),
            kind="unit",
            cents=PRICE_OF_A_MEAL,
            act="Решение 41 на Общинския съвет (измислено)",
            due_day=25,
            valid_from=month.replace(month=1),
            now=casting.now,
        )
    yield days.on(first + timedelta(days=2), 10, 30)
    with acting(actor):
        made, _left = charging.charge_month(actor, month=month, now=casting.now)
    yield days.on(first + timedelta(days=4), 11)
    for one in made[::2]:
        with acting(actor):
            charging.pay(
                actor,
                user=one.user,
                cents=one.cents,
                paid_on=casting.now.date(),
                method="cash",
                document="Квитанция",
                now=casting.now,
            )


def _patronage(casting: Casting, actor: Actor, n: int) -> Tale:
    days, today = casting.days, casting.days.today
    begun = days.office(120)
    yield begun
    with acting(actor):
        routes = [
            patronage.make_route(actor, name=name, driver=driver, now=begun)
            for name, driver in (("Център", "Кола 1"), ("Квартали", "Кола 2"))[: 1 + n // 6]
        ]
    users = [_asked(casting, actor, k) for k in range(n)]
    now = days.on(begun.date() + timedelta(days=9))
    yield now
    for k, user in enumerate(users[:-1]):  # the last application waits
        with acting(actor):
            patronage.accept(
                actor,
                user=user,
                route=routes[k % len(routes)],
                stop_order=k // len(routes) + 1,
                begins_on=days.on(now.date() + timedelta(days=1)).date(),
                now=now,
            )
    stops = days.office(STOPPED)
    doors = _door_moments(days)
    closes = days.on(today.replace(day=1), 9, 20)
    for moment in sorted({stops, closes, *doors}):
        yield moment
        if moment == closes:
            month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
            with acting(actor):
                patronage.close_month(actor, month=month, now=moment)
        if moment in doors:
            _doors(casting, actor)
        if moment == stops:
            _stop(casting, actor, users[2].pk)


def _asked(casting: Casting, actor: Actor, k: int) -> PatronageUser:
    person = casting.person(actor, "e", Basis.PATRONAGE)
    facts = {
        "ground": GROUNDS[k % 4],
        "ground_document": "",
        "diet": DIETS[k % 5],
        "weekdays": WEEK if k % 3 else [0, 1, 2, 3, 4],
        "address": STREETS[k % 3].format(n=2 * k + 1),
        "phone": f"0899 20 {k:02d} 00",
        "note": "Звъни два пъти." if k % 4 == 0 else "",
    }
    with acting(actor):
        return patronage.apply(
            actor, person_id=person.pk, applied_on=casting.now.date(), facts=facts,
            now=casting.now,
        )  # fmt: skip


def _stop(casting: Casting, actor: Actor, pk: int) -> None:
    with acting(actor):
        patronage.stop_meals(
            actor,
            user=PatronageUser.objects.get(pk=pk),
            since=casting.now.date(),
            until=None,
            reason="болница",
            now=casting.now,
        )


def _door_moments(days: Days) -> set[datetime]:
    """Noon of the last days of this month; meals are carried on Sundays too."""
    first = max(days.today.replace(day=1), days.today - timedelta(days=4))
    n_days = (days.today - first).days
    return {datetime.combine(first + timedelta(days=n), time(12, 20), SOFIA) for n in range(n_days)}


def _doors(casting: Casting, actor: Actor) -> None:
    """Every door of a day."""
    day = casting.now.date()
    with acting(actor):
        for one, served in meals.served_on(actor, day, day):
            if served.on(day):
                missed = (one.pk + day.day) % 17 == 0
                patronage.mark(
                    actor,
                    user=one,
                    day=day,
                    outcome=Outcome.NOT_FOUND if missed else Outcome.DELIVERED,
                    reason="не отваря" if missed else "",
                    now=casting.now,
                )


def stage_queue_rule(stage: Stage, days: Days) -> Tale:
    """One provider's own rule: the longest list of those with a head."""
    now = days.office(2)
    yield now
    heads = {
        actor.organization_id: actor
        for actors in stage.staff.actors.values()
        for actor in actors
        if actor.has(Role.HEAD)
    }
    own = Service.objects.filter(provider__in=heads, closed_on=None, waiting__closed_at=None)
    found = own.exclude(waiting=None).order_by("id").first()
    if found is None:
        return
    head = heads[found.provider_id]
    with acting(head):
        places.set_order_rule(
            head,
            service_ids=[found.pk],
            criteria=["priority", "resident", "assessed"],
            act="Заповед № 12 (измислен пример)",
            act_on=now.date(),
            now=now,
        )
