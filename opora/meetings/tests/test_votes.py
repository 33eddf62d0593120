"""A vote: who may, when, how often, on which version; what is kept and what is told."""

from collections.abc import Callable
from typing import Any

import pytest

from opora.journal.models import Event
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.meetings import queries
from opora.meetings.models import Ballot, Vote
from opora.meetings.services import sessions, votes
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
