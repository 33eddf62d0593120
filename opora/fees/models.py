"""Tariffs and costs by dates; incomes and grounds of a case; charges and payments that stay."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from opora.law.models import CONFIDENCE_LABELS, Period
from opora.law.rules import UNCONFIRMED
from opora.lib.money import Currency, Money

from . import rules
from .rules import IncomeSource, Method, PriceKind

ORGANIZATION = "accounts.Organization"
CASE = "cases.Case"
CURRENCIES = [("EUR", "€"), ("BGN", _("лв."))]
KINDS = [(kind.value, _(label)) for kind, label in rules.PRICE_LABELS.items()]
EFFECTS = [(effect.value, _(label)) for effect, label in rules.EFFECT_LABELS.items()]
SOURCES = [(source.value, _(label)) for source, label in rules.SOURCE_LABELS.items()]
METHODS = [(method.value, _(label)) for method, label in rules.METHOD_LABELS.items()]
DATED = (Period(F("valid_from"), F("valid_to"), Value("[)")), RangeOperators.OVERLAPS)
IN_ORDER = Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from"))


class Tariff(models.Model):
    """The price of a kind of service, from a day on, by an act of the organization; half open.

    Rows without an organization are the old national tariff: history, never used to charge.
    """

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, null=True, related_name="+")
    named_service = models.ForeignKey(
        "register.NamedService", models.PROTECT, related_name="+", verbose_name=_("вид услуга")
    )
    kind = models.CharField(_("такса"), max_length=10, choices=KINDS)
    rate_tenths = models.PositiveSmallIntegerField(_("процент"), default=0)
    cents = models.PositiveIntegerField(_("сума"), null=True, blank=True)
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="EUR")
    due_day = models.PositiveSmallIntegerField(_("плаща се до"), null=True, blank=True)
    act = models.CharField(_("с какъв акт"), max_length=200)
    note = models.CharField(_("бележка"), max_length=200, blank=True)
    confidence = models.CharField(max_length=10, choices=CONFIDENCE_LABELS)
    valid_from = models.DateField(_("в сила от"), null=True)
    valid_to = models.DateField(_("в сила до"), null=True, blank=True)
    user_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["named_service", "-valid_from", "id"]
        constraints = [
            ExclusionConstraint(
                name="one_tariff_at_a_time",
                condition=Q(organization__isnull=False),
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("named_service", RangeOperators.EQUAL),
                    DATED,
                ],
            ),
            models.CheckConstraint(condition=IN_ORDER, name="tariff_days_in_order"),
            models.CheckConstraint(
                condition=Q(kind=PriceKind.PERCENT.value, rate_tenths__gt=0, rate_tenths__lte=1000)
                | Q(kind__in=sorted(rules.WITH_AMOUNT), cents__isnull=False)
                | Q(kind=PriceKind.COST.value),
                name="tariff_has_its_figure",
            ),
            models.CheckConstraint(
                condition=Q(due_day=None) | Q(due_day__gte=1, due_day__lte=28),
                name="tariff_due_day_in_every_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.named_service_id}: {self.price}"

    @property
    def price(self) -> str:
        """30 % от дохода; 25,00 € на месец."""
        if self.kind == PriceKind.PERCENT:
            return _("%(percent)s от дохода") % {"percent": rules.percent(self.rate_tenths)}
        if self.kind == PriceKind.FIXED:
            return _("%(amount)s на месец") % {"amount": self.fixed}
        if self.kind == PriceKind.UNIT:
            return _("%(amount)s за всяко ползване") % {"amount": self.fixed}
        return str(self.get_kind_display())

    @property
    def fixed(self) -> Money | None:
        """The amount of a month or of one use, where there is one."""
        return None if self.cents is None else Money(self.cents, Currency(self.currency))

    @property
    def is_checked(self) -> bool:
        """Whether a source says so."""
        return self.confidence not in UNCONFIRMED


class RealCost(models.Model):
    """What one person's month really costs in a service, from a day on; half open."""

    service = models.ForeignKey("register.Service", models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    cents = models.PositiveIntegerField(_("сума"))
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="EUR")
    act = models.CharField(_("по какво е установена"), max_length=200)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    user_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="one_real_cost_at_a_time",
                expressions=[("service", RangeOperators.EQUAL), DATED],
            ),
            models.CheckConstraint(condition=IN_ORDER, name="real_cost_days_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.amount)

    @property
    def amount(self) -> Money:
        """As it was written."""
        return Money(self.cents, Currency(self.currency))


class FeeGround(models.Model):
    """Why somebody pays nothing, or the whole cost. `applies_to` says where it holds by itself:
    `general`, `children`, or `named:<code>` of services; empty where it is given to a case."""

    code = models.SlugField(primary_key=True, max_length=30)
    label = models.CharField(_("основание"), max_length=200)
    label_en = models.CharField(max_length=200)
    effect = models.CharField(max_length=10, choices=EFFECTS)
    applies_to = models.CharField(max_length=40, blank=True)
    article = models.CharField(_("член"), max_length=80, blank=True)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(max_length=10, choices=CONFIDENCE_LABELS)
    valid_from = models.DateField(_("от"), null=True)
    valid_to = models.DateField(_("до"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        from django.utils.translation import get_language  # noqa: PLC0415

        return self.label if get_language() != "en" else self.label_en

    @property
    def is_checked(self) -> bool:
        """Whether a source says so."""
        return self.confidence not in UNCONFIRMED


class CaseGround(models.Model):
    """A ground of one case, with its paper, half open [from, to). One written by mistake stays to
    be seen and is not counted."""

    case = models.ForeignKey(CASE, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    ground = models.ForeignKey(
        FeeGround, models.PROTECT, related_name="+", verbose_name=_("основание")
    )
    document = models.CharField(_("документ"), max_length=200)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    mistake = models.CharField(_("защо е грешка"), max_length=300, blank=True)
    user_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            ExclusionConstraint(
                name="one_fee_ground_at_a_time",
                condition=Q(mistake=""),
                expressions=[("case", RangeOperators.EQUAL), DATED],
            ),
            models.CheckConstraint(condition=IN_ORDER, name="case_ground_days_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.ground)


class Income(models.Model):
    """One monthly income of the person, from one source, as written; half open [from, to).

    `former` is the income of the same source that this one ended, and `former_to` its end until
    then: both stand again when this one turns out to be a mistake.
    """

    case = models.ForeignKey(CASE, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    source = models.CharField(_("източник на дохода"), max_length=10, choices=SOURCES)
    cents = models.PositiveIntegerField(_("сума за месец"))
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="EUR")
    is_countable = models.BooleanField(_("брои се за таксата"), default=True)
    document = models.CharField(_("документ"), max_length=200)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    mistake = models.CharField(_("защо е грешка"), max_length=300, blank=True)
    former = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    former_to = models.DateField(null=True)
    user_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source=IncomeSource.NONE.value) | Q(cents=0),
                name="no_income_is_nothing",
            ),
            models.CheckConstraint(condition=IN_ORDER, name="income_days_in_order"),
        ]
        indexes = [models.Index(fields=["case"], name="income_case")]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.amount}"

    @property
    def amount(self) -> Money:
        """As it was written."""
        return Money(self.cents, Currency(self.currency))


class Charge(models.Model):
    """The fee of one case for one month, with everything that it was computed from. A trigger lets
    nobody change it: what was wrong is corrected by a row with the difference (`corrects`)."""

    case = models.ForeignKey(CASE, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    service = models.ForeignKey("register.Service", models.PROTECT, related_name="+")
    month = models.DateField(_("месец"))
    cents = models.IntegerField(_("сума"))
    currency = models.CharField(max_length=3, choices=CURRENCIES)
    facts = models.JSONField()
    due_on = models.DateField(_("плаща се до"), null=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    reason = models.CharField(_("защо се поправя"), max_length=300, blank=True)
    charged_at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "month"], condition=Q(corrects=None), name="one_charge_a_month"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, cents__gte=0)
                | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="charge_below_zero_only_corrects",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="charge_month_is_a_first_day"),
        ]
        indexes = [models.Index(fields=["service", "month"], name="charge_of_a_month")]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}: {self.amount}"

    @property
    def amount(self) -> Money:
        """As it was charged."""
        return Money(self.cents, Currency(self.currency))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """„Как е сметнато?“ of this very row."""
        return rules.explained(rules.Facts.read(self.facts))


class Payment(models.Model):
    """Money received for the fees of a case, or below zero given back (`refund`); a mistake is
    undone by another row (`reverses`)."""

    case = models.ForeignKey(CASE, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    cents = models.IntegerField(_("сума"))
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="EUR")
    paid_on = models.DateField(_("платена на"))
    method = models.CharField(_("как"), max_length=10, choices=METHODS)
    document = models.CharField(_("документ"), max_length=120, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    recorded_at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-paid_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, method=Method.REFUND.value, cents__lt=0)
                | (Q(reverses=None, cents__gt=0) & ~Q(method=Method.REFUND.value))
                | (Q(reverses__isnull=False) & ~Q(cents=0)),
                name="payment_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(method__in=[method.value for method in Method]),
                name="payment_method_known",
            ),
        ]
        indexes = [models.Index(fields=["case"], name="payment_case")]

    def __str__(self) -> str:
        return f"{self.paid_on}: {self.amount}"

    @property
    def amount(self) -> Money:
        """As it was paid."""
        return Money(self.cents, Currency(self.currency))
