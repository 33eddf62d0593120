"""The demonstration: every state is there, nothing impossible is, and nobody sees too much."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from opora.accounts import queries as accounts
from opora.accounts.models import DirectorateArea, User
from opora.cases.models import Case
from opora.cases.rules import CaseState
from opora.journal.context import acting
from opora.journal.models import Event
from opora.law.queries import calendar
from opora.lib.actor import Actor
from opora.lib.words import SOFIA
from opora.people import queries as people
from opora.people.models import MergeRecord, Person
from opora.people.rules import Missing, is_demo_number
from opora.places import queries as places
from opora.places.models import Placement, PlaceOffer, WaitingListEntry
from opora.referral import queries as referral
from opora.referral.models import (
    Consultation,
    Handover,
    Participation,
    Refusal,
    ServiceRequest,
    UsageRecord,
)
from opora.referral.rules import OPEN, State
from opora.referral.services import codes
from opora.register.models import Capacity, Service, ServiceComplex
from opora.site.demo.citizens import FOLLOWED, FOLLOWED_BORN, FOLLOWED_CODE
from opora.site.demo.loading import load
from opora.site.demo.offices import ACCOUNTS, AREA_SOURCE
from opora.site.demo.stage import Stage
from opora.usage.models import Attendance

SEVEN = [
    "ob-samokov",
    "dsp-samokov",
    "dsp-samokov",
    "slance",
    "ob-elena",
    "oblast-sofia",
    "asp",
]

AT_ANY_HOUR = (
    "protection.", "patronage.", "notices.",  # urgent, carried to the door, told by the machine
    "usage.day_marked", "deliveries.given",  # in a house that never closes
    "places.", "people.", "agreements.ended", "cases.ended", "cases.follow_up_planned",
    "referral.offered", "referral.enqueued",  # a place is freed on a Sunday too
    "needs.commented", "national.plan_commented",  # citizens
)  # fmt: skip


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Loaded once for all tests of this file, and rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(timezone.now())
        transaction.set_rollback(True)


def everybody(stage: Stage) -> Iterator[Actor]:
    """Every organization in turn, while the database shows what it may see."""
    for office in stage.staff.offices.values():
        actor = Actor(None, office.pk, frozenset({"officer"}))
        with acting(actor):
            yield actor


def requests(stage: Stage) -> dict[int, ServiceRequest]:
    """All requests, each as some organization sees it."""
    return {one.pk: one for _actor in everybody(stage) for one in ServiceRequest.objects.all()}


def n_open(actor: Actor) -> int:
    with acting(actor):
        return referral.visible(actor).filter(closed_at=None).count()


def test_every_state_is_there(stage: Stage) -> None:
    assert {one.state for one in requests(stage).values()} == set(State)


def test_clocks_are_late_near_and_far(stage: Stage) -> None:
    today = timezone.localdate()
    actor = stage.staff.first("ob-samokov")
    with acting(actor):
        due = [
            (one.due_on - today).days
            for one in referral.visible(actor).filter(closed_at=None)
            if one.due_on
        ]
    assert any(days < 0 for days in due)
    assert any(0 <= days <= 3 for days in due)
    assert any(days > 3 for days in due)


@pytest.mark.parametrize(
    ("slug", "least"),
    [
        ("ob-samokov", 12),
        ("dsp-samokov", 10),
        ("slance", 6),
        ("ob-sozopol", 3),
        ("dsp-sozopol", 3),
        ("ob-bansko", 3),
        ("ob-mineralni-bani", 3),
        ("ob-elena", 3),
    ],
)
def test_everybody_has_work(stage: Stage, slug: str, least: int) -> None:
    assert n_open(stage.staff.first(slug)) >= least


def test_work_is_shared_and_some_of_it_is_nobodys(stage: Stage) -> None:
    open_states = [state.value for state in OPEN]
    for slug in ("ob-samokov", "dsp-samokov"):
        actor = stage.staff.first(slug)
        with acting(actor):
            ours = Participation.objects.filter(
                organization=actor.organization_id, until=None, request__state__in=open_states
            )
            officers = set(ours.values_list("officer", flat=True))
        assert None in officers
        assert len(officers) >= 4


def test_no_service_is_over_capacity_but_by_an_act(stage: Stage) -> None:
    today = timezone.localdate()
    occupancy = places.occupancy([one.pk for one in stage.services.values()], today)
    over = {pk for pk, one in occupancy.items() if one.n_over}
    assert stage.services["nadezhda"].pk in over
    by_act = set()
    for actor in everybody(stage):
        exceeding = Placement.objects.filter(organization=actor.organization_id)
        for placement in exceeding.filter(is_over_capacity=True):
            by_act.add(placement.service_id)
            assert placement.ground != "regular"
            assert placement.ground_document
    assert over <= by_act


def test_full_services_have_queues_and_open_offers(stage: Stage) -> None:
    today = timezone.localdate()
    assistance, center = stage.services["ap-sam"].pk, stage.services["slance"].pk
    occupancy = places.occupancy([assistance, center], today)
    assert occupancy[assistance].n_waiting == 9
    assert occupancy[center].n_waiting == 4
    assert all(one.n_vacancies == 0 for one in occupancy.values())
    with acting(stage.staff.first("ob-samokov")):
        assert WaitingListEntry.objects.filter(priority=1, state="waiting").count() == 2
        ends = PlaceOffer.objects.filter(state="open").values_list("expires_at", flat=True)
        assert min(ends) < timezone.now() + timedelta(hours=24)


def test_places_have_a_history_and_a_future(stage: Stage) -> None:
    rows = Capacity.objects.filter(service=stage.services["slance"]).order_by("valid_from")
    assert [row.n_places for row in rows] == [4, 5, 6, 9]
    assert rows.reverse()[0].valid_from > timezone.localdate()


def test_the_complex_of_sozopol_has_four_services(stage: Stage) -> None:
    assert ServiceComplex.objects.get(municipality__name="Созопол").services.count() == 4


def test_the_authorities_ask_hand_over_and_refuse(stage: Stage) -> None:
    handovers, answered, refusals, usage, merges = set(), set(), 0, 0, 0
    for _actor in everybody(stage):
        handovers |= set(Handover.objects.values_list("state", flat=True))
        answered |= {one.answered_at is None for one in Consultation.objects.all()}
        refusals += Refusal.objects.count()
        usage += UsageRecord.objects.count()
        merges += MergeRecord.objects.filter(state="proposed").count()
    assert handovers == {"proposed", "accepted", "declined"}
    assert answered == {True, False}
    assert refusals
    assert usage
    assert merges


def test_everybody_is_invented_and_labeled(stage: Stage) -> None:
    found: dict[int, Person] = {}
    for actor in everybody(stage):
        found |= {one.pk: one for one in people.visible(actor)}
    assert 200 <= len(found) <= 300
    assert all(one.is_demo for one in found.values())
    kinds = {one.identifier_kind for one in found.values()}
    assert kinds == {"egn", "lnch", "none"}
    for person in found.values():
        number = people.identifier_of(person) or ""
        assert person.identifier_kind != "egn" or is_demo_number(number)
    reasons = {one.missing_reason for one in found.values()} - {""}
    assert reasons == {Missing.NEWBORN, Missing.HOMELESS, Missing.UNKNOWN}


def test_elena_sees_nothing_of_samokov(stage: Stage) -> None:
    samokov = ("ob-samokov", "dsp-samokov", "slance", "soc-samokov")
    theirs: set[int] = set()
    for slug in samokov:
        actor = stage.staff.first(slug)
        with acting(actor):
            theirs |= set(Person.objects.values_list("pk", flat=True))
    stranger = stage.staff.first("ob-elena")
    with acting(stranger):
        assert Person.objects.exists()
        assert not Person.objects.filter(pk__in=theirs).exists()
        assert not ServiceRequest.objects.filter(person__in=theirs).exists()
        assert not Placement.objects.filter(person__in=theirs).exists()
        assert not Event.objects.filter(subject_id__in=theirs).exists()


def test_accounts_of_the_story_come_first_and_only_ready_ones_are_listed(stage: Stage) -> None:
    listed = accounts.demo_accounts()
    assert [roles[0].organization.slug for _user, roles in listed[:7]] == SEVEN
    assert {user.email for user, _roles in listed} == {one.email for one in ACCOUNTS}
    assert max(len(roles) for _user, roles in listed) == 2
    assert all(user.is_demo and user.has_usable_password() for user, _roles in listed)


def test_only_the_operator_is_no_demo_account(stage: Stage) -> None:
    others = User.objects.filter(is_demo=False)
    assert [(one.email, one.is_active) for one in others] == [("operator@localhost", False)]


def test_areas_say_that_they_are_to_be_checked(stage: Stage) -> None:
    assert {one.source for one in DirectorateArea.objects.all()} == {AREA_SOURCE}


def all_events(stage: Stage) -> list[tuple[int, datetime, str]]:
    """Every event of the demonstration with its moment and name, in the order of the journal."""
    fields = ("pk", "recorded_at", "name")
    return sorted({row for _ in everybody(stage) for row in Event.objects.values_list(*fields)})


def test_acts_are_recorded_in_the_order_of_time(stage: Stage) -> None:
    """Positions are given at commit in the order in which the events were written."""
    moments = [moment for _pk, moment, _name in all_events(stage)]
    assert len(moments) > 5000
    assert moments == sorted(moments)
    assert moments[-1] <= timezone.now()
    assert Service.objects.count() == len(stage.services)
    assert settings.ENVIRONMENT.is_demo


def test_offices_act_in_office_hours(stage: Stage) -> None:
    """Houses that never close, urgent signals, meals and citizens know no working days."""
    days, odd = calendar(), []
    for _pk, moment, name in all_events(stage):
        at = moment.astimezone(SOFIA)
        if not (days.is_working(at.date()) and time(8) <= at.time() <= time(18, 30)):
            odd.append(name)
    assert [name for name in odd if not name.startswith(AT_ANY_HOUR)] == []


def test_whoever_is_served_for_some_days_has_a_lead(stage: Stage) -> None:
    since = timezone.localdate() - timedelta(days=9)
    unled: list[Case] = []
    n_all = 0
    for actor in everybody(stage):
        opened = Case.objects.filter(organization=actor.organization_id, state=CaseState.OPEN)
        n_all += opened.count()
        unled += opened.filter(lead=None, opened_on__lt=since)
    assert n_all > 30
    assert unled == []


def test_anybody_may_follow_one_request_with_the_code_that_the_page_tells(stage: Stage) -> None:
    opened = codes.open_by_code(FOLLOWED_CODE, birth_year=FOLLOWED_BORN, now=timezone.now())
    with acting(opened.actor):
        request = ServiceRequest.objects.get(pk=opened.request_id)
    assert request.named_service_id == FOLLOWED[1]


def test_there_is_work_to_be_seen_on_any_day(stage: Stage) -> None:
    """A house that never closes has marked yesterday or today, whatever day it is."""
    yesterday = timezone.localdate() - timedelta(days=1)
    with acting(stage.staff.head("slance")):
        home = stage.services["nadezhda"]
        assert Attendance.objects.filter(service=home, day__gte=yesterday).exists()
