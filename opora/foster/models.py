"""Tables of foster care."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from opora.law.models import CONFIDENCE_LABELS, Period

from . import rules
from .rules import FamilyState, Sex, StayKind, StayState

ORGANIZATION = "accounts.Organization"
FAMILY_STATES = [(state.value, _(label)) for state, label in rules.FAMILY_LABELS.items()]
STAY_STATES = [(state.value, _(label)) for state, label in rules.STAY_LABELS.items()]
KINDS = [(kind.value, _(label)) for kind, label in rules.KIND_LABELS.items()]
SEXES = [(sex.value, _(label)) for sex, label in rules.SEX_LABELS.items()]


class FosterFamily(models.Model):
    """A family that takes children: who, whom, where, since when. Owned by its directorate.

    The row is locked while a child is placed, so that its last place is given once. Where it lives
    stands in `FosterContact`; here only the settlement.
    """

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    number = models.CharField(_("номер"), max_length=40)
    parent = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name=_("приемен родител")
    )
    payer = models.ForeignKey(
        ORGANIZATION, models.PROTECT, related_name="+", verbose_name=_("община, която изплаща")
    )
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, related_name="+", verbose_name=_("община")
    )
    settlement = models.CharField(_("населено място"), max_length=80)
    state = models.CharField(max_length=10, choices=FAMILY_STATES)
    is_professional = models.BooleanField(_("професионално (с възнаграждение)"), default=True)
    age_from = models.PositiveSmallIntegerField(_("приема от години"))
    age_to = models.PositiveSmallIntegerField(_("до години"))
    sex = models.CharField(_("кого приема"), max_length=6, choices=SEXES, default=Sex.ANY)
    n_places = models.PositiveSmallIntegerField(_("най-много деца"))
    kinds = ArrayField(
        models.CharField(max_length=9, choices=KINDS), verbose_name=_("каква грижа дава")
    )
    takes_disability = models.BooleanField(_("приема дете с увреждане"), default=False)
    takes_siblings = models.BooleanField(_("приема братя и сестри заедно"), default=False)
    conclusion = models.TextField(_("заключение от оценката"), blank=True)
    decision = models.CharField(_("заповед"), max_length=200, blank=True)
    reason = models.CharField(_("причина"), max_length=500, blank=True)
    applied_on = models.DateField(_("кандидатства на"))
    assessed_on = models.DateField(_("оценено на"), null=True, blank=True)
    entered_on = models.DateField(_("вписано на"), null=True, blank=True)
    ended_on = models.DateField(_("заличено на"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("приемно семейство")
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="foster_number_once"),
            models.UniqueConstraint(
                fields=["parent"],
                condition=~Q(state__in=[FamilyState.REFUSED, FamilyState.ENDED]),
                name="foster_parent_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in FamilyState]), name="foster_state_known"
            ),
            models.CheckConstraint(
                condition=Q(age_to__gte=F("age_from"), n_places__gte=1), name="foster_profile_fits"
            ),
        ]
        indexes = [GinIndex(fields=["audience"], name="foster_family_audience")]

    def __str__(self) -> str:
        return self.number


class FosterContact(models.Model):
    """Where the family lives and how it is called: for who works with it, nobody else."""

    family = models.OneToOneField(
        FosterFamily, models.CASCADE, primary_key=True, related_name="contact"
    )
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    address = models.CharField(_("адрес"), max_length=200)
    phone = models.CharField(_("телефон"), max_length=40)

    def __str__(self) -> str:
        return f"contact of family {self.family_id}"


class FamilyTraining(models.Model):
    """What the foster parents learned, when, how long."""

    family = models.ForeignKey(FosterFamily, models.CASCADE, related_name="trainings")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    topic = models.CharField(_("тема"), max_length=200)
    n_hours = models.PositiveSmallIntegerField(_("часове"))
    held_on = models.DateField(_("на"))
    held_by = models.CharField(_("кой проведе"), max_length=160)

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [models.CheckConstraint(condition=Q(n_hours__gt=0), name="training_lasts")]

    def __str__(self) -> str:
        return self.topic


class FosterStay(models.Model):
    """One child's stay with a family: why this family was chosen, from when to when."""

    family = models.ForeignKey(FosterFamily, models.PROTECT, related_name="stays")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    child = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    born_on = models.DateField(help_text="The child's; by it the payer knows the item, not whom.")
    kind = models.CharField(_("вид престой"), max_length=9, choices=KINDS)
    state = models.CharField(max_length=8, choices=STAY_STATES, default=StayState.RUNNING.value)
    document = models.CharField(_("заповед или съдебно решение"), max_length=200)
    score = models.PositiveSmallIntegerField(_("точки"))
    explanation = models.JSONField(default=list)
    note = models.CharField(_("защо това семейство"), max_length=500, blank=True)
    begins_on = models.DateField(_("от"))
    planned_end_on = models.DateField(_("договорен край"))
    ended_on = models.DateField(_("край"), null=True, blank=True)
    end_reason = models.CharField(_("защо приключи"), max_length=500, blank=True)
    placed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("престой")
        ordering = ["-begins_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(state=StayState.RUNNING) & ~Q(kind=StayKind.RESPITE),
                name="one_home_of_a_child",
            ),
            models.CheckConstraint(
                condition=Q(planned_end_on__gte=F("begins_on"))
                & (Q(ended_on=None) | Q(ended_on__gte=F("begins_on"))),
                name="stay_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(state=StayState.RUNNING, ended_on=None)
                | (Q(state=StayState.ENDED, ended_on__isnull=False) & ~Q(end_reason="")),
                name="stay_ended_with_reason",
            ),
        ]
        indexes = [
            GinIndex(fields=["audience"], name="foster_stay_audience"),
            models.Index(fields=["family", "state"], name="foster_stay_family"),
        ]

    def __str__(self) -> str:
        return f"stay {self.pk}"


class FosterRate(models.Model):
    """A monthly amount from a day on. Without an organization: as the state pays it everywhere."""

    item = models.CharField(_("перо"), max_length=12)
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, null=True, related_name="+")
    cents = models.PositiveIntegerField(_("сума"))
    currency = models.CharField(max_length=3, choices=[("EUR", "€"), ("BGN", "лв.")])
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    confidence = models.CharField(max_length=10, choices=CONFIDENCE_LABELS)
    source = models.CharField(_("акт или източник"), max_length=200)

    class Meta:
        ordering = ["item", "-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="one_foster_rate_at_a_time",
                expressions=[
                    ("item", RangeOperators.EQUAL),
                    (
                        models.functions.Coalesce("organization", Value(0)),
                        RangeOperators.EQUAL,
                    ),
                    (
                        Period(F("valid_from"), F("valid_to"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.valid_from}"


class FosterMonth(models.Model):
    """A month that a municipality has closed: from then on its list stays as it is."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    month = models.DateField()
    closed_at = models.DateTimeField()
    closed_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "month"], name="foster_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}"


class FosterPayment(models.Model):
    """A row of a closed month: for what, how many days, how much; no amount without a rate."""

    month = models.ForeignKey(FosterMonth, models.CASCADE, related_name="payments")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    family = models.ForeignKey(FosterFamily, models.PROTECT, related_name="+")
    stay = models.ForeignKey(FosterStay, models.PROTECT, null=True, related_name="+")
    item = models.CharField(max_length=12)
    n_days = models.PositiveSmallIntegerField()
    cents = models.PositiveIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    rates = ArrayField(models.BigIntegerField())

    class Meta:
        ordering = ["family", "stay", "id"]

    def __str__(self) -> str:
        return f"{self.item} {self.month_id}"
