"""A signal about children and the case of each child."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .rules import (
    CASE_ENDS,
    CASE_LABELS,
    CASE_TONES,
    CHANNEL_LABELS,
    IN_FORCE,
    KINSHIP_LABELS,
    MEASURE_KIND_LABELS,
    MEASURE_LABELS,
    MEASURE_TONES,
    PART_LABELS,
    SOURCE_LABELS,
    CaseState,
    Channel,
    Kinship,
    MeasureKind,
    MeasureState,
    Part,
    Source,
)

ORGANIZATION = "accounts.Organization"
USER = "accounts.User"
LONG = 6000


def choices(labels: Mapping[Any, str]) -> list[tuple[str, Any]]:
    """Choices of a field from a table of labels."""
    return [(value.value, _(label)) for value, label in labels.items()]


def known(field: str, states: type[StrEnum], name: str) -> models.CheckConstraint:
    """The database accepts only the words of the rules."""
    words = [one.value for one in states]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": words}), name=name)


class Signal(models.Model):
    """What somebody told about children at risk. Seen by the directorate and by who sent it."""

    number = models.CharField(_("номер"), max_length=30, unique=True)
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    sender_organization = models.ForeignKey(
        ORGANIZATION, models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField(_("от кого"), max_length=12, choices=choices(SOURCE_LABELS))
    channel = models.CharField(_("как е получен"), max_length=10, choices=choices(CHANNEL_LABELS))
    received_at = models.DateTimeField(_("кога е получен"))
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    place = models.CharField(_("къде е детето сега"), max_length=300, blank=True)
    text = models.TextField(_("какво се съобщава"), max_length=LONG)
    is_violence = models.BooleanField(_("сигналът е за насилие"), default=False)
    is_dangerous = models.BooleanField(_("има риск за живота или здравето"), default=False)
    taken_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            GinIndex(fields=["audience"], name="signal_audience"),
            models.Index(fields=["sender_organization"], name="signal_sender"),
        ]
        constraints = [
            known("source", Source, "signal_source_known"),
            known("channel", Channel, "signal_channel_known"),
        ]

    def __str__(self) -> str:
        return self.number


class Reporter(models.Model):
    """Who gave a signal. Kept apart: no party ever sees it, and each look is recorded."""

    signal = models.OneToOneField(Signal, models.CASCADE, primary_key=True, related_name="reporter")
    audience = ArrayField(models.BigIntegerField())
    name = models.CharField(_("име на подателя"), max_length=200)
    contact = models.CharField(_("как да се свържем с него"), max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.signal_id}"


class ChildCase(models.Model):
    """One child's case at one directorate, from the first signal to its end.

    `person` is empty while it is not known which child it is. `due_at` is the nearest of the
    running terms; `in_hours` says that it is an hour, not the end of a day.
    """

    number = models.CharField(_("номер"), max_length=30, unique=True)
    version = models.PositiveIntegerField(default=1)
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    described = models.CharField(_("детето според сигнала"), max_length=200, blank=True)
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    state = models.CharField(
        _("състояние"), max_length=14, choices=choices(CASE_LABELS), default=CaseState.SIGNALED
    )
    is_dangerous = models.BooleanField(_("риск за живота или здравето"), default=False)
    is_confidential = models.BooleanField(_("поверителен"), default=False)
    lead = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField()
    danger_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    in_hours = models.BooleanField(default=False)
    escalated_at = models.DateTimeField(null=True, blank=True)
    transfer_to = models.ForeignKey(
        ORGANIZATION, models.PROTECT, null=True, blank=True, related_name="+"
    )
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    # What pages add: the nearest term in hours with its tone, or its last day.
    hours: str = ""
    hours_tone: str = ""
    due_on: date | None = None

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            GinIndex(fields=["audience"], name="childcase_audience"),
            models.Index(fields=["person"], name="childcase_person"),
            models.Index(
                fields=["organization", "due_at"],
                condition=Q(closed_at=None),
                name="childcase_open",
            ),
        ]
        constraints = [
            known("state", CaseState, "childcase_state_known"),
            models.UniqueConstraint(
                fields=["organization", "person"],
                condition=Q(closed_at=None),
                name="one_open_case_of_a_child",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) ^ Q(state__in=sorted(one.value for one in CASE_ENDS)),
                name="childcase_closed_at_end",
            ),
            models.CheckConstraint(
                condition=Q(transfer_to=None) | ~Q(transfer_to=F("organization")),
                name="childcase_transfer_to_another",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        """The tone of the state's chip."""
        return CASE_TONES.get(CaseState(self.state), "plain")


