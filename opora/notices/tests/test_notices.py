"""Notices: across organizations, for one or for a role, without personal data."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from opora.accounts.models import Membership, Organization, User
from opora.accounts.rules import OrganizationKind
from opora.journal import queries as journal
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.notices import queries, rules, services
from opora.notices.models import Notice

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SENDER = Actor(1, 10, frozenset({"officer"}))
HEAD = Actor(2, 20, frozenset({"head"}))
OFFICER = Actor(3, 20, frozenset({"officer"}))
STRANGER = Actor(4, 30, frozenset({"head", "officer"}))


def tell(
    kind: str = "opinion.asked", *, user_id: int | None = None, role: str = "", now: datetime = NOW
) -> int:
    with acting(SENDER):
        return services.notify(
            SENDER,
            organization_id=20,
            user_id=user_id,
            role=role,
            kind=kind,
            record_kind="request",
            record_id=17,
            now=now,
        )


def unread(actor: Actor) -> list[str]:
    with acting(actor):
        return [str(each) for each in queries.unread(actor)]


def test_for_a_role() -> None:
    tell(role="head")

    assert unread(HEAD) == ["Друг орган иска Вашето становище."]
    assert unread(OFFICER) == []
    assert unread(STRANGER) == []
    assert unread(SENDER) == []


def test_for_one() -> None:
    tell("request.assigned", user_id=3)

    assert unread(OFFICER) == ["Възложено Ви е заявено желание."]
    assert unread(HEAD) == []
    assert unread(Actor(3, 30, frozenset({"officer"}))) == []


def test_the_wall_without_any_filter() -> None:
    tell(role="head")
    tell(user_id=3)
    for actor, n_seen in [(HEAD, 1), (OFFICER, 2), (STRANGER, 0), (SENDER, 0), (Actor(None, 0), 0)]:
        with acting(actor):
            assert Notice.objects.count() == n_seen
    with acting(STRANGER):
        assert Notice.objects.update(read_at=NOW) == 0
    with acting(SENDER), pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.create(
            organization_id=20, user_id=3, kind="x", record_kind="x", record_id=1, created_at=NOW
        )


def test_said_twice_before_it_is_read_is_one_newer_notice() -> None:
    first = tell(role="head")
    assert tell(role="head", now=NOW + timedelta(hours=1)) == first
    with acting(HEAD):
        assert queries.visible(HEAD).get().created_at == NOW + timedelta(hours=1)
        services.mark_read(HEAD, now=NOW)
    assert tell(role="head", now=NOW + timedelta(hours=2)) != first


def test_one_reads_for_the_role_and_it_is_known_who() -> None:
    notice_id = tell(role="head")
    deputy = Actor(5, 20, frozenset({"head"}))
    with acting(deputy):
        assert services.mark_read(deputy, notice_ids=[notice_id], now=NOW) == 1
        assert services.mark_read(deputy, notice_ids=[notice_id], now=NOW) == 0
    assert unread(HEAD) == []
    with acting(HEAD):
        assert queries.visible(HEAD).get().read_by_id == 5


def test_nobody_reads_anothers() -> None:
    notice_id = tell(user_id=3)
    for actor in (HEAD, STRANGER):
        with acting(actor):
            assert services.mark_read(actor, notice_ids=[notice_id], now=NOW) == 0
    assert len(unread(OFFICER)) == 1


def test_both_sides_hear_of_it_at_once() -> None:
    notice_id = tell(role="head")
    with acting(HEAD):
        event = journal.visible(HEAD).get()
    assert (event.name, event.record_kind, event.record_id) == (
        "notices.added",
        "notice",
        notice_id,
    )
    assert event.audience == [10, 20]


@pytest.mark.parametrize(
    "wrong", [{"kind": "hello"}, {"role": "head", "user_id": 3}, {}], ids=["kind", "both", "nobody"]
)
def test_a_programmers_mistake(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="for one person or for one role"):
        tell(**wrong)  # type: ignore[arg-type]


def test_every_kind_has_its_sentence() -> None:
    assert all(sentence.endswith(".") for sentence in rules.SENTENCES.values())
    assert all(len(kind) <= 40 for kind in rules.SENTENCES)
    assert rules.path_of("request", 17) == "requests/17/"
    assert rules.path_of("unknown", 17) == "notices/"


def test_the_page_and_the_way_to_the_record() -> None:
    where = Organization.objects.create(
        kind=OrganizationKind.DIRECTORATE, slug="dsp", name="ДСП", short_name="ДСП"
    )
    user = User.objects.create_user("head@dsp.bg", "Росица Димова")
    head = Actor(user.pk, where.pk, frozenset({"head"}))
    with acting(head):
        Membership.objects.create(user=user, organization=where, role="head")
        for record_id in (17, 18):
            notice_id = services.notify(
                head, organization_id=where.pk, role="head", kind="deadline.near",
                record_kind="request", record_id=record_id, now=NOW,
            )  # fmt: skip
    foreign = tell(role="head")
    client = Client()
    client.force_login(user)
    shown = client.get("/o/dsp/notices/").content.decode()
    assert shown.count("Наближава срок по заявено желание.") == 2
    opened = client.post(f"/o/dsp/notices/{notice_id}/open/")
    assert opened["Location"] == "/o/dsp/requests/18/"
    assert client.post(f"/o/dsp/notices/{foreign}/open/").status_code == 404
    assert client.get(f"/o/dsp/notices/{notice_id}/open/").status_code == 405
    assert client.post("/o/dsp/notices/read/").status_code == 302
    with acting(head):
        assert queries.n_unread(head) == 0
    stranger = Client()
    stranger.force_login(User.objects.create_user("x@elena.bg", "Друг"))
    assert stranger.get("/o/dsp/notices/").status_code == 404


def test_nothing_to_read() -> None:
    where = Organization.objects.create(
        kind=OrganizationKind.DIRECTORATE, slug="dsp", name="ДСП", short_name="ДСП"
    )
    user = User.objects.create_user("head@dsp.bg", "Росица Димова")
    with acting(Actor(user.pk, where.pk)):
        Membership.objects.create(user=user, organization=where, role="head")
    client = Client()
    client.force_login(user)
    assert "Няма известия" in client.get("/o/dsp/notices/").content.decode()
