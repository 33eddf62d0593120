"""Tables of meetings."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.law.rules import CONFIDENCE_LABELS, Confidence

from . import counting, rules

ORGANIZATION = "accounts.Organization"


def _choices(labels: Mapping[Any, str]) -> list[tuple[str, Any]]:
    return [(key.value, _(label)) for key, label in labels.items()]


class Group(models.Model):
    """A working group, a council's commission or a national meeting, and its own rules."""

    kind = models.CharField(_("вид"), max_length=20, choices=_choices(rules.KIND_LABELS))
    name = models.CharField(_("наименование"), max_length=200)
    purpose = models.TextField(_("за какво е създадена"), max_length=2000)
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    record_kind = models.CharField(max_length=30, blank=True)
    record_id = models.BigIntegerField(default=0)
    quorum = models.CharField(_("кворум"), max_length=20, choices=_choices(counting.QUORUM_LABELS))
    majority = models.CharField(
        _("мнозинство"), max_length=24, choices=_choices(counting.MAJORITY_LABELS)
    )
    conflict_rule = models.CharField(
        _("член с конфликт на интереси"), max_length=10, choices=_choices(counting.CONFLICT_LABELS)
    )
    counts_represented = models.BooleanField(
        _("представеният член се брои в кворума"), default=False
    )
    rule_source = models.CharField(_("откъде е правилото"), max_length=300)
    rule_confidence = models.CharField(
        _("колко е сигурно"), max_length=10, choices=_choices(CONFIDENCE_LABELS)
    )
    created_at = models.DateTimeField()
    closed_on = models.DateField(_("прекратена на"), null=True, blank=True)

    class Meta:
        indexes = [
            GinIndex(fields=["audience"], name="group_audience"),
            models.Index(fields=["record_kind", "record_id"], name="group_serves"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in rules.GroupKind]),
                name="group_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(rule_confidence__in=[each.value for each in Confidence]),
                name="group_confidence_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """Somebody who takes part: a user acting for an organization, or a person from outside."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="members")
    name = models.CharField(_("име"), max_length=120)
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, null=True, related_name="+")
    organization_name = models.CharField(_("организация"), max_length=200)
    capacity = models.CharField(
        _("в качеството на"), max_length=20, choices=_choices(rules.CAPACITY_LABELS)
    )
    part = models.CharField(
        _("роля"), max_length=10, choices=_choices(rules.PART_LABELS), default=rules.Part.MEMBER
    )
    may_vote = models.BooleanField(_("има право на глас"), default=True)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=Q(valid_to=None, user__isnull=False),
                name="member_once",
            ),
            models.UniqueConstraint(
                fields=["group", "part"],
                condition=Q(valid_to=None) & ~Q(part=rules.Part.MEMBER),
                name="one_chair_one_secretary",
            ),
            models.CheckConstraint(
                condition=Q(user=None) | Q(organization__isnull=False),
                name="member_user_acts_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="member_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_outside(self) -> bool:
        """Whether they take part by an invitation, without an account."""
        return self.user_id is None


class Session(models.Model):
    """One meeting of a group."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="sessions")
    number = models.PositiveIntegerField(_("номер"))
    title = models.CharField(_("тема"), max_length=200)
    starts_at = models.DateTimeField(_("начало"))
    place = models.CharField(_("място"), max_length=200)
    is_online = models.BooleanField(_("и от разстояние"), default=False)
    state = models.CharField(_("състояние"), max_length=10, choices=_choices(rules.SESSION_LABELS))
    version = models.PositiveIntegerField(default=1)
    invited_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(_("защо е отменено"), max_length=500, blank=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="session_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in rules.SessionState]),
                name="session_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}: {self.title}"


class AgendaItem(models.Model):
    """One item of a session's agenda."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("точка"), max_length=300)
    presenter = models.CharField(_("докладва"), max_length=120, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="item_position_once")
        ]

    def __str__(self) -> str:
        return self.title


class Material(models.Model):
    """What the members read before: a text, or a version of a record with its digest."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="materials")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="materials")
    title = models.CharField(_("заглавие"), max_length=200)
    text = models.TextField(_("текст"), max_length=20000, blank=True)
    record_kind = models.CharField(max_length=30, blank=True)
    record_id = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Whether a member is at a session."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(GroupMember, models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=12, choices=_choices(rules.PRESENCE_LABELS))
    represented_by = models.CharField(_("представен от"), max_length=120, blank=True)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in rules.Presence]),
                name="attendance_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_state_display()}"


class Statement(models.Model):
    """A finding or a proposal on an item of the agenda, as the minutes will say it."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=10, choices=_choices(rules.STATEMENT_LABELS))
    member = models.ForeignKey(GroupMember, models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("текст"), max_length=4000)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]

    def __str__(self) -> str:
        return self.text


class MemberInvitation(models.Model):
    """A code for one person from outside and one session; only a keyed digest of it is stored."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="invitations")
    member = models.ForeignKey(GroupMember, models.PROTECT, related_name="invitations")
    code_index = models.BinaryField(unique=True)
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    first_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "member"],
                condition=Q(revoked_at=None),
                name="invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.session}"

    def is_open(self, now: datetime) -> bool:
        """Whether the code still lets its holder in."""
        return self.revoked_at is None and now < self.expires_at


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
    quorum = models.CharField(max_length=20, choices=_choices(counting.QUORUM_LABELS))
    majority = models.CharField(max_length=24, choices=_choices(counting.MAJORITY_LABELS))
    conflict_rule = models.CharField(max_length=10, choices=_choices(counting.CONFLICT_LABELS))
    state = models.CharField(max_length=10, choices=_choices(rules.VOTE_LABELS))
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
    choice = models.CharField(max_length=8, choices=_choices(counting.CHOICE_LABELS))
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


class Minutes(models.Model):
    """What a session's minutes say; once locked, the PDF is kept byte for byte with its digest."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=12, choices=_choices(rules.MINUTES_LABELS))
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField()
    objections_until = models.DateField(_("възражения до"), null=True)
    number = models.PositiveIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    content_digest = models.CharField(max_length=64, blank=True)
    pdf = models.BinaryField(null=True)
    pdf_digest = models.CharField(max_length=64, blank=True)
    drafted_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in rules.MinutesState]),
                name="minutes_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="locked")
                & Q(number__isnull=False, pdf__isnull=False, locked_at__isnull=False)
                | ~Q(state="locked") & Q(number=None, pdf=None, locked_at=None),
                name="minutes_locked_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}/{self.year}" if self.number else str(self.session)


class MinutesOpinion(models.Model):
    """A member's approval of the minutes or objection to them, with the answer to it."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="opinions")
    member = models.ForeignKey(GroupMember, models.PROTECT, related_name="+")
    opinion = models.CharField(max_length=10, choices=_choices(rules.OPINION_LABELS))
    text = models.TextField(_("възражение"), max_length=4000, blank=True)
    answer = models.TextField(_("отговор"), max_length=4000, blank=True)
    seen_version = models.PositiveIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "member", "seen_version"], name="minutes_opinion_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_opinion_display()}"