class SignalChild(models.Model):
    """A child named in a signal, as the reporter told, and the case that it opened or joined."""

    signal = models.ForeignKey(Signal, models.CASCADE, related_name="children")
    case = models.ForeignKey(ChildCase, models.PROTECT, related_name="signals")
    described = models.CharField(_("детето според подателя"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.described


class RiskCheck(models.Model):
    """The check of a signal: what was seen and found."""

    case = models.ForeignKey(ChildCase, models.CASCADE, related_name="checks")
    started_at = models.DateTimeField()
    visited_on = models.DateField(_("кога е видяно детето"), null=True, blank=True)
    findings = models.TextField(_("какво се установи"), max_length=LONG, blank=True)
    child_words = models.TextField(_("какво казва детето"), max_length=LONG, blank=True)
    conclusion = models.TextField(_("заключение"), max_length=LONG, blank=True)
    is_at_risk = models.BooleanField(_("детето е в риск"), null=True)
    author = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    finished_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(finished_on=None), name="one_check_under_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class CaseAssessment(models.Model):
    """The assessment of a case by areas of the child's life."""

    case = models.OneToOneField(ChildCase, models.CASCADE, related_name="assessment")
    version = models.PositiveIntegerField(default=1)
    development = models.TextField(_("развитие, здраве, образование"), max_length=LONG, blank=True)
    care = models.TextField(_("грижа и родителски капацитет"), max_length=LONG, blank=True)
    environment = models.TextField(_("семейство и среда"), max_length=LONG, blank=True)
    risks = models.TextField(_("рискове и какво предпазва"), max_length=LONG, blank=True)
    child_words = models.TextField(_("мнение на детето"), max_length=LONG, blank=True)
    conclusion = models.TextField(_("заключение"), max_length=LONG, blank=True)
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    finished_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.case_id}"

    @property
    def filled(self) -> list[tuple[str, str]]:
        """The written areas with their labels."""
        fields = [each for each in self._meta.fields if isinstance(each, models.TextField)]
        pairs = [(str(each.verbose_name), getattr(self, each.name)) for each in fields]
        return [pair for pair in pairs if pair[1]]


class ActionPlan(models.Model):
    """What is done for the child, by whom, until when. The newest version is in force."""

    case = models.ForeignKey(ChildCase, models.CASCADE, related_name="plans")
    number = models.PositiveSmallIntegerField()
    goals = models.TextField(_("цели"), max_length=LONG)
    actions = models.TextField(_("дейности, кой и до кога"), max_length=LONG)
    child_words = models.TextField(_("мнение на детето и семейството"), max_length=LONG, blank=True)
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    adopted_on = models.DateField(_("приет на"))
    reviewed_on = models.DateField(_("прегледан на"), null=True, blank=True)
    review = models.TextField(_("какво показа прегледът"), max_length=LONG, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="action_plan_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.number}"


class Measure(models.Model):
    """A measure for protection, from its proposal to its end.

    `request_id` is the service request through which the child comes to a service.
    """

    case = models.ForeignKey(ChildCase, models.CASCADE, related_name="measures")
    kind = models.CharField(_("мярка"), max_length=16, choices=choices(MEASURE_KIND_LABELS))
    state = models.CharField(
        max_length=10, choices=choices(MEASURE_LABELS), default=MeasureState.PROPOSED
    )
    reason = models.TextField(_("защо е нужна"), max_length=LONG)
    whom = models.CharField(_("при кого или къде"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("от"), null=True, blank=True)
    order_number = models.CharField(_("номер на заповедта"), max_length=60, blank=True)
    ordered_on = models.DateField(null=True, blank=True)
    served_on = models.DateField(_("съобщена на"), null=True, blank=True)
    appeal_until = models.DateField(_("обжалва се до"), null=True, blank=True)
    court = models.CharField(_("съд"), max_length=120, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    decision = models.CharField(_("решение: номер и дата"), max_length=120, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    until = models.DateField(_("срок"), null=True, blank=True)
    warned_on = models.DateField(null=True, blank=True)
    request_id = models.BigIntegerField(null=True, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(_("защо приключи"), max_length=2000, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["case"],
                condition=Q(state__in=sorted(one.value for one in IN_FORCE)),
                name="measure_in_force",
            )
        ]
        constraints = [
            known("kind", MeasureKind, "measure_kind_known"),
            known("state", MeasureState, "measure_state_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(decided_on=None) | Q(until__gt=F("decided_on")),
                name="measure_term_after_decision",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def tone(self) -> str:
        """The tone of the state's chip."""
        return MEASURE_TONES.get(MeasureState(self.state), "plain")


class CasePart(models.Model):
    """An organization to which a part of a case was given, which part, until when."""

    case = models.ForeignKey(ChildCase, models.CASCADE, related_name="parts")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    parts = ArrayField(models.CharField(max_length=10))
    why = models.CharField(_("защо"), max_length=300)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organization"], condition=Q(until=None), name="case_part_once"
            )
        ]
        indexes = [
            models.Index(fields=["organization"], condition=Q(until=None), name="case_part_active")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.organization_id}"

    @property
    def labels(self) -> list[str]:
        """What may be seen, in words."""
        return [gettext(PART_LABELS[Part(one)]) for one in self.parts]


class CaseOfficer(models.Model):
    """An officer whom the director admitted to a confidential case, why, until when.

    Its leading officer and the directors see it without being admitted; no other officer does.
    """

    case = models.ForeignKey(ChildCase, models.CASCADE, related_name="officers")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    why = models.CharField(_("защо"), max_length=300, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"], condition=Q(until=None), name="case_officer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.user_id}"


class Kin(models.Model):
    """Two cases of children of one family; one row for the pair, the older case first."""

    case = models.ForeignKey(ChildCase, models.CASCADE, related_name="kin_after")
    other = models.ForeignKey(ChildCase, models.CASCADE, related_name="kin_before")
    kinship = models.CharField(max_length=10, choices=choices(KINSHIP_LABELS))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="kin_once"),
            models.CheckConstraint(condition=Q(case__lt=F("other")), name="kin_older_first"),
            known("kinship", Kinship, "kinship_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} – {self.other_id}"
