"""Tables of the criteria of planning: dated sets, a criterion for each service, its bases."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opora.law.models import CONFIDENCE_LABELS, Period
from opora.law.rules import Confidence
from opora.register.models import choices, known
from opora.register.rules import LEVEL_LABELS, Level

from . import rules
from .model.terms import Rounding
from .model.wording import ROUNDING_LABELS
from .rules import State


def one_at_a_time(name: str, *, is_illustrative: bool) -> ExclusionConstraint:
    """On one line of time no two sets are in force on one day. Illustrations have their own line,
    so that in a demonstration the law's line still says what the law says."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (Period(F("valid_from"), F("valid_to"), Value("[)")), RangeOperators.OVERLAPS)
        ],
        condition=Q(state__in=list(rules.DATED), is_illustrative=is_illustrative),
    )


class CriteriaSet(models.Model):
    """The criteria of planning as one act states them, in force in [valid_from, valid_to).

    A working set has no dates. `based_on` is the set it was copied from.
    """

    name = models.CharField(_("набор"), max_length=200)
    act = models.CharField(_("акт"), max_length=200)
    source = models.CharField(_("източник"), max_length=300)
    state = models.CharField(
        _("състояние"), max_length=10, choices=choices(rules.STATE_LABELS), default=State.WORKING
    )
    valid_from = models.DateField(_("в сила от"), null=True)
    valid_to = models.DateField(_("в сила до"), null=True)
    is_illustrative = models.BooleanField(_("примерен"), default=False)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("потвърден на"), null=True)
    version = models.PositiveIntegerField(default=1)
    n_edits = models.PositiveIntegerField(
        default=0, help_text="Of its criteria while it was working."
    )

    class Meta:
        ordering = ["-valid_from", "-id"]
        verbose_name = _("набор критерии")
        constraints = [
            known("state", State, "criteria_set_state_known"),
            known("confidence", Confidence, "criteria_set_confidence_known"),
            models.CheckConstraint(
                condition=Q(state=State.WORKING, valid_from=None, valid_to=None)
                | Q(~Q(state=State.WORKING), valid_from__isnull=False),
                name="dated_set_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="criteria_set_ends_after_start",
            ),
            one_at_a_time("one_lawful_set_at_a_time", is_illustrative=False),
            one_at_a_time("one_illustrative_set_at_a_time", is_illustrative=True),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        """Whether it may still be edited."""
        return self.state == State.WORKING

    @property
    def revision(self) -> int:
        """Grows with every change of the set or of one of its criteria."""
        return self.version + self.n_edits

    @property
    def watermark(self) -> str:
        """What a page, a PDF and a workbook must carry; empty for the criteria of an act."""
        return gettext(rules.WATERMARK) if self.is_illustrative else ""


class Criterion(models.Model):
    """How many users of one planned service a municipality or a district may have at most."""

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="criteria")
    planned_service = models.ForeignKey("register.PlannedService", models.PROTECT, related_name="+")
    level = models.CharField(_("ниво"), max_length=10, choices=choices(LEVEL_LABELS))
    target_group = models.CharField(_("за кого"), max_length=300)
    threshold = models.PositiveIntegerField(_("праг за население"), null=True, blank=True)
    min_size = models.PositiveIntegerField(_("най-малко в един обект"), null=True, blank=True)
    max_size = models.PositiveIntegerField(_("най-много в един обект"), null=True, blank=True)
    rounding = models.CharField(
        _("закръгляне"), max_length=10, choices=choices(ROUNDING_LABELS), blank=True
    )
    article = models.CharField(_("член"), max_length=80, blank=True)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)
    note = models.CharField(_("бележка"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("потвърден на"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["planned_service__position"]
        verbose_name = _("критерий")
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "planned_service"], name="one_criterion_a_service"
            ),
            known("level", Level, "criterion_level_known"),
            known("rounding", Rounding, "criterion_rounding_known"),
            known("confidence", Confidence, "criterion_confidence_known"),
            models.CheckConstraint(
                condition=Q(min_size=None) | Q(max_size=None) | Q(min_size__lte=F("max_size")),
                name="least_size_under_greatest",
            ),
            models.CheckConstraint(
                condition=~Q(min_size=0) & ~Q(max_size=0), name="a_facility_has_places"
            ),
        ]

    def __str__(self) -> str:
        return str(self.planned_service)


class CriterionBase(models.Model):
    """One indicator of a criterion: `coefficient` users for every `per` of it.

    An empty coefficient is unknown: „липсва критерий“, never 0.
    """

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="bases")
    indicator = models.ForeignKey("territory.Indicator", models.PROTECT, related_name="+")
    coefficient = models.DecimalField(
        _("коефициент"), max_digits=12, decimal_places=rules.PLACES, null=True, blank=True
    )
    per = models.PositiveIntegerField(_("на всеки"), choices=[(n, str(n)) for n in rules.PERS])
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("показател на критерий")
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "indicator"], name="one_base_an_indicator"
            ),
            models.CheckConstraint(
                condition=Q(coefficient=None) | Q(coefficient__gte=0),
                name="coefficient_not_negative",
            ),
            models.CheckConstraint(condition=Q(per__in=rules.PERS), name="per_known"),
            known("confidence", Confidence, "criterion_base_confidence_known"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} · {self.indicator_id}"
