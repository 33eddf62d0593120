"""Attendance in narrow rows, the months of a service, what else is written down of a day."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opora.law.models import CONFIDENCE_LABELS, Period

from . import rules
from .rules import MonthState

ORGANIZATION = "accounts.Organization"
SERVICE = "register.Service"
CASE = "cases.Case"
UNITS = [(unit.value, _(label)) for unit, label in rules.UNIT_LABELS.items()]
MONTH_STATES = [(state.value, _(label)) for state, label in rules.MONTH_LABELS.items()]


class AbsenceReason(models.Model):
    """Why somebody did not come, as it may be told between two days; half open [from, to)."""

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField(_("код"), max_length=20)
    label = models.CharField(_("причина"), max_length=80)
    label_en = models.CharField(_("на английски"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label


class Attendance(models.Model):
    """How one person used the service on one day. A narrow row: there are many of them.

    `unit` is a letter of `UseUnit`; `amount` are minutes for hours, else 1; absent: 0 and a reason.
    """

    pk = models.CompositePrimaryKey("agreement_id", "day")
    agreement = models.ForeignKey(
        "agreements.ServiceAgreement", models.PROTECT, db_index=False, related_name="+"
    )
    day = models.DateField()
    service = models.ForeignKey(SERVICE, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(CASE, models.PROTECT, db_index=False, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, db_index=False, related_name="+")
    unit = models.CharField(max_length=1, choices=UNITS)
    amount = models.PositiveSmallIntegerField()
    reason = models.ForeignKey(
        AbsenceReason, models.PROTECT, null=True, db_index=False, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["service", "day"], name="attendance_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__isnull=False, amount=0)
                | Q(reason=None, unit="m", amount__gt=0, amount__lte=1440)
                | (Q(reason=None, amount=1) & ~Q(unit="m")),
                name="attendance_amount_fits",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=["m", "h", "d", "n"]), name="attendance_unit_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.day}"

    @property
    def mark(self) -> rules.Mark:
        """The row as a plain value."""
        return rules.Mark(self.amount, self.reason_id)


class ServiceMonth(models.Model):
    """A month of a service: whose turn it is, and when closed, what was used of what there was.

    `available` are half place-days or, by the hour, minutes; empty where nobody wrote how many.
    """

    service = models.ForeignKey(SERVICE, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    month = models.DateField(_("месец"), help_text="Its first day.")
    state = models.CharField(max_length=8, choices=MONTH_STATES, default=MonthState.OPEN.value)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_id = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by_id = models.BigIntegerField(null=True)
    is_hourly = models.BooleanField(default=False)
    n_people = models.PositiveIntegerField(default=0)
    used_minutes = models.PositiveIntegerField(default=0)
    used_half_days = models.PositiveIntegerField(default=0)
    used_days = models.PositiveIntegerField(default=0)
    used_nights = models.PositiveIntegerField(default=0)
    n_absent = models.PositiveIntegerField(default=0)
    available = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["service", "month"], name="service_month_once"),
            models.CheckConstraint(
                condition=Q(state__in=list(MonthState)), name="service_month_state_known"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="service_month_is_a_first_day"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(closed_at__isnull=False),
                name="service_month_closed_at",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "month"], name="service_month_own"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} · {self.month:%Y-%m}"


class Correction(models.Model):
    """What was changed in an approved month, from what to what, by whom and why. Never changed.

    `made_in` is the transaction; the database lets a locked day change only together with it.
    """

    agreement = models.ForeignKey("agreements.ServiceAgreement", models.PROTECT, related_name="+")
    case = models.ForeignKey(CASE, models.PROTECT, related_name="+")
    service = models.ForeignKey(SERVICE, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    day = models.DateField()
    unit = models.CharField(max_length=1, choices=UNITS)
    old_amount = models.PositiveSmallIntegerField(null=True)
    old_reason = models.ForeignKey(AbsenceReason, models.PROTECT, null=True, related_name="+")
    new_amount = models.PositiveSmallIntegerField(null=True)
    new_reason = models.ForeignKey(AbsenceReason, models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("защо"), max_length=500)
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_in = models.BigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="correction_says_why")]
        indexes = [models.Index(fields=["agreement", "day"], name="correction_day")]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.day}"


class WorkingWeek(models.Model):
    """When a service works; half open [from, to). 1 or 0 for each weekday, or for services by the
    hour how many minutes it can give on it to all people together."""

    service = models.ForeignKey(SERVICE, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    week = ArrayField(models.PositiveIntegerField(), size=7)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="one_working_week_at_a_time",
                expressions=[
                    ("service", RangeOperators.EQUAL),
                    (
                        Period(F("valid_from"), F("valid_to"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_id} · {self.valid_from}"
