"""Groups, sessions and minutes: who may, what is kept, what outsiders of the group see."""

import hashlib
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from opora.accounts.models import Organization, User
from opora.documents.models import NumberSeries
from opora.lib.canonical import digest
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.meetings import queries
from opora.meetings.models import Group, Minutes, Session
from opora.meetings.services import groups, minutes, sessions

from .conftest import MARK, RULE, Meeting


def test_the_members_organizations_see_the_group_and_nobody_else(meeting: Meeting) -> None:
    for actor in (meeting.district, meeting.samokov, meeting.provider, meeting.adviser):
        with meeting.as_(actor):
            assert list(queries.groups(actor)) == [meeting.group]
    with meeting.as_(meeting.stranger):
        assert not queries.groups(meeting.stranger).exists()


def test_the_second_wall_alone_shows_a_stranger_nothing(meeting: Meeting) -> None:
    meeting.minutes()
    tables = [
        model._meta.db_table for model in Group._meta.apps.get_app_config("meetings").get_models()
    ]
    with meeting.as_(meeting.samokov), connection.cursor() as cursor:
        cursor.execute("select count(*) from meetings_statement")
        assert cursor.fetchone()[0] == 1
    with meeting.as_(meeting.stranger), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'select count(*) from "{table}"')
            assert cursor.fetchone()[0] == 0, table


def test_a_member_cannot_change_the_organizers_rows(meeting: Meeting) -> None:
    held = meeting.session(state="invited")
    with meeting.as_(meeting.samokov):
        assert Group.objects.filter(pk=meeting.group.pk).update(name="Друго") == 0
        assert Session.objects.filter(pk=held.pk).update(title="Друго") == 0


def test_who_may_not_lead_is_told_so(meeting: Meeting) -> None:
    facts: dict[str, Any] = {
        "kind": "working_group",
        "name": "Н",
        "purpose": "П",
        "now": meeting.now,
    }
    with meeting.as_(meeting.provider), pytest.raises(Refused, match="не свиква"):
        groups.create_group(meeting.provider, **facts, **RULE)
    with meeting.as_(meeting.samokov) as now, pytest.raises(Refused, match="на организатора"):
        sessions.plan(
            meeting.samokov, group=meeting.group, title="Т", starts_at=now, place="П", now=now
        )
    with meeting.as_(meeting.stranger) as now, pytest.raises(NotVisible):
        groups.change_rules(meeting.stranger, group=meeting.group, quorum="all", now=now)


def test_a_member_must_work_where_they_say(meeting: Meeting) -> None:
    with meeting.as_(meeting.district) as now, pytest.raises(Refused, match="тази поща"):
        groups.add_member(
            meeting.district,
            group=meeting.group,
            name="Елена",
            user=User.objects.get(pk=meeting.stranger.officer_id),
            organization=Organization.objects.get(pk=meeting.samokov.organization_id),
            capacity="municipality",
            valid_from=date(2026, 11, 1),
            now=now,
        )


def test_a_group_has_one_chair(meeting: Meeting) -> None:
    with meeting.as_(meeting.district) as now, pytest.raises(Refused, match="тази роля"):
        groups.add_member(
            meeting.district, group=meeting.group, name="Втори", organization_name="Друга",
            capacity="expert", part="chair", valid_from=date(2026, 11, 1), now=now,
        )  # fmt: skip


def test_who_leaves_stops_seeing_and_voting(meeting: Meeting) -> None:
    with meeting.as_(meeting.district) as now:
        groups.end_member(
            meeting.district, member=meeting.members["elin"], valid_to=date(2026, 11, 20), now=now
        )
    with meeting.as_(meeting.elin):
        assert not queries.groups(meeting.elin).exists()
    held = meeting.session(state="invited")
    with meeting.as_(meeting.district):
        assert queries.count(held, set()).n_members == 4


def test_numbers_of_sessions_follow_each_other(meeting: Meeting) -> None:
    assert [meeting.session(state="planned").number for _ in range(3)] == [1, 2, 3]


def test_a_session_is_not_opened_before_the_invitations(meeting: Meeting) -> None:
    held = meeting.session(state="planned")
    with meeting.as_(meeting.district) as now:
        with pytest.raises(Refused, match="подготвя се"):
            sessions.open_session(meeting.district, session=held, now=now)


def test_two_who_edit_a_session(meeting: Meeting) -> None:
    held = meeting.session(state="planned")
    facts: dict[str, Any] = {"title": "Нова тема", "starts_at": held.starts_at, "place": "Зала 2",
             "is_online": True}  # fmt: skip
    with meeting.as_(meeting.district) as now:
        sessions.change(meeting.district, session=held, seen=1, now=now, **facts)
        with pytest.raises(Stale) as stale:
            sessions.change(meeting.district, session=held, seen=1, now=now, **facts)
    assert {each.now for each in stale.value.changes} == {"Нова тема", "Зала 2"}


