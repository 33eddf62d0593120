"""Tables of places. Requests stand above, so they are plain numbers here."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opora.law.models import CONFIDENCE_LABELS, Period
from opora.law.rules import Confidence

from . import order_rules, rules
from .order_rules import Criterion

PLACEMENT_STATES = [(state.value, _(label)) for state, label in rules.PLACEMENT_LABELS.items()]
ENTRY_STATES = [(state.value, _(label)) for state, label in rules.ENTRY_LABELS.items()]
OFFER_STATES = [(state.value, _(label)) for state, label in rules.OFFER_LABELS.items()]
GROUNDS = [(ground.value, _(label)) for ground, label in rules.GROUND_LABELS.items()]
CAUSES = [(cause.value, _(label)) for cause, label in rules.OWN_CAUSES.items()]

ACTIVE = Q(state__in=sorted(rules.ACTIVE_PLACEMENTS))
IN_QUEUE = Q(state__in=sorted(rules.ACTIVE_ENTRIES))


def known(field: str, choices: list, name: str) -> models.CheckConstraint:
    """The database, too, knows only these values."""
    values = [value for value, _label in choices]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


class PlaceBook(models.Model):
    """The row that every change of a service's places locks first. Holds nothing else."""

    service = models.OneToOneField(
        "register.Service", models.CASCADE, primary_key=True, related_name="place_book"
    )

    def __str__(self) -> str:
        return f"book of service {self.service_id}"


