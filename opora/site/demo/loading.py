"""Loads everything in one transaction: the whole demonstration is there, or nothing of it."""

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from random import Random

from django.db import connection, transaction

from opora.journal.context import acting
from opora.law.queries import calendar
from opora.lib.words import SOFIA
from opora.people import services as people
from opora.referral import services as referral

from . import texts
from .assistance import stage_assistance
from .building import build
from .buildings import stage_register
from .cases import lives
from .citizens import People
from .days import Days
from .facilities import KEYS, ORDER
from .family_care import stage_foster, stage_patronage, stage_queue_rule
from .fees import stage_fees
from .licenses import stage_licenses
from .planning import plan
from .protection import stage_protection
from .staff import employ
from .stage import Stage, Story, chance
from .stories import everything
from .usage import stage_usage

OPENED = timedelta(days=300)  # since when the demonstration's offices use Opora
Tale = Iterator[datetime]


@transaction.atomic
def load(now: datetime) -> Stage:
    """Organizations, people, services and all stories up to `now`, in the order of time."""
    now = now.astimezone(SOFIA)
    days = Days(now, calendar())
    with all_or_nothing():
        staff = employ(now)
        stage = Stage(staff, build(staff, now=now - OPENED), People(days.today), now - OPENED)
        stories = everything()
        tales = [tell(stage, days, story) for story in stories]
        tales += lives(stage, days, stories)
        tales += [announce(stage, days), count_visitors(stage, days), suspect(stage, days)]
        play(stage, tales)
        plan(stage, days)
        stage_licenses(stage, days)
        stage_register(stage, days)
        stage_usage(stage, days)
        stage_fees(stage, days)
        stage_assistance(stage, days)
        stage_protection(stage, days)
        stage_foster(stage, days)
        stage_patronage(stage, days)
        stage_queue_rule(stage, days)
    return stage


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """No savepoint for each act: there is no act that may fail and leave the others, and they are
    a third of all statements."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


def play(stage: Stage, tales: list[Tale]) -> None:
    """Advance every tale at its next moment, the earliest first. A tale yields when it goes on."""
    order = count()
    waiting = [(next(tale), next(order), tale) for tale in tales]
    heapq.heapify(waiting)
    while waiting:
        stage.now, _, tale = heapq.heappop(waiting)
        if moment := next(tale, None):
            heapq.heappush(waiting, (moment, next(order), tale))


def tell(stage: Stage, days: Days, story: Story) -> Tale:
    """One story from the wish to its last act."""
    when = chance(story, "when")
    moment = days.ago(int(story.began[:-1]), story.began[-1], when)
    yield moment
    stage.wish(story)
    for token in story.path.split():
        verb, moment = days.step(token, moment, when)
        yield moment
        stage.do(story, verb)


def announce(stage: Stage, days: Days) -> Tale:
    """The day center will have three places more, from the first day of the month after next."""
    yield days.ago(12, "d", Random("capacity"))  # noqa: S311
    actor = stage.staff.head("slance")
    first = days.today.replace(day=1)
    for _ in range(2):
        first = (first + timedelta(days=32)).replace(day=1)
    with acting(actor):
        referral.change_capacity(
            actor,
            service_id=stage.services["slance"].pk,
            n_places=9,
            valid_from=first,
            basis=ORDER,
            document="Заповед № РД-01-0417",
            now=stage.now,
        )


def count_visitors(stage: Stage, days: Days) -> Tale:
    """General consultations, most of them without a name; two with somebody already served."""
    known = {"cop-sam": "c3", "cop-soz": "c30"}
    when = Random("visitors")  # noqa: S311
    for n, key in enumerate(("cop-sam", "cop-soz", "cop-sam", "cop-ban", "cop-sam")):
        yield days.ago(45 - 9 * n, "d", when)
        actor, service = stage.staff.head(KEYS[key].provider), stage.services[key]
        with acting(actor):
            person = stage.entered[known[key]] if n < len(known) else None
            referral.record_usage(
                actor,
                service=service,
                topic=texts.TOPICS[n],
                started_on=stage.now.date(),
                person=person,
                now=stage.now,
            )


def suspect(stage: Stage, days: Days) -> Tale:
    """The directorate finds that it entered a woman whom the municipality already knew."""
    yield days.ago(22, "h", Random("merge"))  # noqa: S311
    actor = stage.staff.first("dsp-samokov")
    with acting(actor):
        people.propose_merge(
            actor,
            keep=stage.entered["e1"].pk,
            merge=stage.entered["e1x"].pk,
            reason=texts.DUPLICATE,
            now=stage.now,
        )