def test_a_member_marks_and_speaks_only_for_themself(meeting: Meeting) -> None:
    held = meeting.session()
    other = meeting.members["elin"]
    with meeting.as_(meeting.samokov) as now:
        with pytest.raises(Refused, match="организатора"):
            sessions.attend(meeting.samokov, session=held, member=other, state="absent", now=now)
        with pytest.raises(Refused, match="организатора"):
            sessions.say(
                meeting.samokov, item=held.items.all()[0], kind="finding", text="Т", member=other,
                now=now,
            )  # fmt: skip


def test_minutes_go_from_draft_to_a_locked_document(meeting: Meeting) -> None:
    sent = meeting.minutes()
    with meeting.as_(meeting.district) as now:
        with pytest.raises(Refused, match="Още не са се произнесли"):
            minutes.lock(meeting.district, minutes=sent, seen=sent.version, now=now)
    with meeting.as_(meeting.elin) as now:
        minutes.object_to(
            meeting.elin, minutes=sent, seen=sent.version, text="Липсва изказване.", now=now
        )
    with meeting.as_(meeting.district) as now:
        with pytest.raises(Refused, match="възражение без отговор"):
            minutes.lock(meeting.district, minutes=sent, seen=sent.version, now=now)
        back = minutes.withdraw(meeting.district, minutes=sent, seen=sent.version, now=now)
        item = sent.session.items.all()[0]
        fixed = minutes.correct(
            meeting.district, minutes=back, seen=back.version, opening="Откри председателят.",
            closing="", discussions={str(item.pk): "Обсъдена бе картата.", "999": "чуждо"}, now=now,
        )  # fmt: skip
        assert fixed.content["discussions"] == {str(item.pk): "Обсъдена бе картата."}
        again = minutes.circulate(meeting.district, minutes=fixed, seen=fixed.version, now=now)
    with meeting.as_(meeting.elin) as now, pytest.raises(Stale):
        minutes.approve(meeting.elin, minutes=again, seen=again.version - 1, now=now)
    outsider = meeting.outsider(meeting.fresh(again.session))
    voters = (meeting.district, meeting.samokov, meeting.elin, meeting.provider, outsider)
    for party in voters:
        with meeting.as_(party) as now:
            minutes.approve(party, minutes=again, seen=again.version, now=now)
    with meeting.as_(meeting.district) as now:
        done = minutes.lock(meeting.district, minutes=again, seen=again.version, now=now)
        kept = Minutes.objects.get(pk=done.pk)
    assert (kept.state, kept.number, kept.year) == ("locked", 1, 2026)
    assert kept.pdf is not None
    assert bytes(kept.pdf).startswith(b"%PDF")
    assert hashlib.sha256(bytes(kept.pdf)).hexdigest() == kept.pdf_digest
    assert digest(kept.content["final"]) == kept.content_digest
    final = kept.content["final"]
    assert final["document"] == "1/2026"
    assert final["items"][0]["discussion"] == "Обсъдена бе картата."
    assert final["items"][0]["votes"][0]["result"] == "Приема се."
    assert final["items"][0]["votes"][0]["dissents"][0]["text"] == "Капацитетът не стига."
    with meeting.as_(meeting.district):
        assert NumberSeries.objects.get(series="minutes").last == 1


def test_locked_minutes_stay_as_they_are(meeting: Meeting) -> None:
    sent = meeting.minutes()
    with meeting.as_(meeting.district) as now:
        later = now.replace(month=12)
        done = minutes.lock(meeting.district, minutes=sent, seen=sent.version, now=later)
        for act in (minutes.withdraw, minutes.circulate, minutes.lock):
            with pytest.raises(Refused):
                act(meeting.district, minutes=done, seen=done.version, now=later)
        with pytest.raises(IntegrityError), transaction.atomic():
            Minutes.objects.filter(pk=done.pk).update(pdf=None)


def test_minutes_are_not_drafted_of_an_open_session(meeting: Meeting) -> None:
    held = meeting.session()
    with meeting.as_(meeting.district) as now, pytest.raises(Refused, match="след закриването"):
        minutes.draft(meeting.district, session=held, now=now)


def test_minutes_name_everybody_but_no_secret_ballot(meeting: Meeting) -> None:
    held = meeting.session()
    vote = meeting.vote(held, is_secret=True)
    for party in (meeting.district, meeting.samokov, meeting.elin):
        meeting.cast(party, vote)
    meeting.close(vote)
    with meeting.as_(meeting.district) as now:
        sessions.close_session(meeting.district, session=held, now=now)
        made = minutes.draft(meeting.district, session=meeting.fresh(held), now=now)
        content = minutes.final_content(made)
    assert content["votes"][0]["names"] == []
    assert content["votes"][0]["how"] == "тайно"
    assert sum(MARK in each["name"] for each in content["members"]) == 6
    assert "присъстват 5 от 5" in content["quorum"]["sentence"]
