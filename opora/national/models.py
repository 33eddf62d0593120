"""Tables of the National Map with its amendments and discussion, and of the annual plans."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.register.models import choices, known
from opora.register.rules import FUNDING_LABELS

from . import rules
from .rules import AmendmentKind, AmendmentState, MapState, Origin, PlanState


class NationalMap(models.Model):
    """The way of one national version from the finals of the districts to the Map in force.

    Its rows are `planning.MapEntry` of `map_version`; once locked for the discussion they change
    only by amendments.
    """

    map_version = models.OneToOneField(
        "planning.MapVersion", models.PROTECT, primary_key=True, related_name="national"
    )
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=12, choices=choices(rules.MAP_LABELS), default=MapState.DRAFT
    )
    foreword = models.TextField(_("анализ на национално ниво"), max_length=20000, blank=True)
    discussion_from = models.DateField(_("обсъждане от"), null=True, blank=True)
    discussion_to = models.DateField(_("обсъждане до"), null=True, blank=True)
    act = models.CharField(_("акт"), max_length=120, blank=True)
    act_number = models.CharField(_("номер"), max_length=40, blank=True)
    act_on = models.DateField(_("дата на акта"), null=True, blank=True)
    gazette = models.CharField(_("Държавен вестник"), max_length=60, blank=True)
    published_on = models.DateField(_("публикувана на"), null=True, blank=True)
    replaced_on = models.DateField(_("заменена на"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-map_version__number"]
        constraints = [
            known("state", MapState, "national_map_state_known"),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=MapState.IN_FORCE),
                name="one_national_map_in_force",
            ),
            models.CheckConstraint(
                condition=Q(discussion_from=None, discussion_to=None)
                | Q(discussion_to__gt=F("discussion_from")),
                name="map_discussion_days_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MapState.ADOPTED, MapState.IN_FORCE])
                | ~Q(act_number="") & Q(act_on__isnull=False),
                name="adopted_map_has_act",
            ),
        ]

    def __str__(self) -> str:
        return str(self.map_version)


class Amendment(models.Model):
    """A change of one row of the Map in force: a council's decision and the Agency's order."""

    national_map = models.ForeignKey(NationalMap, models.PROTECT, related_name="amendments")
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    planned_service = models.ForeignKey("register.PlannedService", models.PROTECT, related_name="+")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField(), default=list)
    kind = models.CharField(
        _("промяна"), max_length=10, choices=choices(rules.AMENDMENT_KIND_LABELS)
    )
    state = models.CharField(
        max_length=10, choices=choices(rules.AMENDMENT_LABELS), default=AmendmentState.PROPOSED
    )
    users_before = models.PositiveIntegerField(_("потребители преди"))
    users_after = models.PositiveIntegerField(_("потребители след"))
    settlement = models.CharField(_("населено място"), max_length=80, blank=True)
    reason = models.CharField(_("мотиви"), max_length=1000)
    council_decision = models.CharField(_("решение на общинския съвет №"), max_length=40)
    council_on = models.DateField(_("дата на решението"))
    order_number = models.CharField(_("заповед на АСП №"), max_length=40, blank=True)
    order_on = models.DateField(_("дата на заповедта"), null=True, blank=True)
    effective_on = models.DateField(_("в сила от"), null=True, blank=True)
    refusal = models.CharField(_("мотиви за отказ"), max_length=1000, blank=True)
    proposed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            known("state", AmendmentState, "amendment_state_known"),
            known("kind", AmendmentKind, "amendment_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=AmendmentKind.OPEN, users_before=0, users_after__gt=0)
                | Q(kind=AmendmentKind.CLOSE, users_before__gt=0, users_after=0)
                | Q(kind=AmendmentKind.CHANGE, users_before__gt=0, users_after__gt=0)
                & ~Q(users_before=F("users_after")),
                name="amendment_kind_says_what_changes",
            ),
            models.CheckConstraint(
                condition=~Q(state=AmendmentState.ORDERED)
                | ~Q(order_number="") & Q(order_on__isnull=False, effective_on__isnull=False),
                name="ordered_amendment_has_order",
            ),
            models.UniqueConstraint(
                fields=["national_map", "municipality", "planned_service"],
                condition=Q(state=AmendmentState.PROPOSED),
                name="one_open_amendment_a_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} · {self.planned_service_id}: {self.users_after}"


class AnnualPlan(models.Model):
    """The plan of a municipality for the social services of one year (чл. 59–63 НПСУ).

    An update in the course of the year is the next edition; the one before it stays as it was.
    """

    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField(), default=list)
    year = models.PositiveSmallIntegerField(_("година"))
    edition = models.PositiveSmallIntegerField(_("издание"), default=1)
    national_map = models.ForeignKey(NationalMap, models.PROTECT, null=True, related_name="plans")
    state = models.CharField(
        max_length=12, choices=choices(rules.PLAN_LABELS), default=PlanState.DRAFT
    )
    analysis = models.TextField(_("анализ на състоянието"), max_length=20000, blank=True)
    measures = models.TextField(_("мерки"), max_length=20000, blank=True)
    update_reason = models.CharField(_("причина за актуализацията"), max_length=500, blank=True)
    opened_at = models.DateTimeField()
    discussion_from = models.DateField(_("обсъждане от"), null=True, blank=True)
    discussion_to = models.DateField(_("обсъждане до"), null=True, blank=True)
    considered_on = models.DateField(_("разгледан на"), null=True, blank=True)
    opinion = models.CharField(_("становище на съвета"), max_length=2000, blank=True)
    council_decision = models.CharField(
        _("решение на общинския съвет №"), max_length=40, blank=True
    )
    council_on = models.DateField(_("дата на решението"), null=True, blank=True)
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-year", "municipality__name", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year", "edition"], name="annual_plan_edition_once"
            ),
            known("state", PlanState, "annual_plan_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[PlanState.ADOPTED, PlanState.UPDATED])
                | ~Q(council_decision="") & Q(council_on__isnull=False) & ~Q(digest=""),
                name="adopted_plan_has_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.year}/{self.edition}"


class AnnualPlanRow(models.Model):
    """A row of an annual plan: a service of the Map, or one that the municipality pays itself."""

    plan = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="rows")
    origin = models.CharField(max_length=10, choices=choices(rules.ORIGIN_LABELS))
    planned_service = models.ForeignKey(
        "register.PlannedService", models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("услуга"), max_length=200, blank=True)
    map_users = models.PositiveIntegerField(_("потребители по Картата"), null=True, blank=True)
    existing = models.PositiveIntegerField(_("съществуващи места"), default=0)
    users = models.PositiveIntegerField(_("потребители през годината"))
    settlement = models.CharField(_("населено място"), max_length=80, blank=True)
    funding = models.CharField(_("финансиране"), max_length=20, choices=choices(FUNDING_LABELS))
    own_cents = models.BigIntegerField(_("средства от общината"), null=True, blank=True)
    note = models.CharField(_("бележка"), max_length=1000, blank=True)

    class Meta:
        ordering = ["origin", "planned_service__position", "name", "id"]
        constraints = [
            known("origin", Origin, "annual_plan_row_origin_known"),
            models.CheckConstraint(
                condition=Q(planned_service__isnull=False) | ~Q(name=""),
                name="annual_plan_row_is_named",
            ),
            models.UniqueConstraint(
                fields=["plan", "planned_service"],
                condition=Q(origin=Origin.MAP),
                name="annual_plan_map_row_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.planned_service_id or self.name}: {self.users}"


class DiscussionComment(models.Model):
    """An opinion in the public discussion of a National Map or of an annual plan, with its answer.

    `author` is what the writer chose to be called by; it may be empty.
    """

    national_map = models.ForeignKey(
        NationalMap, models.PROTECT, null=True, related_name="comments"
    )
    plan = models.ForeignKey(AnnualPlan, models.PROTECT, null=True, related_name="comments")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    author = models.CharField(_("от кого"), max_length=120, blank=True)
    text = models.TextField(_("становище"), max_length=5000)
    written_at = models.DateTimeField()
    is_withheld = models.BooleanField(
        _("текстът не се показва"), default=False, help_text="It names people."
    )
    answer = models.TextField(_("отговор"), max_length=5000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(national_map__isnull=False, plan=None)
                | Q(national_map=None, plan__isnull=False),
                name="comment_is_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.written_at:%Y-%m-%d}"
