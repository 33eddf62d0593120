"""What an hour costs: the municipality's own rates, dated, each with its act."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from opora.assistance.models.common import ORGANIZATION, choices, known
from opora.assistance.rules import KIND_LABELS, Kind
from opora.law.models import Period
from opora.lib.money import Currency, Money

CURRENCIES = [(Currency.BGN.value, _("лева")), (Currency.EUR.value, _("евро"))]
HALF_OPEN = Period(F("valid_from"), F("valid_to"), Value("[)"))


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
