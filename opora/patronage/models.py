"""Tables of home patronage. All belong to one municipality."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.fees import rules as fees
from opora.lib.money import Currency, Money

from . import rules
from .rules import Outcome, UserState

ORGANIZATION = "accounts.Organization"
STATES = [(state.value, _(label)) for state, label in rules.STATE_LABELS.items()]
GROUNDS = [(ground.value, _(label)) for ground, label in rules.GROUND_LABELS.items()]
DIETS = [(diet.value, _(label)) for diet, label in rules.DIET_LABELS.items()]
METHODS = [
    (method.value, _(label))
    for method, label in fees.METHOD_LABELS.items()
    if method != fees.Method.REFUND
]
OUTCOMES = [(outcome.value, _(label)) for outcome, label in rules.OUTCOME_LABELS.items()]


class PatronageRoute(models.Model):
    """One car's tour."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    name = models.CharField(_("маршрут"), max_length=80)
    driver = models.CharField(_("шофьор"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("маршрут")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="patronage_route_once")
        ]

    def __str__(self) -> str:
        return self.name


class PatronageUser(models.Model):
    """One person's use of the patronage, from the application to the end."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    number = models.CharField(_("номер"), max_length=40)
    state = models.CharField(max_length=7, choices=STATES)
    ground = models.CharField(_("основание"), max_length=8, choices=GROUNDS)
    ground_document = models.CharField(_("документ"), max_length=200, blank=True)
    diet = models.CharField(_("храна"), max_length=8, choices=DIETS)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("дни"))
    address = models.CharField(_("адрес за доставка"), max_length=200)
    phone = models.CharField(_("телефон"), max_length=40, blank=True)
    note = models.CharField(_("бележка за шофьора"), max_length=200, blank=True)
    route = models.ForeignKey(
        PatronageRoute, models.PROTECT, null=True, related_name="users", verbose_name=_("маршрут")
    )
    stop_order = models.PositiveSmallIntegerField(_("поред в маршрута"), default=0)
    applied_on = models.DateField(_("молба от"))
    begins_on = models.DateField(_("обслужва се от"), null=True, blank=True)
    ended_on = models.DateField(_("последен ден"), null=True, blank=True)
    reason = models.CharField(_("причина"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("потребител на патронажа")
        ordering = ["route", "stop_order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="patronage_number_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "person"],
                condition=Q(state__in=[UserState.APPLIED, UserState.SERVED]),
                name="patronage_person_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in UserState]), name="patronage_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("begins_on")),
                name="patronage_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class MealStop(models.Model):
    """Days without meals: hospital, away, other; open until somebody says when it ends."""

    user = models.ForeignKey(PatronageUser, models.CASCADE, related_name="stops")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    since = models.DateField(_("от"))
    until = models.DateField(_("до"), null=True, blank=True)
    reason = models.CharField(_("причина"), max_length=200)

    class Meta:
        verbose_name = _("спиране на храната")
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="meal_stop_fits"
            )
        ]

    def __str__(self) -> str:
        return f"stop {self.pk}"


class MealDelivery(models.Model):
    """What happened at one door on one day."""

    user = models.ForeignKey(PatronageUser, models.CASCADE, related_name="deliveries")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    day = models.DateField(_("ден"))
    outcome = models.CharField(max_length=9, choices=OUTCOMES)
    reason = models.CharField(_("причина"), max_length=200, blank=True)
    marked_by_id = models.BigIntegerField(null=True)
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("доставка")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_delivery_a_day"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.DELIVERED) | ~Q(reason=""),
                name="not_found_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class PatronageMonth(models.Model):
    """A closed month of one user: so many meals; from then on its days are not changed."""

    user = models.ForeignKey(PatronageUser, models.PROTECT, related_name="months")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    month = models.DateField()
    n_meals = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()

    class Meta:
        ordering = ["month", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "month"], name="patronage_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}"


class PatronageCharge(models.Model):
    """The fee of one user for a closed month, with everything that it was computed from. A trigger
    lets nobody change it; what was wrong is corrected by a row with the difference (`corrects`)."""

    user = models.ForeignKey(PatronageUser, models.PROTECT, related_name="charges")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    month = models.DateField(_("месец"))
    cents = models.IntegerField(_("сума"))
    currency = models.CharField(max_length=3, default="EUR")
    facts = models.JSONField()
    due_on = models.DateField(_("плаща се до"), null=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    reason = models.CharField(_("защо се поправя"), max_length=300, blank=True)
    charged_at = models.DateTimeField()
    charged_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "month"],
                condition=Q(corrects=None),
                name="one_patronage_charge_a_month",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, cents__gte=0)
                | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="patronage_charge_below_zero_only_corrects",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}: {self.amount}"

    @property
    def amount(self) -> Money:
        """As it was charged."""
        return Money(self.cents, Currency(self.currency))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """„Как е сметнато?“ of this very row."""
        return fees.explained(fees.Facts.read(self.facts))


class PatronagePayment(models.Model):
    """Money received from a user; a mistake is undone by another row."""

    user = models.ForeignKey(PatronageUser, models.PROTECT, related_name="payments")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    cents = models.IntegerField(_("сума"))
    paid_on = models.DateField(_("платена на"))
    method = models.CharField(_("как"), max_length=10, choices=METHODS)
    document = models.CharField(_("документ"), max_length=120, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-paid_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, cents__gt=0) | Q(reverses__isnull=False, cents__lt=0),
                name="patronage_payment_above_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paid_on}: {self.amount}"

    @property
    def amount(self) -> Money:
        """In euro: home patronage is charged here only since 2026."""
        return Money(self.cents)
