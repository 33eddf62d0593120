"""Tables of the district maps: versions, each with its entries."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.register.models import choices
from opora.register.rules import FUNDING_LABELS, Level


class MapVersion(models.Model):
    """One version of a map: of a district, or of the country when it has no district.

    Open while it is worked on; locked, it never changes and its digest is what is voted.
    `content` is the canonical form: inputs, criteria, entries, costs.
    """

    class Stage(models.TextChoices):
        WORKING = "working", _("работен вариант")
        INDICATIVE = "indicative", _("индикативна карта")
        FINAL = "final", _("окончателна карта")
        NATIONAL = "national", _("Национална карта")

    cycle = models.ForeignKey("needs.Cycle", models.PROTECT, related_name="maps")
    district = models.ForeignKey("territory.District", models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.WORKING)
    name = models.CharField(_("вариант"), max_length=120)
    number = models.PositiveIntegerField()
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)
    adopted_on = models.DateField(_("приета на"), null=True)
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "district", "number"],
                nulls_distinct=False,
                name="map_version_number_once",
            ),
            models.CheckConstraint(
                condition=Q(locked_at=None, content=None, digest="")
                | (Q(locked_at__isnull=False, content__isnull=False) & ~Q(digest="")),
                name="locked_map_has_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class MapEntry(models.Model):
    """A row of a map: how many users of a planned service in which municipality, from when."""

    map_version = models.ForeignKey(MapVersion, models.CASCADE, related_name="entries")
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    planned_service = models.ForeignKey("register.PlannedService", models.PROTECT, related_name="+")
    level = models.CharField(
        max_length=10,
        choices=[
            (str(Level.MUNICIPAL), _("общинско ниво")),
            (str(Level.DISTRICT), _("областно ниво")),
        ],
    )
    computed = models.PositiveIntegerField(_("изчислен максимум"), null=True)
    existing = models.PositiveIntegerField(_("съществуващи места"), default=0)
    users = models.PositiveIntegerField(_("потребители"))
    year_from = models.PositiveSmallIntegerField(_("от година"), null=True, blank=True)
    settlement = models.CharField(_("населено място"), max_length=80, blank=True)
    funding = ArrayField(
        models.CharField(max_length=20, choices=choices(FUNDING_LABELS)), default=list
    )
    capital_cents = models.BigIntegerField(_("капиталови средства"), null=True, blank=True)
    note = models.CharField(_("бележка"), max_length=1000, blank=True)

    class Meta:
        ordering = ["municipality__name", "planned_service__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["map_version", "municipality", "planned_service"], name="map_entry_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} · {self.planned_service_id}: {self.users}"
