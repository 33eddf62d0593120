"""A service as it was between two days, and what it cost."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from opora.law.models import Period

from .. import rules
from .catalog import NamedService, Provider, Service, ServiceComplex, choices, known


class ServiceVersion(models.Model):
    """What the register said of a service in [valid_from, valid_to), who wrote it and why.

    Two versions of one day: the earlier one has an empty period and stands only in the history.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("версия"))
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    named_service = models.ForeignKey(NamedService, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    district = models.ForeignKey("territory.District", models.PROTECT, related_name="+")
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, null=True, related_name="+"
    )
    settlement = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=10, choices=choices(rules.LEVEL_LABELS))
    funding = models.CharField(max_length=20, choices=choices(rules.FUNDING_LABELS))
    mode = models.CharField(max_length=20, choices=choices(rules.MODE_LABELS))
    environment = models.CharField(max_length=20, choices=choices(rules.ENVIRONMENT_LABELS))
    users = models.CharField(max_length=10, choices=choices(rules.USERS_LABELS))
    target_groups = ArrayField(models.CharField(max_length=20), default=list)
    complex = models.ForeignKey(ServiceComplex, models.PROTECT, null=True, related_name="+")
    is_protected = models.BooleanField(default=False)
    phone = models.CharField(max_length=40)
    email = models.EmailField(blank=True)
    organization_id = models.BigIntegerField(help_text="Who wrote it.")
    user_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    why = models.CharField(_("основание"), max_length=200, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="service_version_once"),
            ExclusionConstraint(
                name="one_service_version_at_a_time",
                expressions=[
                    ("service", RangeOperators.EQUAL),
                    (
                        Period(F("valid_from"), F("valid_to"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="service_version_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceVersionAddress(models.Model):
    """The street of a version. Of a protected one only its own provider sees the row."""

    version = models.OneToOneField(
        ServiceVersion, models.CASCADE, primary_key=True, related_name="address"
    )
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    settlement = models.CharField(max_length=80)
    line = models.CharField(max_length=200, blank=True)
    is_protected = models.BooleanField(default=False)

    def __str__(self) -> str:
        return ", ".join(part for part in (self.settlement, self.line) if part)


class ServicePrice(models.Model):
    """What a service costs whoever pays for it, between two days; half open [from, to)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="prices")
    item = models.CharField(_("за какво"), max_length=120)
    unit = models.CharField(_("за"), max_length=10, choices=choices(rules.PRICE_LABELS))
    cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["item", "unit", "-valid_from"]
        constraints = [
            known("unit", rules.PriceUnit, "service_price_unit_known"),
            models.CheckConstraint(
                condition=Q(currency__in=["EUR", "BGN"]), name="service_price_currency_known"
            ),
            ExclusionConstraint(
                name="one_price_at_a_time",
                expressions=[
                    ("service", RangeOperators.EQUAL),
                    ("item", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (
                        Period(F("valid_from"), F("valid_to"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.item
