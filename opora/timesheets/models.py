"""Timesheets, their days, reasons and corrections, and the municipality's month."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.assistance.models import Enrollment
from opora.assistance.models.common import ORGANIZATION, choices, known
from opora.assistants.models import Assistant

from .rules import MONTH_LABELS, SHEET_LABELS, MonthState, SheetState


class Timesheet(models.Model):
    """One assistant's month at one user: entered, confirmed by the user, approved."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="timesheets")
    assistant = models.ForeignKey(Assistant, models.PROTECT, related_name="timesheets")
    month = models.DateField(_("месец"), help_text="Its first day.")
    state = models.CharField(max_length=10, choices=choices(SHEET_LABELS))
    by_assistant = models.BooleanField(_("подаден от асистента"), default=False)
    stated_minutes = models.PositiveIntegerField(_("сбор по отчета"), null=True, blank=True)
    confirmed_on = models.DateField(_("потвърден на"), null=True, blank=True)
    is_paper = models.BooleanField(_("потвърден на хартия"), default=False)
    approved_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(_("защо е върнат"), max_length=400, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["month", "id"]
        indexes = [models.Index(fields=["organization", "month"], name="timesheet_month")]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "assistant", "month"], name="timesheet_once_a_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="timesheet_of_whole_month"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "approved"]) | Q(confirmed_on__isnull=False),
                name="timesheet_confirmed_on_a_day",
            ),
            known("state", SheetState, "timesheet_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}"


class TimesheetDay(models.Model):
    """What was worked on a day: minutes, and from–to in minutes of the day where it is known."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    timesheet = models.ForeignKey(Timesheet, models.CASCADE, related_name="days")
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    spans = ArrayField(models.PositiveSmallIntegerField(), default=list)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["timesheet", "day"], name="timesheet_day_once"),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=1440), name="timesheet_day_has_24_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class TimesheetReason(models.Model):
    """Why a finding of a sheet is let through."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    timesheet = models.ForeignKey(Timesheet, models.CASCADE, related_name="reasons")
    code = models.CharField(max_length=40)
    text = models.CharField(_("причина"), max_length=400)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at"]
        constraints = [
            models.UniqueConstraint(fields=["timesheet", "code"], name="one_reason_a_finding")
        ]

    def __str__(self) -> str:
        return self.text


class TimesheetCorrection(models.Model):
    """A day of an approved sheet put right: what stood, what is right, why. Only added."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    timesheet = models.ForeignKey(Timesheet, models.CASCADE, related_name="corrections")
    day = models.DateField(_("ден"))
    minutes_before = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    spans = ArrayField(models.PositiveSmallIntegerField(), default=list)
    reason = models.CharField(_("причина"), max_length=400)
    corrected_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    corrected_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__lte=1440), name="correction_within_24_hours"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class AssistanceMonth(models.Model):
    """A month of a municipality; no row: open. Approved, its sheets can only be corrected."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    month = models.DateField(_("месец"))
    state = models.CharField(max_length=10, choices=choices(MONTH_LABELS))
    note = models.CharField(_("защо липсват отчети"), max_length=400, blank=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    reported_on = models.DateField(_("изпратен на"), null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "month"], name="assistance_month_once"),
            known("state", MonthState, "assistance_month_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}"
