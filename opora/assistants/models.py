"""Assistants, and the agreement of three."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from opora.assistance.models import Enrollment
from opora.assistance.models.common import ORGANIZATION, PERSON, choices, known
from opora.law.models import Period

from .rules import AGREEMENT_LABELS, ASSISTANT_LABELS, AgreementState, AssistantState


class Assistant(models.Model):
    """Somebody on the municipality's list: a candidate until they meet the criteria and work."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=choices(ASSISTANT_LABELS), default=AssistantState.CANDIDATE.value
    )
    settlement = models.ForeignKey(
        "territory.Settlement", models.PROTECT, null=True, blank=True, related_name="+"
    )
    n_hours = models.PositiveSmallIntegerField(_("може да работи часове на месец"))
    criteria = ArrayField(models.CharField(max_length=20), default=list)
    experience = models.CharField(_("опит и обучения"), max_length=400, blank=True)
    registered_on = models.DateField(_("вписан на"))
    left_on = models.DateField(_("отписан на"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["person__first_name", "person__last_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"],
                condition=~Q(state="left"),
                name="assistant_listed_once",
            ),
            known("state", AssistantState, "assistant_state_known"),
        ]

    def __str__(self) -> str:
        return self.person.full_name


class AssistanceAgreement(models.Model):
    """User, assistant and municipality agree: hours a month, a week's schedule, from a day.

    `schedule` holds start and minutes of each day of the week, Monday first. A substitute works
    when the other cannot, so its hours are within the same direction.
    """

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="agreements")
    assistant = models.ForeignKey(Assistant, models.PROTECT, related_name="agreements")
    is_substitute = models.BooleanField(_("заместник"), default=False)
    number = models.CharField(_("номер"), max_length=40, blank=True)
    n_minutes = models.PositiveIntegerField(_("на месец"))
    schedule = ArrayField(models.PositiveSmallIntegerField(), size=14)
    state = models.CharField(
        max_length=10, choices=choices(AGREEMENT_LABELS), default=AgreementState.DRAFT.value
    )
    valid_from = models.DateField(_("от"))
    valid_until = models.DateField(_("до"), null=True, blank=True)
    signed_on = models.DateField(_("подписано на"), null=True)
    end_reason = models.CharField(_("причина"), max_length=400, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="amended_by")
    document_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["enrollment_id", "is_substitute", "-valid_from", "id"]
        indexes = [models.Index(fields=["organization", "state"], name="assistance_agreed")]
        constraints = [
            ExclusionConstraint(
                name="one_assistance_agreement_at_a_time",
                expressions=[
                    ("enrollment", RangeOperators.EQUAL),
                    ("assistant", RangeOperators.EQUAL),
                    (Period(F("valid_from"), F("valid_until"), Value("[]")), "&&"),
                ],
                condition=Q(state__in=["signed", "amended", "ended"]),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="assistance_agreement_lasts",
            ),
            models.CheckConstraint(
                condition=Q(n_minutes__gt=0), name="assistance_agreement_has_hours"
            ),
            known("state", AgreementState, "assistance_agreement_state_known"),
        ]

    def __str__(self) -> str:
        return self.number
