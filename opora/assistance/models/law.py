"""Dated rows: the law's numbers, the approved number of users."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from opora.law.models import CONFIDENCE_LABELS, Period
from opora.law.rules import Confidence, article_words

from .common import ORGANIZATION, known

HALF_OPEN = Period(F("valid_from"), F("valid_to"), Value("[)"))


class AssistanceRule(models.Model):
    """A number of assistance as it stood between two days, half open, with its source."""

    code = models.CharField(max_length=20)
    label = models.CharField(max_length=160)
    label_en = models.CharField(max_length=160)
    amount = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    unit = models.CharField(max_length=15)
    article = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200)
    confidence = models.CharField(max_length=10, choices=CONFIDENCE_LABELS)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            ExclusionConstraint(
                name="one_assistance_rule_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (HALF_OPEN, RangeOperators.OVERLAPS),
                ],
            ),
            known("confidence", Confidence, "assistance_rule_confidence_known"),
        ]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label

    @property
    def minutes(self) -> int | None:
        """Hours as minutes."""
        return None if self.amount is None else int(self.amount * 60)

    @property
    def basis(self) -> str:
        """The confirmed article, else „предстои проверка“ or „практика“."""
        if self.confidence == Confidence.CONFIRMED and not self.article:
            return gettext("потвърдено")
        return gettext(article_words(self.article, self.confidence))


class SupportCapacity(models.Model):
    """How many people may use assistant support: the order of АСП and the council's decision."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    n_users = models.PositiveSmallIntegerField(_("брой потребители"))
    order = models.CharField(_("заповед на АСП"), max_length=160)
    decision = models.CharField(_("решение на общинския съвет"), max_length=160, blank=True)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="one_support_capacity_at_a_time",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    (HALF_OPEN, RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=~Q(order=""), name="support_capacity_has_an_order"),
        ]

    def __str__(self) -> str:
        return f"{self.n_users}"
