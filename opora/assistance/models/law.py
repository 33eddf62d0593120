"""Dated rows: the law's numbers, the municipality's own rates, the approved number of users."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from opora.law.models import CONFIDENCE_LABELS, Period
from opora.law.rules import Confidence, article_words
from opora.lib.money import Currency, Money

from ..rules import KIND_LABELS, Kind
from .common import ORGANIZATION, choices, known

CURRENCIES = [(Currency.BGN.value, _("лева")), (Currency.EUR.value, _("евро"))]
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


class HourlyRate(models.Model):
    """What a municipality pays for an hour, with the act that says so. Half open [from, to)."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    kind = models.CharField(_("за"), max_length=10, choices=choices(KIND_LABELS))
    cents = models.PositiveIntegerField(_("за час"))
    currency = models.CharField(max_length=3, choices=CURRENCIES)
    act = models.CharField(_("акт"), max_length=200)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["kind", "-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="one_hourly_rate_at_a_time",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (HALF_OPEN, RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(cents__gt=0), name="hourly_rate_positive"),
            models.CheckConstraint(condition=~Q(act=""), name="hourly_rate_has_an_act"),
            known("kind", Kind, "hourly_rate_kind_known"),
            models.CheckConstraint(
                condition=Q(currency=Currency.BGN, valid_from__lt=date(2026, 1, 1))
                | Q(currency=Currency.EUR, valid_from__gte=date(2026, 1, 1)),
                name="hourly_rate_in_currency_of_its_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.amount)

    @property
    def amount(self) -> Money:
        """For an hour, as written."""
        return Money(self.cents, Currency(self.currency))


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
