"""What was given by the plan."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ORGANIZATION = "accounts.Organization"
SERVICE = "register.Service"
CASE = "cases.Case"


class GroupActivity(models.Model):
    """An activity that several people of a service had together on a day."""

    service = models.ForeignKey(SERVICE, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    day = models.DateField(_("ден"))
    text = models.CharField(_("дейност"), max_length=400)
    minutes = models.PositiveSmallIntegerField(_("време"))
    note = models.CharField(_("бележка"), max_length=500, blank=True)
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["service", "day"], name="group_activity_day")]

    def __str__(self) -> str:
        return self.text

    @property
    def n_people(self) -> int:
        """How many took part."""
        return len(self.deliveries.all())

    @property
    def n_planned(self) -> int:
        """For how many of them it counts by their plans."""
        return sum(each.activity_id is not None for each in self.deliveries.all())


class Delivery(models.Model):
    """That an activity was given to a person on a day, and for how long.

    `activity` is the one of the person's own plan; a group's activity that the plan does not hold
    counts for nobody's plan and leaves it empty.
    """

    case = models.ForeignKey(CASE, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    activity = models.ForeignKey(
        "support.PlanActivity", models.PROTECT, null=True, related_name="+"
    )
    group = models.ForeignKey(GroupActivity, models.CASCADE, null=True, related_name="deliveries")
    day = models.DateField(_("ден"))
    minutes = models.PositiveSmallIntegerField(_("време"))
    note = models.CharField(_("бележка"), max_length=500, blank=True)
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["case", "day"], name="delivery_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(activity__isnull=False) | Q(group__isnull=False),
                name="delivery_is_of_something",
            ),
            models.UniqueConstraint(fields=["group", "case"], name="delivery_once_in_a_group"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.day}"

    @property
    def text(self) -> str:
        """What was given."""
        return str(self.activity or self.group)
