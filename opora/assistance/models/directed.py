"""The direction of the directorate, the enrollment by it, and when the user was not at home."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from opora.law.models import Period

from ..rules import (
    ABSENCE_LABELS,
    DEGREE_LABELS,
    DIRECTION_LABELS,
    ENROLLMENT_LABELS,
    GROUND_LABELS,
    KIND_LABELS,
    AbsenceKind,
    Degree,
    DirectionState,
    EnrollmentState,
    Kind,
)
from .common import ORGANIZATION, PERSON, choices, known


class Direction(models.Model):
    """The directorate's letter after a disability assessment: degree, hours a month, from a day.

    `organization` is the directorate, `office` the municipality that it is for; both hear it. The
    days of validity are both counted. A change makes a new row and ends this one the day before.
    """

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    office = models.ForeignKey(
        ORGANIZATION, models.PROTECT, related_name="+", verbose_name=_("община")
    )
    audience = ArrayField(models.BigIntegerField())
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    number = models.CharField(_("номер"), max_length=40)
    assessment = models.CharField(_("индивидуална оценка №"), max_length=60, blank=True)
    degree = models.CharField(_("степен"), max_length=3, choices=choices(DEGREE_LABELS))
    n_hours = models.PositiveSmallIntegerField(_("часове на месец"))
    issued_on = models.DateField(_("издадено на"))
    valid_from = models.DateField(_("в сила от"))
    valid_until = models.DateField(_("в сила до"), null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=choices(DIRECTION_LABELS), default=DirectionState.ACTIVE.value
    )
    end_reason = models.CharField(_("причина"), max_length=400, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-valid_from", "-id"]
        indexes = [GinIndex(fields=["audience"], name="direction_audience")]
        constraints = [
            ExclusionConstraint(
                name="one_direction_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (Period(F("valid_from"), F("valid_until"), Value("[]")), "&&"),
                ],
                condition=~Q(state="void"),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="direction_lasts",
            ),
            models.CheckConstraint(condition=Q(n_hours__gt=0), name="direction_has_hours"),
            known("degree", Degree, "direction_degree_known"),
            known("state", DirectionState, "direction_state_known"),
        ]

    def __str__(self) -> str:
        return self.number

    def is_in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (
            self.state != DirectionState.VOID
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
        )


class Enrollment(models.Model):
    """An application to the mayor and the use that follows, of either kind."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    kind = models.CharField(_("вид"), max_length=10, choices=choices(KIND_LABELS))
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    direction = models.ForeignKey(Direction, models.PROTECT, null=True, related_name="enrollments")
    ground = models.CharField(
        _("основание"), max_length=10, blank=True, choices=choices(GROUND_LABELS)
    )
    number = models.CharField(_("номер"), max_length=40)
    applied_on = models.DateField(_("подадено на"))
    settlement = models.ForeignKey(
        "territory.Settlement", models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(
        max_length=10, choices=choices(ENROLLMENT_LABELS), default=EnrollmentState.APPLIED.value
    )
    begins_on = models.DateField(_("включен от"), null=True)
    ended_on = models.DateField(_("до"), null=True)
    reason = models.CharField(_("причина"), max_length=400, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-applied_on", "-id"]
        indexes = [
            GinIndex(fields=["audience"], name="enrollment_audience"),
            models.Index(fields=["organization", "state"], name="enrollment_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="active"), name="one_active_enrollment"
            ),
            models.CheckConstraint(
                condition=Q(kind="personal", direction__isnull=False, ground="")
                | (Q(kind="support", direction=None) & ~Q(ground="")),
                name="enrollment_stands_on_its_ground",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "refused"])
                | Q(state="active", begins_on__isnull=False, ended_on=None)
                | Q(state="ended", begins_on__isnull=False, ended_on__gte=F("begins_on")),
                name="enrollment_days_fit_state",
            ),
            known("state", EnrollmentState, "enrollment_state_known"),
            known("kind", Kind, "enrollment_kind_known"),
        ]

    def __str__(self) -> str:
        return self.number


class UserAbsence(models.Model):
    """A user in hospital, in a residential service or away; both days are counted."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="absences")
    kind = models.CharField(_("къде"), max_length=12, choices=choices(ABSENCE_LABELS))
    since = models.DateField(_("от"))
    until = models.DateField(_("до"), null=True, blank=True)
    source = models.CharField(_("откъде е известно"), max_length=160)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="absence_lasts"
            ),
            known("kind", AbsenceKind, "absence_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.since} – {self.until or ''}"
