"""Groups and their members; sessions with agenda, materials, attendance, invitations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.law.rules import CONFIDENCE_LABELS, Confidence

from .. import counting, rules

ORGANIZATION = "accounts.Organization"


def chosen(labels: Mapping[Any, str]) -> list[tuple[str, Any]]:
    """Labels as the choices of a field."""
    return [(key.value, _(label)) for key, label in labels.items()]


class Group(models.Model):
    """A working group, a council's commission or a national meeting, and its own rules."""

    kind = models.CharField(_("вид"), max_length=20, choices=chosen(rules.KIND_LABELS))
    name = models.CharField(_("наименование"), max_length=200)
    purpose = models.TextField(_("за какво е създадена"), max_length=2000)
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    record_kind = models.CharField(max_length=30, blank=True)
    record_id = models.BigIntegerField(default=0)
    quorum = models.CharField(_("кворум"), max_length=20, choices=chosen(counting.QUORUM_LABELS))
    majority = models.CharField(
        _("мнозинство"), max_length=24, choices=chosen(counting.MAJORITY_LABELS)
    )
    conflict_rule = models.CharField(
        _("член с конфликт на интереси"), max_length=10, choices=chosen(counting.CONFLICT_LABELS)
    )
    counts_represented = models.BooleanField(
        _("представеният член се брои в кворума"), default=False
    )
    rule_source = models.CharField(_("откъде е правилото"), max_length=300)
    rule_confidence = models.CharField(
        _("колко е сигурно"), max_length=10, choices=chosen(CONFIDENCE_LABELS)
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
        _("в качеството на"), max_length=20, choices=chosen(rules.CAPACITY_LABELS)
    )
    part = models.CharField(
        _("роля"), max_length=10, choices=chosen(rules.PART_LABELS), default=rules.Part.MEMBER
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
    state = models.CharField(_("състояние"), max_length=10, choices=chosen(rules.SESSION_LABELS))
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
    state = models.CharField(max_length=12, choices=chosen(rules.PRESENCE_LABELS))
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
    kind = models.CharField(max_length=10, choices=chosen(rules.STATEMENT_LABELS))
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
