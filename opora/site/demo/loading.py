"""Loads everything in one transaction: the whole demonstration is there, or nothing of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

from django.db import connection, transaction

from opora.journal.context import acting
from opora.law.queries import calendar
from opora.lib.words import SOFIA
from opora.people import services as people
from opora.referral import queries as requests
from opora.referral import services as referral
from opora.referral.models import RequestCode
from opora.referral.services import codes
from opora.sums import services as sums

from . import texts
from .analyses import HOME
from .assistance import stage_assistance
from .building import build
from .buildings import stage_register
from .cases import lives
from .citizens import FOLLOWED, FOLLOWED_CODE, People
from .courts import stage_courts
from .days import Days
from .facilities import KEYS, ORDER
from .family_care import stage_foster, stage_patronage, stage_queue_rule
from .fees import stage_fees
from .founding import found_offices
from .licenses import stage_licenses
from .planning import stage_planning
from .protection import stage_protection
from .schedule import Tale, play
from .staff import employ
from .stage import Stage, Story, chance
from .stories import everything as stories
from .usage import stage_usage

# The Agency keeps the National Map in Opora since this day; the offices came later.
FOUNDED = datetime(2023, 9, 4, 9, 30, tzinfo=SOFIA)
OPENED = 300  # days ago they did


@transaction.atomic
def load(now: datetime) -> Stage:
    """Organizations, people, services and everything that happened up to `now`, on one schedule."""
    days = Days(now.astimezone(SOFIA), calendar())
    with all_or_nothing():
        stage = Stage(employ(FOUNDED), People(days.today), FOUNDED)
        found_offices(stage, [HOME])
        play(stage, everything(stage, days), until=days.last)
        sums.recount(now=days.now)
    return stage


def everything(stage: Stage, days: Days) -> list[Tale]:
    """All tales; those of the same moment go on in this order."""
    told = stories()
    return [
        open_doors(stage, days),
        *stage_planning(stage, days),
        *[tell(stage, days, story) for story in told],
        *lives(stage, days, told),
        announce(stage, days),
        count_visitors(stage, days),
        suspect(stage, days),
        give_code(stage, days, told),
        *stage_licenses(stage, days),
        *stage_register(stage, days),
        *stage_usage(stage, days, told),
        *stage_fees(stage, days),
        *stage_assistance(stage, days),
        *stage_protection(stage, days),
        *stage_courts(stage, days),
        *stage_foster(stage, days),
        *stage_patronage(stage, days),
        stage_queue_rule(stage, days),
    ]


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """No savepoint for each act: there is no act that may fail and leave the others, and they are
    a third of all statements."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


def open_doors(stage: Stage, days: Days) -> Tale:
    """The providers and their services are entered."""
    yield days.office(OPENED)
    stage.services |= build(stage.staff, days, now=stage.now)


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


def give_code(stage: Stage, days: Days, stories: list[Story]) -> Tale:
    """Somebody who waits asked for a code to follow the request with. It is told on the page where
    it is typed, so here it is one that is known."""
    yield days.office(7)
    story = next(one for one in stories if (one.person, one.kind) == FOLLOWED)
    actor = stage.officer(story)
    with acting(actor):
        request = requests.visible(actor).get(pk=story.request_id)
        made, _code = codes.issue_code(actor, request=request, now=stage.now)
        RequestCode.objects.filter(pk=made.pk).update(code_index=codes.code_index(FOLLOWED_CODE))
