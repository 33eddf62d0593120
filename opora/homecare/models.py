"""What is known of a visit that was not made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.assistance.models import Enrollment
from opora.assistance.models.common import ORGANIZATION, choices, known
from opora.assistants.models import Assistant

from .rules import DONE_LABELS, REASON_LABELS, Done, Reason


class MissedVisit(models.Model):
    """A visit of the schedule that was not made: why, and what was done about it."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="missed_visits")
    assistant = models.ForeignKey(Assistant, models.PROTECT, related_name="+")
    day = models.DateField(_("ден"))
    reason = models.CharField(_("причина"), max_length=10, choices=choices(REASON_LABELS))
    done = models.CharField(_("какво е направено"), max_length=10, choices=choices(DONE_LABELS))
    note = models.CharField(_("бележка"), max_length=200, blank=True)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "assistant", "day"], name="missed_visit_once"
            ),
            known("reason", Reason, "missed_visit_reason_known"),
            known("done", Done, "missed_visit_done_known"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"
