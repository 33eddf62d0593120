"""Tables of money. Amounts are whole cents in the currency of their day; rows are versions.

A version has the day since which it is known and, when taken back, the day of that: what was known
on an earlier day can be asked again. Nothing is overwritten.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opora.lib.money import Currency, Money

from . import rules, sources
from .rules import Confidence, CountedBy
from .sources import Measure, ShareState, SourceStatus

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ORGANIZATION = "accounts.Organization"
MUNICIPALITY = "territory.Municipality"


def choices(labels: Mapping[str, str]) -> "list[tuple[str, StrPromise]]":
    """The choices of a field from the labels of a rule."""
    return [(str(value), _(label)) for value, label in labels.items()]


def known(field: str, values: type[StrEnum], name: str) -> models.CheckConstraint:
    """The database, too, knows only the values of the rule."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [value.value for value in values]}), name=name
    )


def taken_back_later(name: str) -> models.CheckConstraint:
    """What is known since a day is not taken back before it."""
    return models.CheckConstraint(
        condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("known_on")), name=name
    )


CONFIDENCE = choices(rules.CONFIDENCE_LABELS)
CURRENCIES = [(Currency.BGN.value, _("лева")), (Currency.EUR.value, _("евро"))]


class BudgetActivity(models.Model):
    """An activity of the unified budget classification (ЕБК), function V, by which one reports."""

    code = models.CharField(_("код"), max_length=3, primary_key=True)
    name = models.CharField(_("дейност"), max_length=160)
    name_en = models.CharField(_("на английски"), max_length=160)
    is_delegated = models.BooleanField(_("делегирана от държавата"), null=True)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=12, choices=CONFIDENCE)

    class Meta:
        ordering = ["code"]
        constraints = [known("confidence", Confidence, "budget_activity_confidence_known")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class StandardItem(models.Model):
    """What a standard is written for: асистентска подкрепа, място в ЦСРИ, място в приют …"""

    code = models.SlugField(_("код"), max_length=20, primary_key=True)
    name = models.CharField(_("за какво"), max_length=160)
    name_en = models.CharField(_("на английски"), max_length=160)
    counted_by = models.CharField(
        _("брои се"), max_length=8, choices=choices(rules.COUNTED_BY_LABELS)
    )
    activity = models.ForeignKey(
        BudgetActivity, models.PROTECT, null=True, blank=True, related_name="items"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [known("counted_by", CountedBy, "standard_item_counted_by_known")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class StandardScope(models.Model):
    """To what a standard is applied: a kind of service in the register, or a planned service.

    `is_included`: the planned service is given at the same places, within the same standard.
    """

    item = models.ForeignKey(StandardItem, models.CASCADE, related_name="scopes")
    named_service = models.OneToOneField(
        "register.NamedService", models.PROTECT, null=True, related_name="+"
    )
    planned_service = models.OneToOneField(
        "register.PlannedService", models.PROTECT, null=True, related_name="+"
    )
    is_included = models.BooleanField(default=False)
    note = models.CharField(_("бележка"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(named_service=None, planned_service__isnull=False)
                | Q(named_service__isnull=False, planned_service=None, is_included=False),
                name="standard_scope_of_one_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} · {self.named_service_id or self.planned_service_id}"


class CostStandard(models.Model):
    """One version of a standard of one year; an ambiguous one has no amount. Adopted in July it
    may be in force from 1 January: `valid_from` and `adopted_on` are two days."""

    item = models.ForeignKey(StandardItem, models.PROTECT, related_name="standards")
    year = models.PositiveSmallIntegerField(_("година"))
    version = models.PositiveSmallIntegerField(_("версия"))
    amount_cents = models.BigIntegerField(_("размер"), null=True, blank=True)
    currency = models.CharField(_("валута"), max_length=3, choices=CURRENCIES)
    valid_from = models.DateField(_("действа от"))
    adopted_on = models.DateField(_("прието на"), null=True, blank=True)
    tolerance_cents = models.PositiveIntegerField(_("неточност до"), default=0)
    confidence = models.CharField(_("сигурност"), max_length=12, choices=CONFIDENCE)
    evidence = models.CharField(_("доказателство"), max_length=500)
    known_on = models.DateField(_("известно от"))
    withdrawn_on = models.DateField(_("оттеглено на"), null=True, blank=True)
    user_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["item__position", "-year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "year", "version"], name="one_standard_a_version"
            ),
            models.CheckConstraint(
                condition=Q(amount_cents=None, confidence=Confidence.AMBIGUOUS)
                | (Q(amount_cents__gt=0) & ~Q(confidence=Confidence.AMBIGUOUS)),
                name="ambiguous_standard_has_no_amount",
            ),
            models.CheckConstraint(
                condition=Q(year__lt=rules.EURO_SINCE, currency=Currency.BGN)
                | Q(year__gte=rules.EURO_SINCE, currency=Currency.EUR),
                name="standard_in_currency_of_its_day",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__year=F("year"), valid_from__day=1),
                name="standard_begins_with_a_month_of_its_year",
            ),
            known("confidence", Confidence, "standard_confidence_known"),
            taken_back_later("standard_taken_back_later"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.year}"

    @property
    def sure(self) -> Confidence:
        """How it is known, with its words."""
        return Confidence(self.confidence)

    @property
    def amount(self) -> Money | None:
        """For a whole year; None while ambiguous."""
        if self.amount_cents is None:
            return None
        return Money(self.amount_cents, Currency(self.currency))


class Indexation(models.Model):
    """By how much the standards of a year are those of the year before."""

    year = models.PositiveSmallIntegerField(_("година"))
    version = models.PositiveSmallIntegerField(_("версия"))
    factor = models.DecimalField(_("множител"), max_digits=7, decimal_places=4)
    adopted_on = models.DateField(_("прието на"), null=True, blank=True)
    confidence = models.CharField(_("сигурност"), max_length=12, choices=CONFIDENCE)
    evidence = models.CharField(_("доказателство"), max_length=500)
    known_on = models.DateField(_("известно от"))
    withdrawn_on = models.DateField(_("оттеглено на"), null=True, blank=True)
    user_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="one_indexation_a_version"),
            models.CheckConstraint(
                condition=Q(factor__gt=0, factor__lt=10), name="indexation_factor_sane"
            ),
            known("confidence", Confidence, "indexation_confidence_known"),
            taken_back_later("indexation_taken_back_later"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: × {self.factor}"

    @property
    def sure(self) -> Confidence:
        """How it is known, with its words."""
        return Confidence(self.confidence)


class TransferImport(models.Model):
    """One applied file of transfers of a year; undone, its rows are taken back."""

    year = models.PositiveSmallIntegerField(_("година"))
    file_name = models.CharField(_("файл"), max_length=200)
    sha256 = models.CharField(max_length=64)
    source = models.CharField(_("източник"), max_length=200)
    n_rows = models.PositiveIntegerField(_("общини"))
    applied_at = models.DateTimeField(_("внесено"))
    undone_at = models.DateTimeField(_("върнато"), null=True)
    user_id = models.BigIntegerField(null=True)
    organization_id = models.BigIntegerField()

    class Meta:
        ordering = ["-applied_at"]

    def __str__(self) -> str:
        return f"{self.year} · {self.file_name}"


class Transfer(models.Model):
    """What the state budget transfers to a municipality for social services in a year, as printed
    in thousands of the currency of the day. No row: not printed, which is not zero."""

    municipality = models.ForeignKey(MUNICIPALITY, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("година"))
    version = models.PositiveSmallIntegerField(_("версия"), default=1)
    thousands = models.DecimalField(
        _("хиляди, както е отпечатано"), max_digits=12, decimal_places=1
    )
    currency = models.CharField(_("валута"), max_length=3, choices=CURRENCIES)
    source = models.CharField(_("източник"), max_length=200)
    imported_by = models.ForeignKey(
        TransferImport, models.PROTECT, null=True, related_name="transfers"
    )
    known_on = models.DateField(_("известно от"))
    withdrawn_on = models.DateField(_("оттеглено на"), null=True, blank=True)

    class Meta:
        ordering = ["municipality__name", "-year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year", "version"], name="one_transfer_a_version"
            ),
            models.CheckConstraint(condition=Q(thousands__gte=0), name="transfer_not_negative"),
            models.CheckConstraint(
                condition=Q(year__lt=rules.EURO_SINCE, currency=Currency.BGN)
                | Q(year__gte=rules.EURO_SINCE, currency=Currency.EUR),
                name="transfer_in_currency_of_its_day",
            ),
            taken_back_later("transfer_taken_back_later"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.year}"

    @property
    def amount(self) -> Money:
        """Exactly what is printed, in cents."""
        return rules.printed(self.thousands, Currency(self.currency))


class ReferenceAmount(models.Model):
    """An amount of the law that costs lean on, such as the minimum wage. Half open [from, to)."""

    code = models.SlugField(_("код"), max_length=40)
    name = models.CharField(_("величина"), max_length=160)
    name_en = models.CharField(_("на английски"), max_length=160)
    unit = models.CharField(_("за"), max_length=20)
    amount_cents = models.BigIntegerField(_("размер"))
    currency = models.CharField(_("валута"), max_length=3, choices=CURRENCIES)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    confidence = models.CharField(_("сигурност"), max_length=12, choices=CONFIDENCE)
    evidence = models.CharField(_("източник"), max_length=500)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="reference_amount_once"),
            known("confidence", Confidence, "reference_confidence_known"),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def sure(self) -> Confidence:
        """How it is known, with its words."""
        return Confidence(self.confidence)

    @property
    def amount(self) -> Money:
        """In the currency of its day."""
        return Money(self.amount_cents, Currency(self.currency))


class FundingSource(models.Model):
    """Where money comes from: the state budget, the municipality's, a program, a fund."""

    code = models.SlugField(_("код"), max_length=20, primary_key=True)
    name = models.CharField(_("източник"), max_length=160)
    name_en = models.CharField(_("на английски"), max_length=160)
    pays_for = models.CharField(_("за какво"), max_length=300)
    fact = models.CharField(_("какво е известно"), max_length=500)
    status = models.CharField(_("състояние"), max_length=10, choices=choices(sources.STATUS_LABELS))
    confidence = models.CharField(_("сигурност"), max_length=12, choices=CONFIDENCE)
    source = models.CharField(_("източник на сведението"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            known("status", SourceStatus, "funding_source_status_known"),
            known("confidence", Confidence, "funding_source_confidence_known"),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def sure(self) -> Confidence:
        """How it is known, with its words."""
        return Confidence(self.confidence)


class FundingNeed(models.Model):
    """Capital that a municipality needs: to build, equip, renovate; internal to those who plan."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    municipality = models.ForeignKey(MUNICIPALITY, models.PROTECT, related_name="+")
    planned_service = models.ForeignKey(
        "register.PlannedService",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("за услуга"),
    )
    title = models.CharField(_("какво"), max_length=200)
    measure = models.CharField(_("мярка"), max_length=10, choices=choices(sources.MEASURE_LABELS))
    year = models.PositiveSmallIntegerField(_("година"))
    amount_cents = models.BigIntegerField(_("нужни средства"))
    currency = models.CharField(max_length=3, choices=CURRENCIES, default=Currency.EUR)
    basis = models.CharField(_("по какво е преценено"), max_length=300)
    is_invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["year", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="funding_need_positive"),
            known("measure", Measure, "funding_need_measure_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def amount(self) -> Money:
        """What is needed."""
        return Money(self.amount_cents, Currency(self.currency))


class FundingShare(models.Model):
    """What one source gives for a need, and how far that is: hoped for, applied, contracted."""

    need = models.ForeignKey(FundingNeed, models.CASCADE, related_name="shares")
    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="+", verbose_name=_("източник")
    )
    amount_cents = models.BigIntegerField(_("средства"))
    state = models.CharField(_("докъде е"), max_length=10, choices=choices(sources.SHARE_LABELS))
    document = models.CharField(_("договор или решение"), max_length=120, blank=True)

    class Meta:
        ordering = ["source__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["need", "source"], name="one_share_a_source"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="funding_share_positive"),
            known("state", ShareState, "funding_share_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} · {self.source_id}"