class PlaceRule(models.Model):
    """How long a provider waits for the answer to an offered place. Practice, not statute.

    The row without organization is for every provider that has none of its own.
    """

    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    n_hours_to_answer = models.PositiveSmallIntegerField(_("часове за отговор"))
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)

    class Meta:
        ordering = ["organization", "valid_from"]
        constraints = [
            ExclusionConstraint(
                name="one_place_rule_at_a_time",
                expressions=[
                    (Coalesce("organization", Value(0)), RangeOperators.EQUAL),
                    (
                        Period(F("valid_from"), F("valid_to"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(n_hours_to_answer__gt=0), name="place_rule_gives_time"
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=[each.value for each in Confidence]),
                name="place_rule_confidence_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n_hours_to_answer} h"


class OrderRule(models.Model):
    """By what the waiting list of a service is ordered since a moment, and by which act.

    Published for everybody and never changed: a new rule is a new row. The row without a service
    is for every service whose provider has set none.
    """

    service = models.ForeignKey(
        "register.Service", models.PROTECT, null=True, blank=True, related_name="order_rules"
    )
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    criteria = ArrayField(models.CharField(max_length=10))
    act = models.CharField(_("акт на доставчика"), max_length=200)
    act_on = models.DateField(_("дата на акта"), null=True, blank=True)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)
    user_id = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(_("в сила от"))

    class Meta:
        verbose_name = _("правило за реда на чакане")
        ordering = ["-applied_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    criteria__contained_by=[each.value for each in Criterion], criteria__len__gt=0
                ),
                name="order_rule_criteria_known",
            ),
            models.CheckConstraint(
                condition=Q(service=None, organization=None)
                | Q(service__isnull=False, organization__isnull=False),
                name="order_rule_is_of_a_provider",
            ),
        ]
        indexes = [models.Index(fields=["service", "-applied_at"], name="order_rule_service")]

    def __str__(self) -> str:
        return ", ".join(self.criteria)

    @property
    def words(self) -> str:
        """The criteria in their order, as they are published."""
        return order_rules.rule_words(self.criteria)


class Placement(models.Model):
    """One person's place in one service: held, then taken, then ended."""

    service = models.ForeignKey("register.Service", models.PROTECT, related_name="placements")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="placements")
    request_id = models.BigIntegerField()
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="+", help_text="The provider."
    )
    audience = ArrayField(models.BigIntegerField())
    state = models.CharField(_("състояние"), max_length=10, choices=PLACEMENT_STATES)
    ground = models.CharField(_("основание"), max_length=10, choices=GROUNDS)
    ground_document = models.CharField(_("документ"), max_length=200, blank=True)
    is_over_capacity = models.BooleanField(
        _("над капацитета"), default=False, help_text="When it was given."
    )
    held_at = models.DateTimeField(_("запазено на"))
    started_on = models.DateField(_("от"), null=True, blank=True)
    ended_on = models.DateField(_("до"), null=True, blank=True)
    end_reason = models.TextField(_("причина"), blank=True)

    class Meta:
        verbose_name = _("място")
        constraints = [
            known("state", PLACEMENT_STATES, "placement_state_known"),
            known("ground", GROUNDS, "placement_ground_known"),
            models.UniqueConstraint(
                fields=["person", "service"], condition=ACTIVE, name="one_active_placement"
            ),
            models.CheckConstraint(
                condition=Q(ground="regular", is_over_capacity=False)
                | (~Q(ground="regular") & ~Q(ground_document="")),
                name="placement_over_capacity_by_act",
            ),
            models.CheckConstraint(
                condition=Q(state="held", started_on=None, ended_on=None)
                | Q(state="taken", started_on__isnull=False, ended_on=None)
                | (Q(state="ended", ended_on__isnull=False) & ~Q(end_reason="")),
                name="placement_days_fit_state",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
                name="placement_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["service", "state"], condition=ACTIVE, name="placement_active"),
            models.Index(fields=["service", "ended_on"], name="placement_ended"),
            models.Index(fields=["request_id"], name="placement_request"),
            GinIndex(fields=["audience"], name="placement_audience"),
        ]

    def __str__(self) -> str:
        return f"placement {self.pk}"


class WaitingListEntry(models.Model):
    """One person who waits for a place in one service.

    `order_key` sorts the queue as `order_rules.order_key` says. `has_passed` marks who declined
    the place that is free now: it is not offered again until another place becomes free.
    """

    service = models.ForeignKey("register.Service", models.PROTECT, related_name="waiting")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="waiting")
    request_id = models.BigIntegerField()
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="+", help_text="The provider."
    )
    audience = ArrayField(models.BigIntegerField())
    state = models.CharField(_("състояние"), max_length=10, choices=ENTRY_STATES)
    joined_at = models.DateTimeField(_("записан на"))
    assessed_on = models.DateField(_("предварителна оценка от"))
    priority = models.PositiveSmallIntegerField(_("предимство"), default=0)
    priority_reason = models.TextField(_("основание за предимство"), blank=True)
    is_urgent = models.BooleanField(_("спешна нужда"), default=False, db_default=False)
    is_resident = models.BooleanField(_("живее в общината"), default=False, db_default=False)
    has_sibling = models.BooleanField(
        _("брат или сестра в услугата"), default=False, db_default=False
    )
    moved_back_at = models.DateTimeField(_("в края на списъка от"), null=True, blank=True)
    has_passed = models.BooleanField(default=False)
    order_key = models.CharField(max_length=60, db_collation="C")
    closed_at = models.DateTimeField(null=True, blank=True)
    leave_reason = models.TextField(_("причина"), blank=True)

    class Meta:
        verbose_name = _("чакащ")
        ordering = ["order_key", "id"]
        constraints = [
            known("state", ENTRY_STATES, "entry_state_known"),
            models.UniqueConstraint(
                fields=["person", "service"], condition=IN_QUEUE, name="one_waiting_entry"
            ),
            models.CheckConstraint(
                condition=Q(priority=0) | (Q(priority=1) & ~Q(priority_reason="")),
                name="entry_priority_has_reason",
            ),
            models.CheckConstraint(
                condition=(IN_QUEUE & Q(closed_at=None)) | (~IN_QUEUE & Q(closed_at__isnull=False)),
                name="entry_closed_when_out",
            ),
            models.CheckConstraint(
                condition=~Q(state="left") | ~Q(leave_reason=""), name="entry_left_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["service", "order_key"], condition=IN_QUEUE, name="entry_queue"),
            models.Index(fields=["request_id"], name="entry_request"),
            GinIndex(fields=["audience"], name="entry_audience"),
        ]

    def __str__(self) -> str:
        return f"waiting list entry {self.pk}"


class QueueFact(models.Model):
    """What the rule saw of an entry since a moment. Never changed; each change is a new row, so
    that the order of any past moment can be computed again."""

    entry = models.ForeignKey(WaitingListEntry, models.PROTECT, related_name="facts")
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="+", help_text="The provider."
    )
    known_at = models.DateTimeField()
    joined_at = models.DateTimeField()
    assessed_on = models.DateField()
    priority = models.PositiveSmallIntegerField()
    is_urgent = models.BooleanField()
    is_resident = models.BooleanField()
    has_sibling = models.BooleanField()
    moved_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("обстоятелство за реда")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"facts of entry {self.entry_id}"


