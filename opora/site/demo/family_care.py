"""Foster families with stays and a paid month; home patronage with routes and marked doors; one
provider's own rule for its waiting list. Invented people only."""

from datetime import date, datetime, time, timedelta
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
from opora.patronage.rules import Diet, Ground, Outcome
from opora.people import services as people
from opora.people.models import Person
from opora.people.rules import Basis
from opora.places import services as places
from opora.register.models import NamedService, Service

from .days import LATEST, Days
from .stage import OTHER, Stage

FIRST_KEY = 700  # of the invented people of this file
FOSTERED = {"dsp-samokov": 5, "dsp-sozopol": 2, "dsp-razlog": 2, "dsp-haskovo": 1, "dsp-elena": 1}
PATRONS = {"ob-samokov": 12, "ob-sozopol": 4, "ob-bansko": 5, "ob-mineralni-bani": 4, "ob-elena": 5}
UNCHARGED = "ob-samokov"  # the last month of this one still waits to be charged
PRICE_OF_A_MEAL = 310
ORDER = "Заповед № ЗД-0{n} (измислен пример)"
STREETS = ("ул. „Първа измислена“ {n}", "ул. „Втора измислена“ {n}", "кв. „Измислен“, бл. {n}")
DIETS = (Diet.COMMON, Diet.COMMON, Diet.DIABETIC, Diet.SALTLESS, Diet.SOFT)
GROUNDS = (Ground.AGE, Ground.AGE, Ground.CAPACITY, Ground.WAR)


class Casting:
    """New invented people, one after another."""

    def __init__(self, stage: Stage, days: Days) -> None:
        self.stage, self.days, self.turn = stage, days, FIRST_KEY

    def at(self, day: date, hour: int = 10) -> datetime:
        """A moment of a day, never after the load."""
        return min(datetime.combine(day, time(hour, 20), SOFIA), self.days.now - LATEST)

    def person(self, actor: Actor, group: str, basis: Basis, day: date) -> Person:
        """One more person, entered on a day."""
        self.turn += 1
        citizen = self.stage.people.get(f"{group}{self.turn}")
        with acting(actor):
            return people.create_person(
                actor,
                first_name=citizen.first_name,
                middle_name=citizen.middle_name,
                last_name=citizen.last_name,
                birth_date=citizen.birth_date,
                sex=citizen.sex,
                identifier_kind=citizen.identifier_kind,
                identifier=citizen.identifier,
                missing_reason=citizen.missing_reason,
                basis=basis,
                is_demo=True,
                now=self.at(day),
            )


def stage_foster(stage: Stage, days: Days) -> None:
    """Families in every state; stays of every kind; the last month closed in Самоков."""
    casting = Casting(stage, days)
    for slug, n in FOSTERED.items():
        actor = stage.staff.first(slug)
        families = [_family(casting, actor, slug, k) for k in range(n)]
        for k, family in enumerate(families[: max(1, n - 3)]):
            kind = (StayKind.LONG, StayKind.SHORT)[k % 2]
            _stay(casting, actor, family, kind, 160 - 40 * k)
    payer = stage.staff.first("ob-samokov")
    month = (days.today.replace(day=1) - timedelta(days=1)).replace(day=1)
    with acting(payer):
        foster.close_month(payer, month=month, now=casting.at(days.today, 9))


def _family(casting: Casting, actor: Actor, slug: str, k: int) -> FosterFamily:
    """Entered in the register but for the last two of a large office: one paused, one assessed."""
    begun = casting.days.today - timedelta(days=400 - 20 * k)
    office = casting.stage.office(OTHER[slug])
    parent = casting.person(actor, "a", Basis.FOSTER, begun)
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
        made = foster.apply(
            actor,
            parent_id=parent.pk,
            payer=office,
            profile=profile,
            address=STREETS[k % 3].format(n=k + 3),
            phone=f"0888 10 0{k} 00",
            applied_on=begun,
            now=casting.at(begun),
        )
        steps = [("assess", "Подходящо за деца в тази възраст; жилището е безопасно.")]
        steps += [("enter", ORDER.format(n=11 + k))] if k != 4 else []
        steps += [("pause", "Ремонт на жилището до пролетта.")] if k == 3 else []
        for n, (action, text) in enumerate(steps, 1):
            day = begun + timedelta(days=30 * n)
            now = casting.at(day)
            made = foster.act(actor, family=made, action=action, text=text, day=day, now=now)
        if k < 2:
            held = casting.days.today - timedelta(days=90 + 30 * k)
            foster.record_training(
                actor,
                family=made,
                topic="Грижа за дете след раздяла",
                n_hours=12 + 4 * k,
                held_on=held,
                held_by="Областен екип по приемна грижа",
                now=casting.at(held),
            )
    return made


