"""Tables of the journal. Plain ids, no foreign keys upward."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from opora.lib.labels import translated

from .rules import RECORD_KINDS


class Period(Func):
    """The half-open date range of a dated row, for exclusion constraints."""

    function = "daterange"


class Event(models.Model):
    """One thing that happened. Never changed, never deleted, never holds personal data."""

    position = models.BigIntegerField(null=True, unique=True, editable=False)
    name = models.CharField(max_length=60)
    user_id = models.BigIntegerField(null=True)
    organization_id = models.BigIntegerField()
    audience = ArrayField(models.BigIntegerField())
    record_kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    record_version = models.IntegerField(null=True)
    subject_id = models.BigIntegerField(null=True, help_text="Person whom it concerns.")
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    article = models.CharField(max_length=80, blank=True)
    digest = models.BinaryField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["audience"], name="event_audience"),
            models.Index(fields=["record_kind", "record_id", "position"], name="event_record"),
            models.Index(fields=["subject_id", "position"], name="event_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.record_kind}:{self.record_id}"


class EventDetail(models.Model):
    """The values of an event. Erasable by retention rules; the event keeps the salted digest."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="detail")
    audience = ArrayField(models.BigIntegerField())
    salt = models.BinaryField()
    values = models.JSONField()

    def __str__(self) -> str:
        return f"details of event {self.event_id}"


class RetentionRule(models.Model):
    """How long an organization keeps the details of what it did with a kind of record.

    Empty by default: without a row nothing is erased.
    """

    organization_id = models.BigIntegerField()
    record_kind = models.CharField(_("какво"), max_length=30)
    keep_years = models.PositiveSmallIntegerField(_("години"))
    basis = models.CharField(_("основание"), max_length=200)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_retention_rule_at_a_time",
                expressions=[
                    ("organization_id", RangeOperators.EQUAL),
                    ("record_kind", RangeOperators.EQUAL),
                    (
                        Period(F("valid_from"), F("valid_to"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(condition=Q(keep_years__gt=0), name="retention_keeps_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.record_kind}: {self.keep_years}"

    @property
    def kind_label(self) -> str:
        """The records in words."""
        return translated(RECORD_KINDS.get(self.record_kind, self.record_kind))
