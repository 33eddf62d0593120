"""Adults placed by the court, and appeals against refusals."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from opora.courts import queries, services
from opora.courts.models import CourtPlacement
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import queries as people_queries
from opora.referral import services as referral
from opora.referral.models import Refusal

from . import texts_of_protection as texts
from .cases import live
from .days import Days
from .protection import Office
from .schedule import Scene, Tale
from .stage import Stage


def stage_courts(stage: Stage, days: Days) -> list[Tale]:
    """Court placements in every state, appeals, the days for the papers of an urgent admission."""
    return [*courts(Office(stage, days)), told_of_days(stage, days), appeals(stage, days)]


def courts(office: Office) -> list[Tale]:
    """Adults under guardianship: an application, a hearing, a place whose term ends soon."""
    return [apply(office, 4), heard(office), rejected(office), placed(office)]


def heard(office: Office) -> Tale:
    """The hearing is set."""
    row = yield from apply(office, 60)
    yield from file(office, row, 55)
    yield from act(
        office, services.set_hearing, row, 30, court_case="гр. д. 512/2026",
        hearing_on=office.days.calendar.roll(office.days.today + timedelta(days=9)),
    )  # fmt: skip


def rejected(office: Office) -> Tale:
    """The court says no."""
    row = yield from apply(office, 200)
    yield from file(office, row, 190)
    yield from act(
        office, services.reject_placement, row, 120, decision="Решение № 87/2026",
        happened_on=office.at(120).date(),
    )  # fmt: skip


def placed(office: Office) -> Tale:
    """Placed; the term ends in two months."""
    row = yield from apply(office, 280)
    yield from file(office, row, 275)
    decided = office.at(240)
    yield from act(
        office, services.grant_placement, row, 240, decision="Решение № 31/2026",
        happened_on=decided.date(), until=(office.days.now + timedelta(days=60)).date(),
    )  # fmt: skip
    yield from act(office, services.admit, row, 238, service=office.stage.services["zzh-sam"])
    with acting(office.officer):
        admitted = queries.placement(office.officer, row.pk)
    story = office.story(row.person_id, "zzh-ui", "zzh-sam", admitted.request_id or 0)
    yield from live(office.stage, office.days, story)


def apply(office: Office, day: int) -> Scene[CourtPlacement]:
    """An application prepared on a day."""
    now, actor = office.at(day), office.officer
    yield now
    person = office.person(actor, 40)
    with acting(actor):
        speaker = people_queries.representatives(actor, person, now.date())[0]
        return services.propose_placement(
            actor,
            person=person,
            named_service=office.stage.kinds["zzh-ui"],
            service=office.stage.services["zzh-sam"],
            municipality_id="SFO39",
            guardian=speaker.name,
            guardian_opinion=texts.GUARDIAN,
            person_opinion=texts.ADULT_WORDS,
            reason=texts.ADULT,
            now=now,
        )


def file(office: Office, placement: CourtPlacement, day: int) -> Tale:
    """The director files it."""
    now = office.at(day)
    yield from act(
        office, services.file_application, placement, day, office.head, court=texts.COURT,
        happened_on=now.date(),
    )  # fmt: skip


def act(
    office: Office, verb: Callable[..., Any], placement: CourtPlacement, day: int,
    by: Actor | None = None, **more: Any,
) -> Tale:  # fmt: skip
    """One act on a court placement."""
    yield office.at(day)
    actor = by or office.officer
    with acting(actor):
        seen = queries.placement(actor, placement.pk)
        verb(actor, placement=seen, seen=seen.version, now=office.at(day), **more)


def told_of_days(stage: Stage, days: Days) -> Tale:
    """Within how many days the papers of an urgent admission come."""
    center, opened = stage.staff.head("slance"), days.office(280)
    yield opened
    with acting(center):
        referral.set_urgent_days(
            center, days={"identity": 14, "assessment": 20, "needs": 20, "agreement": 7},
            valid_from=opened.date(), now=opened,
        )  # fmt: skip


def appeals(stage: Stage, days: Days) -> Tale:
    """The refusals of Самоков: told to the person; one is before the court."""
    town, opened = stage.staff.first("ob-samokov"), days.office(280)
    yield opened
    with acting(town):
        body = referral.add_body(
            town, kind="court", name="Административен съд – София област", address="гр. София",
            now=opened,
        )  # fmt: skip
    now = days.office(3)
    yield now
    with acting(town):
        refusals = list(
            Refusal.objects.filter(request__owner_organization=town.organization_id)
            .select_related("request")
            .order_by("refused_on", "pk")
        )
        for refusal in refusals:
            referral.serve(town, refusal=refusal, how="post", happened_on=now.date(), now=now)
    now = days.office(1)
    yield now
    for refusal in refusals[:1]:
        with acting(town):
            appeal = referral.file_appeal(
                town, refusal=refusal, filed_by=refusal.request.person.full_name,
                text=texts.APPEAL, happened_on=now.date(), now=now,
            )  # fmt: skip
            referral.send_appeal(
                town, appeal=appeal, body=body, happened_on=now.date(), seen=appeal.version,
                now=now,
            )  # fmt: skip
