"""Tables of the country. The primary keys are the official codes."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from . import indicator_rules
from .indicator_rules import Aggregation, Level, Period, Provenance, SourceKind

SOURCE_KINDS = [(kind.value, _(label)) for kind, label in indicator_rules.SOURCE_LABELS.items()]
PERIODS = [(period.value, _(label)) for period, label in indicator_rules.PERIOD_LABELS.items()]
LEVELS = [(level.value, _(label)) for level, label in indicator_rules.LEVEL_LABELS.items()]
AGGREGATIONS = [(way.value, _(label)) for way, label in indicator_rules.AGGREGATION_LABELS.items()]
PROVENANCES = [(way.value, _(label)) for way, label in indicator_rules.PROVENANCE_LABELS.items()]


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
    """What is measured. Figures are `IndicatorValue` rows; Opora's own are counted on asking."""

    code = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(_("показател"), max_length=120)
    name_en = models.CharField(_("име на английски"), max_length=120)
    definition = models.TextField(_("определение"), blank=True)
    definition_en = models.TextField(_("определение на английски"), blank=True)
    unit = models.CharField(_("мерна единица"), max_length=30)
    unit_en = models.CharField(max_length=30, blank=True)
    source_kind = models.CharField(
        _("вид източник"), max_length=10, choices=SOURCE_KINDS, default=SourceKind.NSI.value
    )
    source = models.CharField(_("източник"), max_length=200)
    url = models.URLField(blank=True)
    period = models.CharField(
        _("период"), max_length=10, choices=PERIODS, default=Period.YEAR.value
    )
    level = models.CharField(
        _("ниво"), max_length=12, choices=LEVELS, default=Level.MUNICIPALITY.value
    )
    aggregation = models.CharField(
        _("как се сумира"), max_length=6, choices=AGGREGATIONS, default=Aggregation.SUM.value
    )
    weight = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name=_("тегло на средното")
    )
    is_whole = models.BooleanField(_("цяло число"), default=True)
    minimum = models.DecimalField(
        _("долна граница"), max_digits=16, decimal_places=4, null=True, default=Decimal(0)
    )
    is_entered = models.BooleanField(_("въвежда се от общините"), default=False)
    method = models.TextField(_("метод"), blank=True, help_text="Of a figure that is computed.")
    method_en = models.TextField(_("метод на английски"), blank=True)
    confidence = models.CharField(_("сигурност на определението"), max_length=10, default="memory")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("показател")
        constraints = [
            models.CheckConstraint(
                condition=Q(source_kind__in=[each.value for each in SourceKind])
                & Q(period__in=[each.value for each in Period])
                & Q(level__in=[each.value for each in Level])
                & Q(aggregation__in=[each.value for each in Aggregation]),
                name="indicator_axes_known",
            ),
            models.CheckConstraint(
                condition=Q(aggregation=Aggregation.MEAN.value) ^ Q(weight=None),
                name="only_a_mean_has_a_weight",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def meaning(self) -> str:
        """The definition in the language of the person."""
        return self.definition_en if get_language() == "en" else self.definition

    @property
    def how(self) -> str:
        """How a computed figure is computed, in the language of the person."""
        return self.method_en if get_language() == "en" else self.method

    @property
    def counts(self) -> str:
        """The unit in the language of the person."""
        return self.unit_en if get_language() == "en" else self.unit

    @property
    def is_own(self) -> bool:
        """Whether Opora counts it itself, so that nobody types it."""
        return self.source_kind == SourceKind.OWN

    @property
    def is_checked(self) -> bool:
        """Whether a source confirms the definition; else pages say „предстои проверка“."""
        return self.confidence != "memory"


class IndicatorImport(models.Model):
    """A file with figures from its choosing to its writing and, perhaps, its undoing.

    `rows` are the figures that were read, `answers` what the person answered to the questions.
    """

    organization_id = models.BigIntegerField()
    user_id = models.BigIntegerField(null=True)
    file_name = models.CharField(_("файл"), max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField()
    answers = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField(_("качен на"))
    applied_at = models.DateTimeField(_("записан на"), null=True)
    undone_at = models.DateTimeField(_("върнат на"), null=True)
    report = models.JSONField(default=dict)

    class Meta:
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class IndicatorValue(models.Model):
    """One figure for one municipality (none: the whole country) as of one day, with where from.

    Rows are never changed: a correction closes the former one (`superseded_at`) and adds the new;
    a withdrawn figure is a row without a value.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, related_name="indicators"
    )
    as_of = models.DateField(_("към дата"))
    value = models.DecimalField(_("стойност"), max_digits=16, decimal_places=4, null=True)
    source = models.CharField(_("източник"), max_length=200)
    provenance = models.CharField(
        _("произход"), max_length=10, choices=PROVENANCES, default=Provenance.SEED.value
    )
    note = models.CharField(_("бележка"), max_length=500, blank=True)
    warnings = ArrayField(models.CharField(max_length=20), default=list)
    user_id = models.BigIntegerField(null=True)
    organization_id = models.BigIntegerField(null=True)
    origin = models.ForeignKey(
        IndicatorImport, models.PROTECT, null=True, related_name="values", help_text="The import."
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "municipality", "as_of"],
                condition=Q(superseded_at=None),
                nulls_distinct=False,
                name="indicator_value_once",
            ),
            models.CheckConstraint(
                condition=Q(provenance__in=[each.value for each in Provenance]),
                name="value_provenance_known",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "indicator", "as_of"], name="value_of_place"),
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
