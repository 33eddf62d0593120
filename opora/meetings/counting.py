"""The arithmetic of votes: quorum, majority, conflict of interest, abstention. Pure integers.

No act prescribes these numbers for the groups that meet here: each group states its own rule, says
where it is from and how sure that is; every page calls it „правило на групата“.
"""

from dataclasses import dataclass
from enum import StrEnum

from opora.lib.labels import gettext_noop as _


class Choice(StrEnum):
    """A ballot."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Quorum(StrEnum):
    """How many of the members with a vote must be there."""

    MORE_THAN_HALF = "more_than_half"
    TWO_THIRDS = "two_thirds"
    ALL = "all"
    ANY = "any"


class Majority(StrEnum):
    """How many votes „за“ carry a proposal."""

    OF_CAST = "of_cast"
    OF_PRESENT = "of_present"
    OF_MEMBERS = "of_members"
    TWO_THIRDS_OF_PRESENT = "two_thirds_of_present"
    TWO_THIRDS_OF_MEMBERS = "two_thirds_of_members"
    ALL_PRESENT = "all_present"


class ConflictRule(StrEnum):
    """How somebody with a conflict of interest is counted; they never vote."""

    LEAVES = "leaves"
    STAYS = "stays"


CHOICE_LABELS = {
    Choice.FOR: _("за"),
    Choice.AGAINST: _("против"),
    Choice.ABSTAIN: _("въздържал се"),
}
QUORUM_LABELS = {
    Quorum.MORE_THAN_HALF: _("повече от половината членове с право на глас"),
    Quorum.TWO_THIRDS: _("две трети от членовете с право на глас"),
    Quorum.ALL: _("всички членове с право на глас"),
    Quorum.ANY: _("без изискване за кворум"),
}
MAJORITY_LABELS = {
    Majority.OF_CAST: _("повече „за“ от „против“ (въздържалите се не се броят)"),
    Majority.OF_PRESENT: _("повече от половината присъстващи (въздържалите се също се броят)"),
    Majority.OF_MEMBERS: _("повече от половината от всички членове с право на глас"),
    Majority.TWO_THIRDS_OF_PRESENT: _("две трети от присъстващите"),
    Majority.TWO_THIRDS_OF_MEMBERS: _("две трети от всички членове с право на глас"),
    Majority.ALL_PRESENT: _("всички присъстващи „за“"),
}
CONFLICT_LABELS = {
    ConflictRule.LEAVES: _("не се брои нито в кворума, нито в мнозинството"),
    ConflictRule.STAYS: _("брои се в кворума и сред присъстващите, но не гласува"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """Members with a vote, those there, those of them with a conflict, and the ballots."""

    n_members: int
    n_present: int
    n_conflicts: int = 0
    n_for: int = 0
    n_against: int = 0
    n_abstained: int = 0

    @property
    def n_cast(self) -> int:
        """How many voted."""
        return self.n_for + self.n_against + self.n_abstained

    @property
    def n_may_vote(self) -> int:
        """How many of those there may vote."""
        return self.n_present - self.n_conflicts


def counted(count: Count, conflict: ConflictRule) -> tuple[int, int]:
    """Members and present as the rule on conflicts counts them."""
    left = count.n_conflicts if conflict is ConflictRule.LEAVES else 0
    return count.n_members - left, count.n_present - left


def half(n: int) -> int:
    """The smallest whole number above a half."""
    return n // 2 + 1


def two_thirds(n: int) -> int:
    """The smallest whole number not below two thirds."""
    return -(-2 * n // 3)


def quorum_needed(quorum: Quorum, n_members: int) -> int:
    """How many must be there; at least one."""
    needed = {
        Quorum.MORE_THAN_HALF: half(n_members),
        Quorum.TWO_THIRDS: two_thirds(n_members),
        Quorum.ALL: n_members,
        Quorum.ANY: 1,
    }[quorum]
    return max(needed, 1)


def has_quorum(quorum: Quorum, count: Count, conflict: ConflictRule) -> bool:
    """Whether enough members with a vote are there."""
    n_members, n_present = counted(count, conflict)
    return n_present >= quorum_needed(quorum, n_members)


def votes_needed(majority: Majority, count: Count, conflict: ConflictRule) -> int:
    """How many votes „за“ the proposal needs; at least one. Equal votes carry nothing."""
    n_members, n_present = counted(count, conflict)
    needed = {
        Majority.OF_CAST: half(count.n_for + count.n_against),
        Majority.OF_PRESENT: half(n_present),
        Majority.OF_MEMBERS: half(n_members),
        Majority.TWO_THIRDS_OF_PRESENT: two_thirds(n_present),
        Majority.TWO_THIRDS_OF_MEMBERS: two_thirds(n_members),
        Majority.ALL_PRESENT: n_present,
    }[majority]
    return max(needed, 1)


def is_passed(majority: Majority, count: Count, conflict: ConflictRule) -> bool:
    """Whether the votes „за“ are enough."""
    return count.n_for >= votes_needed(majority, count, conflict)
