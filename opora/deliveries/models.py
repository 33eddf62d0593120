"""What was given by the plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ORGANIZATION = "accounts.Organization"
CASE = "cases.Case"


class Delivery(models.Model):
    """That an activity of the support plan was given to a person on a day, and for how long."""

    case = models.ForeignKey(CASE, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    activity = models.ForeignKey("support.PlanActivity", models.PROTECT, related_name="+")
    day = models.DateField(_("ден"))
    minutes = models.PositiveSmallIntegerField(_("време"))
    note = models.CharField(_("бележка"), max_length=500, blank=True)
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["case", "day"], name="delivery_day")]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.day}"