def _stay(casting: Casting, actor: Actor, family: FosterFamily, kind: str, ago: int) -> None:
    """A child whose age the family takes; the paper of the first contract is issued."""
    begun = casting.days.today - timedelta(days=ago)
    child = casting.person(actor, "c", Basis.FOSTER, begun)
    age = child.age_on(begun)
    with acting(actor):
        if not family.age_from <= age <= family.age_to:
            profile = {name: getattr(family, name) for name in foster.families.PROFILE}
            profile |= {"age_from": max(0, age - 4), "age_to": age + 4}
            foster.change_profile(actor, family=family, profile=profile, now=casting.at(begun))
        office = casting.stage.office(OTHER[_slug(casting.stage, actor)])
        people.record_address(
            actor,
            person_id=child.pk,
            kind="current",
            municipality_id=office.municipality_id or "",
            text="кв. „Измислен“, бл. 2",
            now=casting.at(begun),
        )
        stay = foster.place(
            actor,
            family=family,
            child_id=child.pk,
            need=Need(age, child.sex, kind, office.municipality_id or ""),
            document=ORDER.format(n=40 + ago),
            note="Най-близо до училището на детето.",
            begins_on=begun,
            planned_end_on=casting.days.today + timedelta(days=220 - ago),
            now=casting.at(begun, 11),
        )
        if ago == 160 and _slug(casting.stage, actor) == "dsp-samokov":
            papers.issue_contract(actor, stay, now=casting.at(begun, 12))


def _slug(stage: Stage, actor: Actor) -> str:
    return next(
        slug for slug, one in stage.staff.offices.items() if one.pk == actor.organization_id
    )


def stage_patronage(stage: Stage, days: Days) -> None:
    """Routes of five municipalities, two weeks of marked doors, the last month closed."""
    casting = Casting(stage, days)
    casting.turn += 100
    for slug, n in PATRONS.items():
        actor = stage.staff.first(slug)
        _served(casting, actor, n)
        _doors(casting, actor)
        month = (days.today.replace(day=1) - timedelta(days=1)).replace(day=1)
        with acting(actor):
            patronage.close_month(actor, month=month, now=casting.at(days.today, 9))
            if slug != UNCHARGED:
                _charge(casting, actor, month)


def _charge(casting: Casting, actor: Actor, month: date) -> None:
    """A price of a meal, the last month charged, every second fee paid."""
    now = casting.at(casting.days.today, 10)
    fees.set_tariff(
        actor,
        named_service=NamedService.objects.get(pk=charging.NAMED),
        kind="unit",
        cents=PRICE_OF_A_MEAL,
        act="Решение 41 на Общинския съвет (измислено)",
        due_day=25,
        valid_from=month.replace(month=1),
        now=now,
    )
    made, _left = charging.charge_month(actor, month=month, now=now)
    for one in made[::2]:
        charging.pay(
            actor,
            user=one.user,
            cents=one.cents,
            paid_on=casting.days.today,
            method="cash",
            document="Квитанция",
            now=now,
        )


def _served(casting: Casting, actor: Actor, n: int) -> None:
    begun = casting.days.today - timedelta(days=120)
    with acting(actor):
        routes = [
            patronage.make_route(actor, name=name, driver=driver, now=casting.at(begun))
            for name, driver in (("Център", "Кола 1"), ("Квартали", "Кола 2"))[: 1 + n // 6]
        ]
    for k in range(n):
        person = casting.person(actor, "e", Basis.PATRONAGE, begun)
        facts = {
            "ground": GROUNDS[k % 4],
            "ground_document": "",
            "diet": DIETS[k % 5],
            "weekdays": [0, 1, 2, 3, 4],
            "address": STREETS[k % 3].format(n=2 * k + 1),
            "phone": f"0899 20 {k:02d} 00",
            "note": "Звъни два пъти." if k % 4 == 0 else "",
        }
        with acting(actor):
            user = patronage.apply(
                actor, person_id=person.pk, applied_on=begun, facts=facts, now=casting.at(begun)
            )
            if k == n - 1:
                continue  # an application that waits
            user = patronage.accept(
                actor,
                user=user,
                route=routes[k % len(routes)],
                stop_order=k // len(routes) + 1,
                begins_on=begun + timedelta(days=10),
                now=casting.at(begun + timedelta(days=9)),
            )
            if k == 2:
                since = casting.days.today - timedelta(days=3)
                patronage.stop_meals(
                    actor,
                    user=user,
                    since=since,
                    until=None,
                    reason="болница",
                    now=casting.at(since),
                )


def _doors(casting: Casting, actor: Actor) -> None:
    """Every door of the last working days."""
    month = casting.days.today.replace(day=1)
    first = max(month, casting.days.today - timedelta(days=4))
    day = first
    while day < casting.days.today:
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
                        now=casting.at(day, 12),
                    )
        day += timedelta(days=1)


def stage_queue_rule(stage: Stage, days: Days) -> None:
    """One provider's own rule: the longest list of those with a head."""
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
    head, day = heads[found.provider_id], days.today - timedelta(days=2)
    with acting(head):
        places.set_order_rule(
            head,
            service_ids=[found.pk],
            criteria=["priority", "resident", "assessed"],
            act="Заповед № 12 (измислен пример)",
            act_on=day,
            now=days.now - LATEST,
        )
