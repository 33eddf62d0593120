"""Tables of the country. The primary keys are the official codes."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _


class District(models.Model):
    """One of the 28 districts (област)."""

    code = models.CharField(_("код"), max_length=3, primary_key=True)
    name = models.CharField(_("име"), max_length=60, unique=True)
    name_en = models.CharField(_("име на английски"), max_length=60)
    nuts3 = models.CharField("NUTS 3", max_length=5, unique=True)
    seat = models.CharField(_("център"), max_length=60)
    seat_ekatte = models.CharField(_("ЕКАТТЕ на центъра"), max_length=5)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Municipality(models.Model):
    """One of the 265 municipalities (община). Its seat may lie outside its own territory.

    A merged one keeps its row and figures and names its successor from a day on.
    """

    code = models.CharField(_("код"), max_length=5, primary_key=True)
    budget_code = models.CharField(
        _("код по Единната бюджетна класификация"), max_length=4, unique=True, null=True
    )
    name = models.CharField(_("име"), max_length=60)
    name_en = models.CharField(_("име на английски"), max_length=60)
    district = models.ForeignKey(District, models.PROTECT, related_name="municipalities")
    category = models.PositiveSmallIntegerField(_("категория"), null=True, blank=True)
    seat = models.CharField(_("център"), max_length=60)
    seat_ekatte = models.CharField(_("ЕКАТТЕ на центъра"), max_length=5)
    seat_lat = models.DecimalField(_("географска ширина"), max_digits=4, decimal_places=2)
    seat_lon = models.DecimalField(_("географска дължина"), max_digits=4, decimal_places=2)
    point_source = models.CharField(max_length=10, default="geonames")
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("влята в община"),
    )
    succeeded_on = models.DateField(_("влята на"), null=True, blank=True)

    class Meta:
        ordering = ["name", "code"]
        verbose_name = _("община")
        constraints = [
            models.CheckConstraint(
                condition=Q(successor=None, succeeded_on=None)
                | Q(successor__isnull=False, succeeded_on__isnull=False),
                name="successor_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(successor=models.F("code")), name="successor_is_another"
            ),
            models.CheckConstraint(
                condition=Q(budget_code__regex=r"^[0-9]{4}$"), name="budget_code_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def full_name(self) -> str:
        """With its district: two municipalities are called Бяла."""
        return f"{self}, {gettext('обл.')} {self.district}"


class Settlement(models.Model):
    """A town, a village or a monastery, by its EKATTE code of five digits."""

    class Kind(models.TextChoices):
        TOWN = "гр.", _("град")
        VILLAGE = "с.", _("село")
        MONASTERY = "ман.", _("манастир")

    ekatte = models.CharField("ЕКАТТЕ", max_length=5, primary_key=True)
    kind = models.CharField(_("вид"), max_length=4, choices=Kind)
    name = models.CharField(_("име"), max_length=60)
    name_en = models.CharField(_("име на английски"), max_length=60, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="settlements")
    mayoralty = models.CharField(_("кметство"), max_length=8, blank=True)
    category = models.PositiveSmallIntegerField(_("категория"), null=True, blank=True)
    lat = models.DecimalField(
        _("географска ширина"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    lon = models.DecimalField(
        _("географска дължина"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    is_listed = models.BooleanField(
        _("в списъка"),
        default=True,
        help_text="False after an import no longer lists it; addresses may keep it.",
    )

    class Meta:
        ordering = ["name", "ekatte"]
        indexes = [
            GinIndex(OpClass(Lower("name_en"), "gin_trgm_ops"), name="settlement_latin_trgm")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ekatte__regex=r"^[0-9]{5}$"), name="settlement_ekatte_digits"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["гр.", "с.", "ман."]), name="settlement_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Boundary(models.Model):
    """The outline of a municipality as imported: a GeoJSON polygon in WGS 84."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, primary_key=True, related_name="boundary"
    )
    geometry = models.JSONField()
    source = models.CharField(_("източник"), max_length=200)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.municipality_id


class Indicator(models.Model):
    """What is measured in every municipality; the figures are `IndicatorValue` rows."""

    code = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(_("име"), max_length=120)
    name_en = models.CharField(_("име на английски"), max_length=120)
    unit = models.CharField(_("мерна единица"), max_length=30)
    source = models.CharField(_("източник"), max_length=200)
    url = models.URLField(blank=True)

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class IndicatorValue(models.Model):
    """One figure for one municipality as of one day, with where it was taken from."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="indicators")
    as_of = models.DateField(_("към дата"))
    value = models.DecimalField(_("стойност"), max_digits=16, decimal_places=4)
    source = models.CharField(_("източник"), max_length=200)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "municipality", "as_of"], name="indicator_value_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.municipality_id} {self.as_of}: {self.value}"


class ImportRun(models.Model):
    """One applied import: who, which file, what it changed. The journal stands above this package,
    so the proof of an import is kept here. Holds no personal data."""

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    user_id = models.BigIntegerField(null=True)
    organization_id = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField()
    report = models.JSONField()

    def __str__(self) -> str:
        return f"{self.kind} {self.applied_at:%Y-%m-%d}"
