"""Tables of the law. Plain ids, no foreign keys upward."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from opora.lib import words

from . import rules
from .rules import Confidence, Unit

CONFIDENCE_LABELS = [(value, _(label)) for value, label in rules.CONFIDENCE_LABELS.items()]
UNIT_LABELS = [(unit, _(many)) for unit, (_one, many) in rules.UNIT_WORDS.items()]


class Period(Func):
    """The half-open date range of a dated row, for exclusion constraints."""

    function = "daterange"


def no_overlap(name: str) -> ExclusionConstraint:
    """At most one row of the same code is in force on any day."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            ("code", RangeOperators.EQUAL),
            (Period(F("valid_from"), F("valid_to"), Value("[)")), RangeOperators.OVERLAPS),
        ],
    )


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a Saturday worked in exchange."""

    day = models.DateField(_("ден"), primary_key=True)
    is_working = models.BooleanField(_("работен"), default=False)
    name = models.CharField(_("основание"), max_length=120)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"


class DeadlineRule(models.Model):
    """A term of the law as it stood between two days. The half-open period [from, to)."""

    code = models.CharField(_("код"), max_length=6)
    label = models.CharField(_("срок"), max_length=200)
    label_en = models.CharField(_("срок на английски"), max_length=200)
    amount = models.PositiveSmallIntegerField(_("брой"), null=True, blank=True)
    unit = models.CharField(_("единица"), max_length=15, choices=UNIT_LABELS, blank=True)
    # Instead of an amount of a unit.
    stated = models.CharField(_("с думи"), max_length=120, blank=True)
    start_event = models.CharField(_("тече от"), max_length=200, blank=True)
    responsible = models.CharField(_("отговаря"), max_length=200, blank=True)
    article = models.CharField(_("член"), max_length=80, blank=True)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)
    valid_from = models.DateField(_("в сила от"))
    valid_to = models.DateField(_("в сила до"), null=True, blank=True)

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            no_overlap("one_deadline_rule_at_a_time"),
            models.CheckConstraint(
                condition=Q(amount=None, unit="") | (Q(amount__gt=0) & ~Q(unit="")),
                name="deadline_amount_has_unit",
            ),
            models.CheckConstraint(condition=Q(unit__in=["", *Unit]), name="deadline_unit_known"),
            models.CheckConstraint(
                condition=Q(confidence__in=list(Confidence)), name="deadline_confidence_known"
            ),
        ]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label

    @property
    def basis(self) -> str:
        """The confirmed article, else „предстои проверка“ or „практика“."""
        return gettext(rules.article_words(self.article, self.confidence))

    @property
    def has_basis(self) -> bool:
        """Whether its article is confirmed and may be printed."""
        return bool(self.article) and self.confidence == Confidence.CONFIRMED

    @property
    def length(self) -> str:
        """How long: 20 календарни дни, or what stands in words."""
        if self.amount is None:
            return self.stated
        one, many = rules.UNIT_WORDS[Unit(self.unit)]
        return words.plural(self.amount, gettext(one), gettext(many))


class PauseRule(models.Model):
    """On what ground a running term may stand still. Ships empty: no ground is confirmed."""

    code = models.CharField(_("код"), max_length=20)
    deadline_code = models.CharField(_("срок"), max_length=6)
    ground = models.CharField(_("основание"), max_length=200)
    article = models.CharField(_("член"), max_length=80)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)
    valid_from = models.DateField(_("в сила от"))
    valid_to = models.DateField(_("в сила до"), null=True, blank=True)

    class Meta:
        constraints = [no_overlap("one_pause_rule_at_a_time")]

    def __str__(self) -> str:
        return self.ground


class Clock(models.Model):
    """A term that runs, or ran, for one record.

    `due_on` is fixed at the start from the rule then in force. Open while `stopped_on` is empty.
    """

    code = models.CharField(max_length=6)
    rule = models.ForeignKey(DeadlineRule, models.PROTECT, related_name="+")
    record_kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    responsible_id = models.BigIntegerField(help_text="The organization that must act.")
    audience = ArrayField(models.BigIntegerField())
    started_on = models.DateField()
    due_on = models.DateField()
    stopped_on = models.DateField(null=True)
    pause_rule = models.ForeignKey(PauseRule, models.PROTECT, null=True, related_name="+")
    paused_on = models.DateField(null=True)
    n_paused_days = models.PositiveIntegerField(default=0)
    escalated_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "code"],
                condition=Q(stopped_on=None),
                name="clock_runs_once",
            ),
            models.CheckConstraint(
                condition=Q(stopped_on=None) | Q(stopped_on__gte=F("started_on")),
                name="clock_stops_after_start",
            ),
        ]
        indexes = [
            GinIndex(fields=["audience"], name="clock_audience"),
            models.Index(fields=["record_kind", "record_id"], name="clock_record"),
            models.Index(
                fields=["responsible_id", "due_on"],
                condition=Q(stopped_on=None),
                name="clock_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.record_kind}:{self.record_id} → {self.due_on}"


class LegalTerm(models.Model):
    """A word of the law explained in plain words, for the help beside it."""

    code = models.SlugField(_("код"), max_length=40, primary_key=True)
    term = models.CharField(_("термин"), max_length=120)
    explanation = models.TextField(_("обяснение"))
    article = models.CharField(_("член"), max_length=80, blank=True)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)

    class Meta:
        ordering = [Lower("term")]

    def __str__(self) -> str:
        return self.term

    @property
    def basis(self) -> str:
        """The confirmed article, else „предстои проверка“ or „практика“."""
        return gettext(rules.article_words(self.article, self.confidence))
