"""Running numbers and unsent forms. Plain ids, no foreign keys."""

from django.db import models
from django.db.models import Q


class NumberSeries(models.Model):
    """The last number given in one series of an organization's documents in a year."""

    organization_id = models.BigIntegerField()
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization_id", "series", "year"], name="number_series_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class Draft(models.Model):
    """A form as one person left it. Erased when the form is sent, or thirty days later."""

    user_id = models.BigIntegerField()
    organization_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    content = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "organization_id", "key"], name="draft_once"
            ),
            models.CheckConstraint(
                condition=Q(key__regex=r"^[a-z0-9:-]{1,80}$"), name="draft_key_plain"
            ),
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_age")]

    def __str__(self) -> str:
        return self.key
