"""Agreements with their dated terms, and the dated limits of use."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opora.law.models import CONFIDENCE_LABELS, UNIT_LABELS, Period
from opora.law.rules import UNCONFIRMED
from opora.lib import words

from . import rules
from .rules import Change, Mode, State

STATES = [(state.value, _(label)) for state, label in rules.STATE_LABELS.items()]
MODES = [(mode.value, _(label)) for mode, label in rules.MODE_LABELS.items()]
CHANGES = [(change.value, _(label)) for change, label in rules.CHANGE_LABELS.items()]
REASONS = [(reason, _(label)) for reason, label in rules.END_REASONS.items()]


class ServiceAgreement(models.Model):
    """One person's agreement with a provider for one service (чл. 85 ЗСУ).

    `starts_on` and `ends_on` are the first and the last day, both included; `ended_on` is the last
    day when it ended otherwise. Two agreements of one person for one service never share a day.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="agreements")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    service = models.ForeignKey("register.Service", models.PROTECT, related_name="+")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    number = models.CharField(_("номер"), max_length=40)
    state = models.CharField(_("състояние"), max_length=10, choices=STATES)
    starts_on = models.DateField(_("от"))
    ends_on = models.DateField(_("до"), null=True, blank=True)
    given_on = models.DateField(_("даден на"), null=True, blank=True)
    signed_on = models.DateField(_("подписан на"), null=True, blank=True)
    signed_by = models.CharField(_("подписал за лицето"), max_length=120, blank=True)
    ended_on = models.DateField(_("прекратен на"), null=True, blank=True)
    end_reason = models.CharField(_("защо"), max_length=20, choices=REASONS, blank=True)
    end_note = models.CharField(_("бележка"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("договор")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="agreement_number_once"
            ),
            ExclusionConstraint(
                name="one_agreement_at_a_time",
                condition=Q(state__in=sorted(rules.HOLDS_DAYS)),
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("service", RangeOperators.EQUAL),
                    (
                        Period(F("starts_on"), Coalesce("ended_on", "ends_on"), Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[State.DRAFT, State.GIVEN]),
                name="one_agreement_draft",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(State)), name="agreement_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="agreement_lasts_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(rules.HOLDS_DAYS)) | Q(signed_on__isnull=False),
                name="agreement_signed_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_on__gte=F("starts_on"))
                | (~Q(state="ended") & Q(ended_on=None)),
                name="agreement_ended_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["service", "starts_on"], name="agreement_service"),
            models.Index(fields=["case"], name="agreement_case"),
        ]

    # Set by `queries.in_force`: the terms of the day that was asked about.
    terms_then: "AgreementTerms"

    def __str__(self) -> str:
        return self.number


class AgreementTerms(models.Model):
    """What was agreed, from a day on; half open [from, to). The first is the agreement itself."""

    agreement = models.ForeignKey(ServiceAgreement, models.CASCADE, related_name="terms")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("версия"))
    change = models.CharField(_("какво е"), max_length=10, choices=CHANGES)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    ends_on = models.DateField(_("последен ден"), null=True, blank=True)
    mode = models.CharField(_("начин на ползване"), max_length=20, choices=MODES)
    week = ArrayField(models.PositiveSmallIntegerField(), size=rules.WEEK)
    place = models.CharField(_("място"), max_length=200, blank=True)
    fee_text = models.CharField(_("такса"), max_length=200, blank=True)
    fee_cents = models.PositiveIntegerField(_("размер"), null=True, blank=True)
    fee_currency = models.CharField(_("валута"), max_length=3, default="EUR")
    signed_on = models.DateField(_("подписано на"), null=True, blank=True)
    reason = models.CharField(_("защо"), max_length=500, blank=True)
    user_id = models.BigIntegerField(null=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_terms_once"),
            ExclusionConstraint(
                name="agreement_terms_no_overlap",
                expressions=[
                    ("agreement", RangeOperators.EQUAL),
                    (
                        Period(F("valid_from"), F("valid_to"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(mode__in=list(Mode)), name="agreement_terms_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(change__in=list(Change)), name="agreement_terms_change_known"
            ),
            models.CheckConstraint(
                condition=Q(fee_currency__in=["EUR", "BGN"]), name="agreement_fee_currency_known"
            ),
        ]
        indexes = [models.Index(fields=["case"], name="agreement_terms_case")]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.number}"

    @property
    def week_words(self) -> str:
        """On which days, and for how long."""
        return rules.words_of_week(self.mode, self.week)

    @property
    def fee_words(self) -> str:
        """The fee as it was agreed."""
        amount = words.money(self.fee_cents, self.fee_currency) if self.fee_cents else ""
        return " · ".join(part for part in (amount, self.fee_text) if part)


class LimitRule(models.Model):
    """For how long a kind of use may last, as it stood between two days; half open [from, to)."""

    code = models.CharField(_("код"), max_length=12)
    label = models.CharField(_("ограничение"), max_length=120)
    label_en = models.CharField(_("на английски"), max_length=120)
    scope = models.CharField(_("за какво"), max_length=40)
    counts = models.CharField(
        _("брои"),
        max_length=6,
        choices=[("term", _("от началото")), ("year", _("за календарна година"))],
    )
    amount = models.PositiveSmallIntegerField(_("брой"))
    unit = models.CharField(_("единица"), max_length=15, choices=UNIT_LABELS)
    most = models.PositiveSmallIntegerField(_("на места до"), null=True, blank=True)
    is_statute = models.BooleanField(_("по закон"))
    article = models.CharField(_("член"), max_length=80, blank=True)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)
    warn_days = models.PositiveSmallIntegerField(_("предупреждава дни по-рано"))
    valid_from = models.DateField(_("в сила от"))
    valid_to = models.DateField(_("в сила до"), null=True, blank=True)

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            ExclusionConstraint(
                name="one_limit_rule_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        Period(F("valid_from"), F("valid_to"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label

    @property
    def is_checked(self) -> bool:
        """Whether a source confirms it; else the page says „предстои проверка“."""
        return self.confidence not in UNCONFIRMED
