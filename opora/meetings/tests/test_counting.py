"""Quorum, majority, conflict of interest and abstention, as whole tables."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.meetings import counting
from opora.meetings.counting import ConflictRule, Count, Majority, Quorum

LEAVES, STAYS = ConflictRule.LEAVES, ConflictRule.STAYS


@pytest.mark.parametrize(
    ("quorum", "needed"),
    [
        # for                   0  1  2  3  4  5  6  7  8  9  10 members
        (Quorum.MORE_THAN_HALF, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6]),
        (Quorum.TWO_THIRDS, [1, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7]),
        (Quorum.ALL, [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        (Quorum.ANY, [1] * 11),
    ],
)
def test_quorum(quorum: Quorum, needed: list[int]) -> None:
    assert [counting.quorum_needed(quorum, n) for n in range(11)] == needed


@pytest.mark.parametrize(
    ("n_members", "n_present", "n_conflicts", "leaves", "stays"),
    [
        (9, 5, 0, True, True),
        (9, 4, 0, False, False),
        (9, 5, 1, False, True),  # 4 of 8: five needed when the conflicted leave both
        (9, 6, 1, True, True),
        (8, 5, 2, False, True),  # 3 of 6, four needed
        (8, 6, 2, True, True),  # 4 of 6
        (2, 2, 1, True, True),
        (1, 1, 1, False, True),  # nobody is left
        (0, 0, 0, False, False),
    ],
)
def test_conflict_and_quorum(
    n_members: int, n_present: int, n_conflicts: int, leaves: bool, stays: bool
) -> None:
    count = Count(n_members, n_present, n_conflicts)
    assert counting.has_quorum(Quorum.MORE_THAN_HALF, count, LEAVES) == leaves
    assert counting.has_quorum(Quorum.MORE_THAN_HALF, count, STAYS) == stays


TABLE = {
    # of 9 members 7 are there:   for, against, abstained → passed?
    Majority.OF_CAST: [((3, 2, 2), True), ((2, 2, 3), False), ((1, 0, 6), True),
                       ((0, 0, 7), False)],
    Majority.OF_PRESENT: [((4, 3, 0), True), ((3, 0, 4), False), ((3, 2, 2), False),
                          ((4, 0, 0), True)],
    Majority.OF_MEMBERS: [((5, 2, 0), True), ((4, 0, 3), False), ((4, 3, 0), False)],
    Majority.TWO_THIRDS_OF_PRESENT: [((5, 2, 0), True), ((4, 0, 3), False), ((4, 3, 0), False)],
    Majority.TWO_THIRDS_OF_MEMBERS: [((6, 1, 0), True), ((5, 0, 2), False)],
    Majority.ALL_PRESENT: [((7, 0, 0), True), ((6, 0, 1), False), ((6, 0, 0), False)],
}  # fmt: skip


@pytest.mark.parametrize(
    ("majority", "ballots", "is_passed"),
    [(majority, *row) for majority, rows in TABLE.items() for row in rows],
)
def test_majority(majority: Majority, ballots: tuple[int, int, int], is_passed: bool) -> None:
    count = Count(9, 7, 0, *ballots)
    assert counting.is_passed(majority, count, LEAVES) == is_passed


@pytest.mark.parametrize(
    ("majority", "leaves", "stays"),
    [
        (Majority.OF_CAST, 1, 1),
        (Majority.OF_PRESENT, 3, 4),
        (Majority.OF_MEMBERS, 4, 5),
        (Majority.TWO_THIRDS_OF_PRESENT, 4, 4),
        (Majority.TWO_THIRDS_OF_MEMBERS, 5, 6),
        (Majority.ALL_PRESENT, 5, 6),
    ],
)
def test_votes_needed_with_one_conflict_of_six_there(
    majority: Majority, leaves: int, stays: int
) -> None:
    count = Count(8, 6, 1)
    assert counting.votes_needed(majority, count, LEAVES) == leaves
    assert counting.votes_needed(majority, count, STAYS) == stays


def test_equal_votes_carry_nothing() -> None:
    for majority, conflict in product(Majority, ConflictRule):
        assert not counting.is_passed(majority, Count(8, 8, 0, 4, 4), conflict)
        assert not counting.is_passed(majority, Count(0, 0), conflict)


@given(
    st.sampled_from(Majority),
    st.sampled_from(ConflictRule),
    st.lists(st.sampled_from(["for", "against", "abstain", "silent", "conflict"]), max_size=40),
    st.integers(0, 10),
)
def test_one_more_vote_for_never_hurts(
    majority: Majority, conflict: ConflictRule, said: list[str], n_absent: int
) -> None:
    """Turning an abstention or a vote against into a vote „за“ cannot undo what was carried."""

    def count(words: list[str]) -> Count:
        return Count(
            len(words) + n_absent, len(words), words.count("conflict"), words.count("for"),
            words.count("against"), words.count("abstain"),
        )  # fmt: skip

    if not counting.is_passed(majority, count(said), conflict):
        return
    for at, word in enumerate(said):
        if word in {"against", "abstain", "silent"}:
            assert counting.is_passed(
                majority, count([*said[:at], "for", *said[at + 1 :]]), conflict
            )
