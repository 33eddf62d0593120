"""The kinds of services of the law, and who offers them where."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opora.law.models import CONFIDENCE_LABELS, Period
from opora.law.rules import Confidence

from .. import rules

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def choices(labels: Mapping[str, str]) -> "list[tuple[str, StrPromise]]":
    """The choices of a field from the labels of a rule's axis."""
    return [(str(value), _(label)) for value, label in labels.items()]


def known(field: str, values: type[StrEnum], name: str) -> models.CheckConstraint:
    """The database, too, knows only the values of the axis."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [value.value for value in values]}), name=name
    )


class TargetGroup(models.Model):
    """Whom a service is for. Our own list, after the law's groups and the services' names."""

    code = models.CharField(_("код"), max_length=20, primary_key=True)
    name = models.CharField(_("целева група"), max_length=160)
    name_en = models.CharField(_("на английски"), max_length=160)
    users = models.CharField(_("възраст"), max_length=10, choices=choices(rules.USERS_LABELS))
    position = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)

    class Meta:
        ordering = ["position", "code"]
        constraints = [known("users", rules.Users, "target_group_users_known")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class StatutoryActivity(models.Model):
    """One of the ten groups of activities of чл. 15 ЗСУ, or integrated or respite care."""

    code = models.CharField(_("код"), max_length=4, primary_key=True)
    name = models.CharField(_("дейност"), max_length=160)
    name_en = models.CharField(_("на английски"), max_length=160)
    position = models.PositiveSmallIntegerField(default=0)
    article = models.CharField(_("член"), max_length=80, blank=True)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class ServiceType(models.Model):
    """What the law calls a social service: an activity for a target group, open or specialized."""

    code = models.CharField(_("код"), max_length=30, primary_key=True)
    activity = models.ForeignKey(StatutoryActivity, models.PROTECT, related_name="types")
    target_group = models.ForeignKey(TargetGroup, models.PROTECT, related_name="types")
    access = models.CharField(_("достъп"), max_length=12, choices=choices(rules.ACCESS_LABELS))

    class Meta:
        ordering = ["activity__position", "target_group__position", "access"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "target_group", "access"], name="service_type_once"
            ),
            known("access", rules.Access, "service_type_access_known"),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.target_group}"


class NamedService(models.Model):
    """A kind of service by its everyday name, as it stands since `valid_from`."""

    code = models.SlugField(_("код"), max_length=20, primary_key=True)
    abbreviation = models.CharField(_("съкращение"), max_length=20)
    name = models.CharField(_("вид услуга"), max_length=200)
    name_en = models.CharField(_("на английски"), max_length=200)
    unit_of_capacity = models.CharField(
        _("капацитетът брои"), max_length=10, choices=choices(rules.UNIT_LABELS)
    )
    usual_funding = ArrayField(
        models.CharField(max_length=20, choices=choices(rules.FUNDING_LABELS)),
        verbose_name=_("обичайно финансиране"),
        default=list,
    )
    is_protected = models.BooleanField(
        _("адресът е защитен"), default=False, help_text="For victims of violence or trafficking."
    )
    basis = models.CharField(_("основание"), max_length=80, help_text="ЗСУ, ЗЛП, ЗЗД, програма.")
    note = models.CharField(_("бележка"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    types = models.ManyToManyField(ServiceType, through="NamedServiceActivity")

    class Meta:
        ordering = ["position"]
        constraints = [
            known("unit_of_capacity", rules.Unit, "named_service_unit_known"),
            known("confidence", Confidence, "named_service_confidence_known"),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def is_checked(self) -> bool:
        """Whether a source confirms the row; else the page says „предстои проверка“."""
        return self.confidence == Confidence.CONFIRMED


class NamedServiceActivity(models.Model):
    """That a named service comprises a service type, between two days; half open [from, to)."""

    named_service = models.ForeignKey(NamedService, models.CASCADE, related_name="activities")
    service_type = models.ForeignKey(ServiceType, models.PROTECT, related_name="+")
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="named_service_activity_no_overlap",
                expressions=[
                    ("named_service", RangeOperators.EQUAL),
                    ("service_type", RangeOperators.EQUAL),
                    (
                        Period(F("valid_from"), F("valid_to"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.named_service_id} · {self.service_type_id}"


class PlannedService(models.Model):
    """A service as the maps plan it: what criteria, standards and map entries are written for."""

    code = models.CharField(_("код"), max_length=20, primary_key=True)
    name = models.CharField(_("услуга"), max_length=200)
    name_en = models.CharField(_("на английски"), max_length=200)
    short_name = models.CharField(_("кратко"), max_length=120)
    level = models.CharField(_("ниво"), max_length=10, choices=choices(rules.LEVEL_LABELS))
    level_confidence = models.CharField(max_length=10, choices=CONFIDENCE_LABELS)
    target_group = models.CharField(_("за кого"), max_length=300)
    target_confidence = models.CharField(max_length=10, choices=CONFIDENCE_LABELS)
    unit = models.CharField(_("брои"), max_length=10, choices=choices(rules.UNIT_LABELS))
    position = models.PositiveSmallIntegerField(default=0)
    named_services = models.ManyToManyField(
        NamedService, through="PlannedServiceName", related_name="planned_services"
    )

    class Meta:
        ordering = ["position"]
        verbose_name = _("планова услуга")
        constraints = [
            known("level", rules.Level, "planned_service_level_known"),
            known("unit", rules.Unit, "planned_service_unit_known"),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.short_name


class PlannedServiceName(models.Model):
    """That a service by its everyday name counts as a planned service; half open [from, to)."""

    planned_service = models.ForeignKey(PlannedService, models.CASCADE, related_name="names")
    named_service = models.ForeignKey(NamedService, models.PROTECT, related_name="+")
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="planned_service_name_no_overlap",
                expressions=[
                    ("planned_service", RangeOperators.EQUAL),
                    ("named_service", RangeOperators.EQUAL),
                    (
                        Period(F("valid_from"), F("valid_to"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.planned_service_id} · {self.named_service_id}"


class Provider(models.Model):
    """An organization that gives services. Its key is the organization's own."""

    organization = models.OneToOneField(
        "accounts.Organization", models.PROTECT, primary_key=True, related_name="provider"
    )
    eik = models.CharField("ЕИК", max_length=13, unique=True)
    legal_form = models.CharField(
        _("вид доставчик"), max_length=10, choices=choices(rules.LEGAL_FORM_LABELS)
    )

    class Meta:
        verbose_name = _("доставчик")
        constraints = [
            known("legal_form", rules.LegalForm, "provider_legal_form_known"),
            models.CheckConstraint(
                condition=Q(eik__regex=r"^([0-9]{9}|[0-9]{10}|[0-9]{13})$"),
                name="provider_eik_digits",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)


class ServiceComplex(models.Model):
    """Services of one provider that are led together."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="complexes")
    name = models.CharField(_("комплекс"), max_length=200)
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="complex_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """One social service of one provider.

    A protected service (for victims of violence) says here only its district and phone; where it
    stands is in `ServiceAddress`, behind the second wall.
    """

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="services")
    named_service = models.ForeignKey(
        NamedService, models.PROTECT, related_name="+", verbose_name=_("вид услуга")
    )
    name = models.CharField(_("наименование"), max_length=200)
    district = models.ForeignKey("territory.District", models.PROTECT, related_name="+")
    municipality = models.ForeignKey(
        "territory.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("община"),
    )
    settlement = models.CharField(_("населено място"), max_length=80, blank=True)
    level = models.CharField(_("ниво"), max_length=10, choices=choices(rules.LEVEL_LABELS))
    funding = models.CharField(
        _("финансиране"), max_length=20, choices=choices(rules.FUNDING_LABELS)
    )
    mode = models.CharField(
        _("начин на ползване"), max_length=20, choices=choices(rules.MODE_LABELS)
    )
    environment = models.CharField(
        _("среда"), max_length=20, choices=choices(rules.ENVIRONMENT_LABELS)
    )
    users = models.CharField(_("ползватели"), max_length=10, choices=choices(rules.USERS_LABELS))
    target_groups = models.ManyToManyField(
        TargetGroup, related_name="+", verbose_name=_("целеви групи")
    )
    complex = models.ForeignKey(
        ServiceComplex,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("комплекс"),
    )
    is_protected = models.BooleanField(_("адресът е защитен"), default=False)
    phone = models.CharField(_("телефон"), max_length=40)
    email = models.EmailField(_("електронна поща"), blank=True)
    opened_on = models.DateField(_("открита на"))
    closed_on = models.DateField(_("закрита на"), null=True, blank=True)
    close_reason = models.CharField(_("причина за закриване"), max_length=200, blank=True)
    # An agency may take back what its own file brought, and touch no other service.
    entered_by = models.BigIntegerField(null=True, help_text="Whose file brought it.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("услуга")
        constraints = [
            known("level", rules.Level, "service_level_known"),
            known("funding", rules.Funding, "service_funding_known"),
            known("mode", rules.Mode, "service_mode_known"),
            known("environment", rules.Environment, "service_environment_known"),
            known("users", rules.Users, "service_users_known"),
            models.CheckConstraint(
                condition=Q(
                    is_protected=True,
                    municipality=None,
                    settlement="",
                    complex=None,
                    email="",
                )
                | Q(is_protected=False, municipality__isnull=False),
                name="protected_service_has_no_place",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="service_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceAddress(models.Model):
    """Where a service stands. Of a protected service only its own provider sees the row."""

    service = models.OneToOneField(
        Service, models.CASCADE, primary_key=True, related_name="address"
    )
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    settlement = models.CharField(_("населено място"), max_length=80)
    line = models.CharField(_("улица и номер"), max_length=200, blank=True)

    def __str__(self) -> str:
        return ", ".join(part for part in (self.settlement, self.line) if part)


class Capacity(models.Model):
    """How many places a service has between two days; half open [from, to)."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="capacities")
    n_places = models.PositiveIntegerField(_("места"))
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="one_capacity_at_a_time",
                expressions=[
                    ("service", RangeOperators.EQUAL),
                    (
                        Period(F("valid_from"), F("valid_to"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="capacity_lasts_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n_places}"

    @property
    def basis(self) -> str:
        """On what ground; empty for whoever may not see the paper."""
        return self.paper.basis if hasattr(self, "paper") else ""

    @property
    def document(self) -> str:
        """The number and the date of the paper; empty for whoever may not see it."""
        return self.paper.document if hasattr(self, "paper") else ""


class CapacityPaper(models.Model):
    """On what ground a capacity stands. Apart from it, because the paper of a protected service
    says whose it is and where, while the number of places is for everybody."""

    capacity = models.OneToOneField(
        Capacity, models.CASCADE, primary_key=True, related_name="paper"
    )
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    basis = models.CharField(_("основание"), max_length=200)
    document = models.CharField(_("документ"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.basis
