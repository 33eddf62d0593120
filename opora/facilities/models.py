"""Tables of buildings and of what services share."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opora.register.models import Service, ServiceComplex, choices, known

from . import rules


class AccessibilityItem(models.Model):
    """A question of the checklist."""

    code = models.CharField(max_length=20, primary_key=True)
    question = models.CharField(_("въпрос"), max_length=200)
    question_en = models.CharField(max_length=200)
    confidence = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.question_en if get_language() == "en" else self.question


class Building(models.Model):
    """A building where services are given; kept by one organization, read by all."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    name = models.CharField(_("сграда"), max_length=160)
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, related_name="+", verbose_name=_("община")
    )
    settlement = models.CharField(_("населено място"), max_length=80)
    line = models.CharField(_("улица и номер"), max_length=200, blank=True)
    ownership = models.CharField(
        _("собственост"), max_length=10, choices=choices(rules.OWNERSHIP_LABELS)
    )
    condition = models.CharField(
        _("състояние"), max_length=10, choices=choices(rules.CONDITION_LABELS)
    )
    energy_class = models.CharField(
        _("енергиен клас"), max_length=2, blank=True, choices=choices(rules.ENERGY_LABELS)
    )
    built_in = models.PositiveSmallIntegerField(_("година на строеж"), null=True, blank=True)
    renovated_in = models.PositiveSmallIntegerField(_("последен ремонт"), null=True, blank=True)
    area = models.PositiveIntegerField(_("площ, кв. м"), null=True, blank=True)
    # A building with a service whose address is protected shows itself only to its keeper.
    is_protected = models.BooleanField(_("адресът е защитен"), default=False)
    note = models.CharField(_("бележка"), max_length=400, blank=True)
    services = models.ManyToManyField(
        Service, related_name="buildings", verbose_name=_("услуги в сградата")
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("сграда")
        constraints = [
            known("ownership", rules.Ownership, "building_ownership_known"),
            known("condition", rules.Condition, "building_condition_known"),
            models.CheckConstraint(
                condition=Q(energy_class__in=["", *rules.ENERGY_LABELS]),
                name="building_energy_class_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where it stands."""
        return ", ".join(part for part in (self.settlement, self.line) if part)


class BuildingVersion(models.Model):
    """A building as it was in [valid_from, valid_to), with the services that were given in it.

    Two versions of one day: the earlier one has an empty period.
    """

    building = models.ForeignKey(Building, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("версия"))
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    name = models.CharField(max_length=160)
    settlement = models.CharField(max_length=80)
    line = models.CharField(max_length=200, blank=True)
    ownership = models.CharField(max_length=10, choices=choices(rules.OWNERSHIP_LABELS))
    condition = models.CharField(max_length=10, choices=choices(rules.CONDITION_LABELS))
    energy_class = models.CharField(max_length=2, blank=True, choices=choices(rules.ENERGY_LABELS))
    is_protected = models.BooleanField(default=False)
    service_ids = ArrayField(models.BigIntegerField(), default=list)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["building", "number"], name="building_version_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where it stood."""
        return ", ".join(part for part in (self.settlement, self.line) if part)


class AccessibilityAnswer(models.Model):
    """What was found in a building on a day; the newest answer counts."""

    building = models.ForeignKey(Building, models.CASCADE, related_name="answers")
    item = models.ForeignKey(AccessibilityItem, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=choices(rules.ANSWER_LABELS))
    checked_on = models.DateField(_("проверено на"))

    class Meta:
        ordering = ["item__position", "-checked_on", "-id"]
        constraints = [
            known("answer", rules.Answer, "accessibility_answer_known"),
            models.UniqueConstraint(
                fields=["building", "item", "checked_on"], name="accessibility_answer_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.answer}"


class Equipment(models.Model):
    """A piece of equipment with its years."""

    building = models.ForeignKey(Building, models.CASCADE, related_name="equipment")
    name = models.CharField(_("оборудване"), max_length=160)
    n_items = models.PositiveIntegerField(_("брой"), default=1)
    made_in = models.PositiveSmallIntegerField(_("година"), null=True, blank=True)
    condition = models.CharField(
        _("състояние"), max_length=10, choices=choices(rules.CONDITION_LABELS)
    )
    retired_on = models.DateField(_("бракувано на"), null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [known("condition", rules.Condition, "equipment_condition_known")]

    def __str__(self) -> str:
        return self.name


class CapitalNeed(models.Model):
    """What a building needs and how much money it takes (S23)."""

    building = models.ForeignKey(Building, models.CASCADE, related_name="needs")
    kind = models.CharField(_("за какво"), max_length=10, choices=choices(rules.NEED_LABELS))
    title = models.CharField(_("нужда"), max_length=200)
    # Whole cents of the currency; empty while nobody has said how much.
    cents = models.BigIntegerField(_("сума"), null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    wanted_by = models.PositiveSmallIntegerField(_("до година"), null=True, blank=True)
    state = models.CharField(
        _("състояние"), max_length=8, choices=choices(rules.NEED_STATE_LABELS), default="open"
    )
    # finance.FundingNeed by id: finance stands above and lists both.
    funding_need_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["state", "wanted_by", "id"]
        verbose_name = _("капиталова нужда")
        constraints = [
            known("kind", rules.NeedKind, "capital_need_kind_known"),
            known("state", rules.NeedState, "capital_need_state_known"),
            models.CheckConstraint(
                condition=Q(cents=None) | Q(cents__gte=0), name="capital_need_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SharedResource(models.Model):
    """Somebody or something that the services of a complex share."""

    complex = models.ForeignKey(ServiceComplex, models.PROTECT, related_name="resources")
    organization_id = models.BigIntegerField(help_text="The provider's organization.")
    audience = ArrayField(models.BigIntegerField())
    kind = models.CharField(_("вид"), max_length=8, choices=choices(rules.RESOURCE_LABELS))
    name = models.CharField(_("ресурс"), max_length=160)
    # For a month, in whole cents of euro; empty while nobody has said how much.
    cost_cents = models.BigIntegerField(_("струва на месец"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["kind", "name", "id"]
        verbose_name = _("общ ресурс")
        constraints = [
            known("kind", rules.ResourceKind, "shared_resource_kind_known"),
            models.CheckConstraint(
                condition=Q(cost_cents=None) | Q(cost_cents__gte=0),
                name="shared_resource_cost_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ResourceShare(models.Model):
    """What part of a resource a service uses."""

    resource = models.ForeignKey(SharedResource, models.CASCADE, related_name="shares")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField(_("дял, %"))
    alone_cents = models.BigIntegerField(_("самостоятелно на месец"), null=True, blank=True)

    class Meta:
        ordering = ["service__name"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "service"], name="resource_share_once"),
            models.CheckConstraint(
                condition=Q(percent__lte=rules.WHOLE), name="resource_share_is_a_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"
