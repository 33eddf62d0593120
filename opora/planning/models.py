"""Tables of the district maps: versions with their entries, coordination with its answers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.register.models import choices, known
from opora.register.rules import FUNDING_LABELS, LEVEL_LABELS, Level

from . import rules
from .rules import Answer, State


class MapVersion(models.Model):
    """One version of a map: of a district, or of the country when it has no district.

    Open while it is worked on; locked, it never changes (a trigger of the database sees to it) and
    its digest is what is voted. `content` is the canonical form: inputs, criteria, entries, costs.
    `audience` are the organizations that may read it; 0 among them is everybody.
    """

    State = State

    cycle = models.ForeignKey("needs.Cycle", models.PROTECT, related_name="maps")
    district = models.ForeignKey("territory.District", models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(
        max_length=12, choices=choices(rules.STATE_LABELS), default=State.WORKING
    )
    name = models.CharField(_("вариант"), max_length=120)
    number = models.PositiveIntegerField()
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    is_illustrative = models.BooleanField(default=False)
    is_transcribed = models.BooleanField(default=False)  # entered from paper, or made of such a one
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
            known("state", State, "map_version_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class MapEntry(models.Model):
    """A row of a map: how many users of a planned service in which municipality, from when."""

    map_version = models.ForeignKey(MapVersion, models.CASCADE, related_name="entries")
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    planned_service = models.ForeignKey("register.PlannedService", models.PROTECT, related_name="+")
    level = models.CharField(_("ниво"), max_length=10, choices=choices(LEVEL_LABELS))
    computed = models.PositiveIntegerField(_("изчислен максимум"), null=True)
    existing = models.PositiveIntegerField(_("съществуващи места"), default=0)
    occupied = models.PositiveIntegerField(_("заети места"), default=0)
    waiting = models.PositiveIntegerField(_("чакащи"), default=0)
    users = models.PositiveIntegerField(_("потребители"))
    year_from = models.PositiveSmallIntegerField(_("от година"), null=True, blank=True)
    settlement = models.CharField(_("населено място"), max_length=80, blank=True)
    funding = ArrayField(
        models.CharField(max_length=20, choices=choices(FUNDING_LABELS)),
        verbose_name=_("финансиране"),
        default=list,
    )
    capital_cents = models.BigIntegerField(_("капиталови средства"), null=True, blank=True)
    note = models.CharField(_("бележка"), max_length=1000, blank=True)

    class Meta:
        ordering = ["municipality__name", "planned_service__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["map_version", "municipality", "planned_service"], name="map_entry_once"
            ),
            known("level", Level, "map_entry_level_known"),
            models.CheckConstraint(
                condition=Q(capital_cents=None) | Q(capital_cents__gte=0),
                name="map_entry_capital_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} · {self.planned_service_id}: {self.users}"


class Coordination(models.Model):
    """The hosts of one district-level service as the municipalities of the district are asked.

    A change of the hosts raises `version`: what was answered to an earlier one no longer counts.
    `map_version` is the variant from which it was asked last.
    """

    cycle = models.ForeignKey("needs.Cycle", models.PROTECT, related_name="+")
    district = models.ForeignKey("territory.District", models.PROTECT, related_name="+")
    planned_service = models.ForeignKey("register.PlannedService", models.PROTECT, related_name="+")
    map_version = models.ForeignKey(MapVersion, models.PROTECT, related_name="coordinations")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField(), default=list)
    hosts = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["planned_service__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "district", "planned_service"], name="coordination_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.district_id} · {self.planned_service_id}"


class HostAgreement(models.Model):
    """What one municipality answered to one version of a coordination."""

    coordination = models.ForeignKey(Coordination, models.CASCADE, related_name="answers")
    coordination_version = models.PositiveIntegerField()
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=choices(rules.ANSWER_LABELS))
    reason = models.CharField(_("мотиви"), max_length=1000, blank=True)
    document = models.CharField(
        _("документ"), max_length=120, blank=True, help_text="When the district recorded a letter."
    )
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["municipality__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["coordination", "coordination_version", "municipality"],
                name="host_answer_once",
            ),
            known("answer", Answer, "host_answer_known"),
            models.CheckConstraint(
                condition=Q(answer=Answer.AGREE) | ~Q(reason=""), name="disagreement_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.answer}"
