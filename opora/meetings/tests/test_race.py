"""Two devices, many members and the count at the same moment. Kept for ever.

Real connections of the application's role, on a committed database.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from opora.lib.refusals import Refused
from opora.meetings.models import Ballot, SecretRoll, Vote

from .conftest import Meeting, make

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]


def together(acts: list[Act]) -> list[object]:
    """Run the acts on a connection each, from the same moment on; what each gave."""
    gate = threading.Barrier(len(acts))

    def run(act: Act) -> object:
        try:
            gate.wait(timeout=30)
            return act()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(timeout=60) for done in [pool.submit(run, act) for act in acts]]


def casting(meeting: Meeting, name: str, vote: Vote, choice: str) -> Act:
    actor = getattr(meeting, name)
    return lambda: meeting.cast(actor, vote, choice)


@pytest.mark.parametrize("is_secret", [False, True])
def test_two_devices_of_one_member(is_secret: bool) -> None:
    """Sixteen taps „за“ and „против“ at once: one ballot, everybody else is told."""
    meeting = make()
    vote = meeting.vote(meeting.session(), is_secret=is_secret)
    acts = [casting(meeting, "elin", vote, "for"), casting(meeting, "elin", vote, "against")] * 8
    results = together(acts)
    taken = [each for each in results if not isinstance(each, Refused)]
    with meeting.as_(meeting.elin):
        rows = SecretRoll if is_secret else Ballot
        assert rows.objects.filter(vote=vote).count() == 1
    assert len(taken) == 1 if is_secret else len(taken) == 8  # the same choice again is no error


def test_the_count_and_the_ballots_at_once() -> None:
    """Whatever the order, every accepted ballot is counted and none comes in afterwards."""
    meeting = make()
    vote = meeting.vote(meeting.session())
    acts: list[Act] = [
        casting(meeting, name, vote, "for") for name in ("district", "samokov", "elin", "provider")
    ]
    results = together([*acts, lambda: meeting.close(vote)])
    done = results[-1]
    assert isinstance(done, Vote)
    n_taken = sum(not isinstance(each, Refused) for each in results[:-1])
    with meeting.as_(meeting.district):
        assert done.n_for == n_taken == Ballot.objects.filter(vote=vote).count()


def test_secret_ballots_of_many_at_once_lose_nothing() -> None:
    meeting = make()
    vote = meeting.vote(meeting.session(), is_secret=True)
    names = ("district", "samokov", "elin", "provider")
    results = together([casting(meeting, name, vote, "for") for name in names])
    assert results == [None] * 4
    assert meeting.close(vote).n_for == 4


def test_two_who_open_a_vote_at_once() -> None:
    meeting = make()
    held = meeting.session()
    results = together([lambda: meeting.vote(held)] * 4)
    assert sum(isinstance(each, Vote) for each in results) == 1
    assert sum(isinstance(each, Refused) for each in results) == 3
