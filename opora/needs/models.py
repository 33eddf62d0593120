"""Tables of needs: planning cycles, analyses with their proposals and locked versions, sums."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import rules
from .rules import State

STATE_CHOICES = [(state, _(label)) for state, label in rules.STATE_LABELS.items()]


class Cycle(models.Model):
    """One round of planning, from the analyses of municipalities to a map with a horizon."""

    code = models.SlugField(_("код"), max_length=20, primary_key=True)
    name = models.CharField(_("цикъл"), max_length=160)
    name_en = models.CharField(_("на английски"), max_length=160)
    base_on = models.DateField(_("данни към"))
    opened_on = models.DateField(_("открит на"))
    closed_on = models.DateField(_("приключен на"), null=True, blank=True)
    horizon_year = models.PositiveSmallIntegerField(_("хоризонт"))

    class Meta:
        ordering = ["-opened_on"]

    def __str__(self) -> str:
        return self.name


class NeedsAnalysis(models.Model):
    """The analysis of needs of one municipality in one cycle (чл. 37, ал. 1 НПСУ)."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="analyses")
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    audience = models.JSONField(default=list)
    state = models.CharField(max_length=15, choices=STATE_CHOICES, default=State.DRAFT)
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["municipality__name"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "municipality"], name="one_analysis_a_cycle"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="analysis_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} · {self.cycle}"


class PlanningProposal(models.Model):
    """What a municipality proposes for one planned service (чл. 41, ал. 1 НПСУ): three numbers.

    `computed` by the criteria (empty: a criterion is missing), `existing` places, proposed `users`.
    """

    analysis = models.ForeignKey(NeedsAnalysis, models.CASCADE, related_name="proposals")
    planned_service = models.ForeignKey("register.PlannedService", models.PROTECT, related_name="+")
    computed = models.PositiveIntegerField(_("изчислен максимум"), null=True)
    existing = models.PositiveIntegerField(_("съществуващи места"), default=0)
    users = models.PositiveIntegerField(_("предложени потребители"), null=True)
    year_from = models.PositiveSmallIntegerField(_("от година"), null=True, blank=True)
    settlement = models.CharField(_("населено място"), max_length=80, blank=True)
    note = models.CharField(_("мотиви"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["planned_service__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "planned_service"], name="one_proposal_a_service"
            )
        ]

    def __str__(self) -> str:
        return f"{self.analysis_id} · {self.planned_service_id}: {self.users}"


class AnalysisVersion(models.Model):
    """What an analysis was at one moment, for ever: inputs, criteria, results, texts, canonical."""

    analysis = models.ForeignKey(NeedsAnalysis, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    locked_at = models.DateTimeField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "number"], name="analysis_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.analysis_id} v{self.number}"


class Tally(models.Model):
    """The live figures of one planned service in one municipality; districts are summed at read.

    A protected service tells only its district, so its row has no municipality. `position` is the
    last event that is counted in.
    """

    district = models.ForeignKey("territory.District", models.PROTECT, related_name="+")
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, null=True, related_name="+"
    )
    planned_service = models.ForeignKey("register.PlannedService", models.PROTECT, related_name="+")
    computed = models.PositiveIntegerField(null=True)
    places = models.PositiveIntegerField(default=0)
    occupied = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    proposed = models.PositiveIntegerField(null=True)
    cost_cents = models.BigIntegerField(null=True)
    position = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "municipality", "planned_service"],
                nulls_distinct=False,
                name="one_tally_a_service",
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id or self.district_id} · {self.planned_service_id}"
