"""Secret votes, codes for people from outside, and the second wall alone."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from opora.journal.models import Event
from opora.lib.actor import Actor
from opora.meetings import queries
from opora.meetings.models import Ballot, SecretRoll, SecretTally, Vote
from opora.meetings.rules import SYSTEM
from opora.meetings.services import invitations, votes

from .conftest import Meeting
from .test_votes import refused

# Secret


def secret(meeting: Meeting) -> Vote:
    return meeting.vote(meeting.session(), is_secret=True)


def test_a_secret_vote_is_counted_and_counts_once(meeting: Meeting) -> None:
    vote = secret(meeting)
    outsider = meeting.outsider(vote.session)
    for party, choice in (
        (meeting.district, "for"), (meeting.samokov, "for"), (outsider, "for"),
        (meeting.elin, "against"),
    ):  # fmt: skip
        meeting.cast(party, vote, choice)
    assert "Тайният глас" in refused(lambda: meeting.cast(meeting.elin, vote, "for")).sentence
    assert "Тайният глас" in refused(lambda: meeting.cast(meeting.elin, vote, "against")).sentence
    done = meeting.close(vote)
    assert (done.n_for, done.n_against, done.n_abstained) == (3, 1, 0)
    assert done.is_passed
    assert not Ballot.objects.exists()


def test_the_tally_cannot_be_read_while_people_vote(meeting: Meeting) -> None:
    vote = secret(meeting)
    meeting.cast(meeting.elin, vote)
    with meeting.as_(meeting.district):
        assert not SecretTally.objects.exists()
        assert SecretRoll.objects.count() == 1
    for party in (meeting.district, meeting.samokov):
        meeting.cast(party, vote)
    meeting.close(vote)
    with meeting.as_(meeting.district):
        assert SecretTally.objects.get().n_for == 3


def test_nothing_joins_a_name_with_a_choice(meeting: Meeting) -> None:
    """Two tables without order or time: one row of counts for all, one name each in the other; and
    the journal names nobody and says no choice."""
    vote = secret(meeting)
    for party, choice in (
        (meeting.district, "for"), (meeting.samokov, "against"), (meeting.elin, "abstain"),
    ):  # fmt: skip
        meeting.cast(party, vote, choice)
    meeting.close(vote)
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name, data_type from information_schema.columns"
            " where table_name in ('meetings_secretroll', 'meetings_secrettally')"
        )
        columns = {(table, name): kind for table, name, kind in cursor.fetchall()}
    assert columns == {
        ("meetings_secretroll", "id"): "uuid",  # random: no order
        ("meetings_secretroll", "vote_id"): "bigint",
        ("meetings_secretroll", "member_id"): "bigint",
        ("meetings_secrettally", "vote_id"): "bigint",
        ("meetings_secrettally", "n_for"): "smallint",
        ("meetings_secrettally", "n_against"): "smallint",
        ("meetings_secrettally", "n_abstained"): "smallint",
    }
    with meeting.as_(meeting.district):
        assert SecretTally.objects.count() == 1
        told = Event.objects.filter(name="meetings.ballot_cast", record_id=vote.pk)
        assert [(each.user_id, each.digest) for each in told] == [(None, None)] * 3
        assert {each.organization_id for each in told} == {meeting.group.organization_id}


def test_the_application_cannot_write_the_tally_or_the_roll_itself(meeting: Meeting) -> None:
    vote = secret(meeting)
    for statement in (
        "insert into meetings_secrettally values (%s, 9, 0, 0)",
        "update meetings_secrettally set n_for = 9 where vote_id = %s",
        "delete from meetings_secretroll where vote_id = %s",
    ):
        with pytest.raises(Exception, match="permission denied"), meeting.as_(meeting.district):
            with connection.cursor() as cursor:
                cursor.execute(statement, [vote.pk])


@pytest.mark.parametrize("who", ["elin", "adviser", "association"])
def test_nobody_puts_a_secret_ballot_for_another(meeting: Meeting, who: str) -> None:
    """Past the services: the database itself asks whose ballot it is."""
    vote = secret(meeting)
    with pytest.raises(Exception, match="not a ballot"), meeting.as_(meeting.samokov):
        with connection.cursor() as cursor:
            cursor.execute(
                "select meetings_cast_secret(%s, %s, 'for')", [vote.pk, meeting.members[who].pk]
            )


# From outside


def test_a_code_opens_one_session_until_it_expires_or_is_revoked(meeting: Meeting) -> None:
    held = meeting.session(state="invited")
    outsider = meeting.outsider(held)
    code = meeting.codes["association"]
    other = meeting.session(state="invited")
    with meeting.as_(outsider):
        assert list(queries.sessions(outsider)) == [held]
        assert queries.member_of(outsider, meeting.group, queries.day_of(other)) is not None
    assert invitations.enter(f" {code.lower()} ", now=meeting.now) == outsider
    refused(lambda: invitations.enter("ABEK-0000-0000", now=meeting.now))
    refused(lambda: invitations.enter(code, now=held.starts_at.replace(year=2027)))
    with meeting.as_(meeting.district) as now:
        invitations.revoke(
            meeting.district, session=held, member=meeting.members["association"], now=now
        )
    refused(lambda: invitations.enter(code, now=meeting.now))


def test_a_code_issued_after_the_session_still_lets_one_approve_the_minutes(
    meeting: Meeting,
) -> None:
    held = meeting.session(state="invited")
    meeting.now += timedelta(days=40)
    assert meeting.outsider(held).session_id == held.pk


def test_a_new_code_ends_the_old_one(meeting: Meeting) -> None:
    held = meeting.session(state="invited")
    meeting.outsider(held)
    old = meeting.codes["association"]
    meeting.outsider(held)
    refused(lambda: invitations.enter(old, now=meeting.now))


def test_the_code_itself_is_stored_nowhere(meeting: Meeting) -> None:
    held = meeting.session(state="invited")
    meeting.outsider(held)
    code = meeting.codes["association"]
    with meeting.as_(meeting.district), connection.cursor() as cursor:
        cursor.execute("select i::text from meetings_memberinvitation i")
        rows = str(cursor.fetchall())
        cursor.execute("select e::text from journal_eventdetail e")
        rows += str(cursor.fetchall())
    assert code not in rows
    assert code.replace("-", "") not in rows


def test_only_people_from_outside_get_codes(meeting: Meeting) -> None:
    held = meeting.session(state="invited")
    with meeting.as_(meeting.district) as now:
        refused(
            lambda: invitations.issue(
                meeting.district, session=held, member=meeting.members["elin"], now=now
            )
        )


def test_the_system_may_end_a_vote_but_not_count_it(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())
    system = Actor(None, meeting.group.organization_id, frozenset({SYSTEM}))
    with meeting.as_(system) as now:
        refused(lambda: votes.close(system, vote=vote, now=now))
        assert votes.void(system, vote=vote, reason="Променено.", now=now).state == "void"


def test_past_the_services_nobody_votes_for_another_nor_counts(meeting: Meeting) -> None:
    """The second wall alone: plain rows, without any rule of ours."""
    vote = meeting.vote(meeting.session())
    meeting.cast(meeting.elin, vote)
    with meeting.as_(meeting.samokov) as now:
        assert Vote.objects.filter(pk=vote.pk).update(is_passed=True, state="closed") == 0
        assert Ballot.objects.filter(vote=vote).update(choice="against") == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Ballot.objects.create(
                vote=vote, member=meeting.members["provider"], choice="for", cast_at=now
            )
    with meeting.as_(meeting.district) as now:
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Ballot.objects.create(
                vote=vote, member=meeting.members["association"], choice="for", cast_at=now
            )
