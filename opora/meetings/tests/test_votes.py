"""A vote: who may, when, how often, on which version; what is kept and what is told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from opora.journal.models import Event
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.meetings import queries
from opora.meetings.models import Ballot, SecretRoll, SecretTally, Vote
from opora.meetings.rules import SYSTEM
from opora.meetings.services import invitations, sessions, votes
from opora.notices.models import Notice

from .conftest import DIGEST, OTHER_DIGEST, Meeting

Act = Callable[[Meeting, Vote], None]


def refused(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as raised:
        act()
    assert raised.value.sentence.endswith((".", "!"))
    assert "«" not in raised.value.sentence
    return raised.value


def test_an_open_vote_is_carried_and_bound_to_the_version(meeting: Meeting) -> None:
    held = meeting.session()
    vote = meeting.vote(held)
    outsider = meeting.outsider(held)
    for party in (meeting.district, meeting.samokov, outsider):
        meeting.cast(party, vote)
    meeting.cast(meeting.elin, vote, "against")
    meeting.cast(meeting.provider, vote, "abstain")
    done = meeting.close(vote, current_digest=DIGEST)
    assert (done.state, done.is_passed) == ("closed", True)
    assert (done.n_members, done.n_present, done.n_for) == (5, 5, 3)
    assert (done.n_against, done.n_abstained, done.n_needed) == (1, 1, 3)
    with meeting.as_(meeting.elin):
        assert queries.passed("map", 7, DIGEST) == done
        assert queries.passed("map", 7, OTHER_DIGEST) is None
        assert queries.passed("map", 8, DIGEST) is None
    with meeting.as_(meeting.stranger):
        assert queries.passed("map", 7, DIGEST) is None


def test_a_rejected_vote_carries_nothing(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())
    meeting.cast(meeting.district, vote)
    meeting.cast(meeting.samokov, vote)
    done = meeting.close(vote)
    assert done.is_passed is False
    with meeting.as_(meeting.district):
        assert queries.passed("map", 7, DIGEST) is None


def test_a_stranger_does_not_meet_the_vote(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())
    with pytest.raises(NotVisible):
        meeting.cast(meeting.stranger, vote)
    with pytest.raises(NotVisible), meeting.as_(meeting.stranger) as now:
        votes.close(meeting.stranger, vote=vote, now=now)


def test_a_colleague_of_a_member_is_not_a_member(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())
    colleague = Actor(meeting.stranger.user_id, meeting.samokov.organization_id, frozenset())
    found = refused(lambda: meeting.cast(colleague, vote))
    assert "Не сте член на групата" in found.sentence


def test_an_adviser_has_no_vote(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())
    assert "съвещателен глас" in refused(lambda: meeting.cast(meeting.adviser, vote)).sentence


def test_after_the_count_nothing_is_taken(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())
    for party in (meeting.district, meeting.samokov, meeting.elin):
        meeting.cast(party, vote)
    meeting.close(vote)
    found = refused(lambda: meeting.cast(meeting.provider, vote))
    assert "приключи на" in found.sentence
    with meeting.as_(meeting.provider):
        assert Ballot.objects.filter(vote=vote).count() == 3
    refused(lambda: meeting.close(vote))


def test_another_version_is_not_voted(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())
    found = refused(lambda: meeting.cast(meeting.elin, vote, seen_digest=OTHER_DIGEST))
    assert "друга версия" in found.sentence


def test_a_version_changed_meanwhile_makes_the_vote_void(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())
    for party in (meeting.district, meeting.samokov, meeting.elin):
        meeting.cast(party, vote)
    done = meeting.close(vote, current_digest=OTHER_DIGEST)
    assert (done.state, done.is_passed, done.n_for) == ("void", None, 0)
    assert "променена" in done.void_reason
    with meeting.as_(meeting.district):
        assert queries.passed("map", 7, DIGEST) is None
    found = refused(lambda: meeting.cast(meeting.provider, vote))
    assert "недействително" in found.sentence


def test_who_changes_the_subject_ends_the_vote_without_seeing_the_group(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())
    facts: dict[str, Any] = {
        "subject_kind": "map",
        "subject_id": 7,
        "reason": "Картата е променена.",
    }
    with meeting.as_(meeting.stranger) as now:
        assert votes.void_subject(current_digest=DIGEST, now=now, **facts) == 0
        assert votes.void_subject(current_digest=OTHER_DIGEST, now=now, **facts) == 1
        assert not queries.votes(meeting.stranger).exists()
    with meeting.as_(meeting.district):
        vote.refresh_from_db()
        assert (vote.state, vote.void_reason) == ("void", "Картата е променена.")


def test_quorum_is_asked_at_the_opening_at_every_ballot_and_at_the_count(meeting: Meeting) -> None:
    held = meeting.session()
    absent = ["elin", "provider", "association"]

    def mark(state: str) -> None:
        with meeting.as_(meeting.district) as now:
            for name in absent:
                sessions.attend(
                    meeting.district, session=held, member=meeting.members[name], state=state,
                    now=now,
                )  # fmt: skip

    mark("absent")
    found = refused(lambda: meeting.vote(held))
    assert "присъстват 2 от 5" in found.sentence
    assert "нужни са 3" in found.sentence
    mark("present")
    vote = meeting.vote(held)
    meeting.cast(meeting.samokov, vote)
    mark("absent")
    assert "Няма кворум" in refused(lambda: meeting.cast(meeting.district, vote)).sentence
    assert "Няма кворум" in refused(lambda: meeting.close(vote)).sentence


def test_a_represented_member_counts_only_by_the_groups_rule(meeting: Meeting) -> None:
    held = meeting.session()
    with meeting.as_(meeting.district) as now:
        sessions.attend(
            meeting.district, session=held, member=meeting.members["elin"], state="represented",
            represented_by="Зам.-кмет", now=now,
        )  # fmt: skip
        assert queries.count(held, set()).n_present == 4
        held.group.counts_represented = True
        assert queries.count(held, set()).n_present == 5
    vote = meeting.vote(held)
    found = refused(lambda: meeting.cast(meeting.elin, vote))
    assert "присъстващ" in found.sentence


def test_who_is_not_there_does_not_vote(meeting: Meeting) -> None:
    held = meeting.session()
    with meeting.as_(meeting.district) as now:
        sessions.attend(
            meeting.district, session=held, member=meeting.members["elin"], state="absent", now=now
        )
    vote = meeting.vote(held)
    found = refused(lambda: meeting.cast(meeting.elin, vote))
    assert "Присъствам" in found.remedy
    with meeting.as_(meeting.elin) as now:
        sessions.attend(meeting.elin, session=held, now=now)
    meeting.cast(meeting.elin, vote)


def test_a_double_click_counts_once_and_a_change_is_seen(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())
    meeting.cast(meeting.elin, vote)
    n_events = Event.objects.filter(record_kind="vote").count()
    meeting.cast(meeting.elin, vote)
    assert Event.objects.filter(record_kind="vote").count() == n_events
    found = refused(lambda: meeting.cast(meeting.elin, vote, "against"))
    assert "Вече сте гласували „за“" in found.sentence
    meeting.cast(meeting.elin, vote, "against", seen_choice="for")
    with meeting.as_(meeting.elin):
        assert [each.choice for each in Ballot.objects.filter(vote=vote)] == ["against"]


def test_a_conflict_is_declared_before_the_ballot_and_leaves_the_count(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())
    with meeting.as_(meeting.provider) as now:
        votes.declare_conflict(meeting.provider, vote=vote, reason="Моя услуга", now=now)
        votes.declare_conflict(meeting.provider, vote=vote, reason="Пак", now=now)
    found = refused(lambda: meeting.cast(meeting.provider, vote))
    assert "конфликт" in found.sentence
    for party in (meeting.district, meeting.samokov, meeting.elin):
        meeting.cast(party, vote)
    with meeting.as_(meeting.elin) as now:
        refused(lambda: votes.declare_conflict(meeting.elin, vote=vote, reason="Късно", now=now))
    done = meeting.close(vote)
    assert (done.n_conflicts, done.n_needed, done.is_passed) == (1, 3, True)


def test_one_vote_at_a_time_and_only_in_an_open_session(meeting: Meeting) -> None:
    held = meeting.session()
    vote = meeting.vote(held)
    assert "друго гласуване" in refused(lambda: meeting.vote(held)).sentence
    with meeting.as_(meeting.district) as now:
        refused(lambda: sessions.close_session(meeting.district, session=held, now=now))
        votes.void(meeting.district, vote=vote, reason="Грешен въпрос", now=now)
        sessions.close_session(meeting.district, session=held, now=now)
    assert "не тече" in refused(lambda: meeting.vote(meeting.fresh(held))).sentence


def test_only_who_leads_the_group_opens_and_counts(meeting: Meeting) -> None:
    held = meeting.session()
    vote = meeting.vote(held)
    for act in (votes.close, votes.void):
        more = {"reason": "Защото"} if act is votes.void else {}
        with meeting.as_(meeting.samokov) as now:
            refused(lambda: act(meeting.samokov, vote=vote, now=now, **more))  # noqa: B023
    with meeting.as_(meeting.samokov) as now, pytest.raises(Refused):
        votes.open_vote(meeting.samokov, session=held, question="Друго", now=now)


def test_a_dissenting_opinion_waits_for_the_count_and_stands_once(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())

    def dissent(text: str = "Не съм съгласна.") -> object:
        with meeting.as_(meeting.elin) as now:
            return votes.dissent(meeting.elin, vote=vote, text=text, now=now)

    refused(dissent)
    for party in (meeting.district, meeting.samokov, meeting.elin):
        meeting.cast(party, vote)
    meeting.close(vote)
    refused(lambda: dissent(" "))
    dissent()
    refused(dissent)


def test_members_are_told_and_the_audience_is_their_organizations(meeting: Meeting) -> None:
    held = meeting.session()
    meeting.vote(held)
    with meeting.as_(meeting.elin):
        kinds = list(Notice.objects.values_list("kind", flat=True))
        assert {"meeting.invited", "meeting.vote_opened"} <= set(kinds)
        event = Event.objects.filter(name="meetings.vote_opened").get()
        assert set(event.audience) == set(meeting.group.audience)
        assert meeting.stranger.organization_id not in event.audience
    with meeting.as_(meeting.stranger):
        assert not Event.objects.filter(name__startswith="meetings.").exists()


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
