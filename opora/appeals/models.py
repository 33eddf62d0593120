"""A refusal of assistance and an appeal against it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.assistance.models import Direction, Enrollment
from opora.assistance.models.common import ORGANIZATION, PERSON, known
from opora.referral.appeal_rules import AppealState
from opora.referral.models import APPEAL_CHOICES, SERVED_CHOICES, AppealBody


class AssistanceRefusal(models.Model):
    """What was refused or withdrawn, why, by which rule, to whom one appeals and until when."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, null=True, related_name="refusals")
    direction = models.OneToOneField(Direction, models.PROTECT, null=True, related_name="refusal")
    reason = models.CharField(_("мотиви"), max_length=400)
    rule = models.CharField(_("правило"), max_length=120)
    body = models.ForeignKey(
        AppealBody, models.PROTECT, null=True, related_name="+", verbose_name=_("обжалва се пред")
    )
    refused_on = models.DateField(_("отказано на"))
    served_on = models.DateField(_("съобщен на"), null=True)
    served_how = models.CharField(
        _("как е съобщен"), max_length=12, blank=True, choices=SERVED_CHOICES
    )
    appeal_until = models.DateField(_("обжалва се до"), null=True)

    class Meta:
        ordering = ["-refused_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enrollment=None) ^ Q(direction=None), name="refusal_of_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(served_on=None) | Q(served_on__gte=models.F("refused_on")),
                name="assistance_refusal_served_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.refused_on}"


class AssistanceAppeal(models.Model):
    """An appeal against a refusal of assistance, from its filing to the decision."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    refusal = models.ForeignKey(AssistanceRefusal, models.PROTECT, related_name="appeals")
    state = models.CharField(max_length=10, choices=APPEAL_CHOICES, default=AppealState.FILED.value)
    filed_on = models.DateField(_("подадена на"))
    filed_by = models.CharField(_("кой обжалва"), max_length=200)
    text = models.TextField(_("какво се оспорва"), max_length=4000)
    is_late = models.BooleanField(default=False)
    body = models.ForeignKey(AppealBody, models.PROTECT, null=True, related_name="+")
    sent_on = models.DateField(_("изпратена на"), null=True)
    decided_on = models.DateField(_("решено на"), null=True)
    decision = models.CharField(_("решение: номер и дата"), max_length=200, blank=True)
    result = models.TextField(_("какво е решено"), max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["refusal"],
                condition=Q(state__in=["filed", "sent"]),
                name="one_open_assistance_appeal",
            ),
            known("state", AppealState, "assistance_appeal_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.filed_on}"