class PlaceOffer(models.Model):
    """A free place offered to the next in the queue; occupied until answered or expired."""

    entry = models.ForeignKey(WaitingListEntry, models.PROTECT, related_name="offers")
    service = models.ForeignKey("register.Service", models.PROTECT, related_name="+")
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="+", help_text="The provider."
    )
    audience = ArrayField(models.BigIntegerField())
    state = models.CharField(_("състояние"), max_length=10, choices=OFFER_STATES)
    offered_at = models.DateTimeField(_("предложено на"))
    expires_at = models.DateTimeField(_("отговор до"))
    answered_at = models.DateTimeField(_("отговорено на"), null=True, blank=True)
    reason = models.TextField(_("причина"), blank=True)
    placement = models.OneToOneField(
        Placement, models.PROTECT, null=True, blank=True, related_name="offer"
    )

    class Meta:
        verbose_name = _("предложено място")
        constraints = [
            known("state", OFFER_STATES, "offer_state_known"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="open"), name="one_open_offer"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("offered_at")), name="offer_gives_time"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="offer_answered_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="offer_declined_with_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["service", "expires_at"], condition=Q(state="open"), name="offer_open"
            ),
            GinIndex(fields=["audience"], name="offer_audience"),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"


class QueueChange(models.Model):
    """That somebody moved from one place of the queue to another, and why. Never changed.

    `from_place` is empty on joining, `to_place` on leaving. `is_own` tells the one whose act moved
    the others from those who were moved; only the own row carries the typed `reason`.
    """

    entry = models.ForeignKey(WaitingListEntry, models.PROTECT, related_name="changes")
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="+", help_text="The provider."
    )
    audience = ArrayField(models.BigIntegerField())
    from_place = models.PositiveIntegerField(_("от място"), null=True)
    to_place = models.PositiveIntegerField(_("на място"), null=True)
    cause = models.CharField(_("причина"), max_length=20, choices=CAUSES)
    is_own = models.BooleanField()
    reason = models.TextField(_("обяснение"), blank=True)
    rule = models.ForeignKey(OrderRule, models.PROTECT, null=True, blank=True, related_name="+")
    user_id = models.BigIntegerField(null=True)
    acting_organization_id = models.BigIntegerField()
    changed_at = models.DateTimeField(_("на"))

    class Meta:
        verbose_name = _("смяна на реда")
        ordering = ["id"]
        constraints = [known("cause", CAUSES, "queue_change_cause_known")]
        indexes = [GinIndex(fields=["audience"], name="queue_change_audience")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.from_place} → {self.to_place}"

    @property
    def words(self) -> str:
        """The cause as it is told to this person."""
        labels = rules.OWN_CAUSES if self.is_own else rules.OTHERS_CAUSES
        told = gettext(labels[rules.Cause(self.cause)])
        return f"{told} {self.rule.words} ({self.rule.act})." if self.rule else told
