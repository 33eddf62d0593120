"""Votes: open ballots, the two tables of a secret vote, conflicts of interest, dissent."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import counting, rules
from .groups import AgendaItem, GroupMember, Session, chosen


class Vote(models.Model):
    """A question put to the members, bound to the digest of the version that they see.

    The group's rules are copied at the opening; the counts are written at the closing.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="votes")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="votes")
    number = models.PositiveSmallIntegerField()
    question = models.CharField(_("въпрос"), max_length=500)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(default=0)
    subject_digest = models.CharField(max_length=64)
    is_secret = models.BooleanField(_("тайно гласуване"), default=False)
    quorum = models.CharField(max_length=20, choices=chosen(counting.QUORUM_LABELS))
    majority = models.CharField(max_length=24, choices=chosen(counting.MAJORITY_LABELS))
    conflict_rule = models.CharField(max_length=10, choices=chosen(counting.CONFLICT_LABELS))
    state = models.CharField(max_length=10, choices=chosen(rules.VOTE_LABELS))
    n_members = models.PositiveSmallIntegerField(default=0)
    n_present = models.PositiveSmallIntegerField(default=0)
    n_conflicts = models.PositiveSmallIntegerField(default=0)
    n_for = models.PositiveSmallIntegerField(default=0)
    n_against = models.PositiveSmallIntegerField(default=0)
    n_abstained = models.PositiveSmallIntegerField(default=0)
    n_needed = models.PositiveSmallIntegerField(default=0)
    is_passed = models.BooleanField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    void_reason = models.CharField(_("защо е недействително"), max_length=500, blank=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="vote_subject")]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="vote_number_once"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(state="open"), name="one_open_vote"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in rules.VoteState]),
                name="vote_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="closed") ^ Q(is_passed=None), name="vote_decided_when_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Ballot(models.Model):
    """What a member voted in an open vote."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="ballots")
    member = models.ForeignKey(GroupMember, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=chosen(counting.CHOICE_LABELS))
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "member"], name="ballot_once"),
            models.CheckConstraint(
                condition=Q(choice__in=[choice.value for choice in counting.Choice]),
                name="ballot_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_choice_display()}"


class SecretRoll(models.Model):
    """Who has voted in a secret vote. No time, no order, no choice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="roll")
    member = models.ForeignKey(GroupMember, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "member"], name="secret_roll_once")]

    def __str__(self) -> str:
        return str(self.member)


class SecretTally(models.Model):
    """What was voted in a secret vote: three counts in one row. Nothing of any single ballot."""

    vote = models.OneToOneField(Vote, models.PROTECT, primary_key=True, related_name="secret_tally")
    n_for = models.PositiveSmallIntegerField(default=0)
    n_against = models.PositiveSmallIntegerField(default=0)
    n_abstained = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.n_for}:{self.n_against}:{self.n_abstained}"


class ConflictOfInterest(models.Model):
    """A member's declaration that they may not vote on this question."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="conflicts")
    member = models.ForeignKey(GroupMember, models.PROTECT, related_name="+")
    reason = models.CharField(_("какъв е интересът"), max_length=500)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "member"], name="conflict_once")]

    def __str__(self) -> str:
        return f"{self.member}: {self.reason}"


class DissentingOpinion(models.Model):
    """Why a member does not agree with the result; it goes into the minutes as written."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="dissents")
    member = models.ForeignKey(GroupMember, models.PROTECT, related_name="+")
    text = models.TextField(_("особено мнение"), max_length=4000)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "member"], name="dissent_once")]

    def __str__(self) -> str:
        return f"{self.member}: {self.text}"
