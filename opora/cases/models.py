"""A case and who takes part in it."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from opora.law.models import CONFIDENCE_LABELS, Period
from opora.law.rules import Confidence

from . import rules
from .rules import BASIS_LABELS, GROUND_LABELS, STATE_LABELS, CaseState, Ground, PartyBasis

ORGANIZATION = "accounts.Organization"
PERSON = "people.Person"
USER = "accounts.User"


def choices(labels: dict[Any, str]) -> list[tuple[str, Any]]:
    """The values of a field with their labels."""
    return [(str(value), _(label)) for value, label in labels.items()]


class Case(models.Model):
    """One person's use of one service, led by its provider from the acceptance to the end.

    `audience` are the organizations that take part now (the active parties), the provider first in
    right but not in order.
    """

    number = models.CharField(_("номер"), max_length=40)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    service = models.ForeignKey("register.Service", models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    request_id = models.BigIntegerField(null=True, blank=True)
    placement = models.ForeignKey("places.Placement", models.PROTECT, null=True, related_name="+")
    ground = models.CharField(
        _("основание"), max_length=12, choices=[(g.value, _(t)) for g, t in GROUND_LABELS.items()]
    )
    state = models.CharField(
        max_length=8,
        choices=[(s.value, _(t)) for s, t in STATE_LABELS.items()],
        default=CaseState.OPEN.value,
    )
    lead = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_confidential = models.BooleanField(_("поверителен"), default=False)
    opened_on = models.DateField(_("открит на"))
    # Of a case by a court: the day of the decision, and until when it places the person.
    decided_on = models.DateField(_("решено на"), null=True, blank=True)
    placed_until = models.DateField(_("настанява до"), null=True, blank=True)
    ended_on = models.DateField(_("приключен на"), null=True, blank=True)
    end_reason = models.CharField(_("защо приключи"), max_length=40, blank=True)
    end_note = models.TextField(_("бележка"), max_length=2000, blank=True)
    destination = models.CharField(_("къде отива лицето"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="case_number_once"),
            models.UniqueConstraint(
                fields=["person", "service"],
                condition=Q(state="open"),
                name="one_open_case_per_service",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in CaseState]), name="case_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ground__in=[g.value for g in Ground]), name="case_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_on=None) | Q(state="ended", ended_on__isnull=False),
                name="case_ended_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("opened_on")),
                name="case_ends_after_opening",
            ),
        ]
        indexes = [
            GinIndex(fields=["audience"], name="case_audience"),
            models.Index(fields=["service", "state"], name="case_service"),
            models.Index(fields=["request_id"], name="case_request"),
        ]

    def __str__(self) -> str:
        return self.number


class CaseParty(models.Model):
    """An organization that takes part in a case, why, what it may see, since when.

    One without any part (of a confidential case) knows only the person, that support is given, and
    whom it may ask.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    basis = models.CharField(
        max_length=12, choices=[(b.value, _(t)) for b, t in BASIS_LABELS.items()]
    )
    parts = ArrayField(models.CharField(max_length=8))
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    ask = models.ForeignKey(ORGANIZATION, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organization"], condition=Q(until=None), name="case_party_once"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=[b.value for b in PartyBasis]), name="case_party_basis_known"
            ),
        ]
        indexes = [
            models.Index(fields=["organization"], condition=Q(until=None), name="case_party_active")
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.organization}"

    @property
    def part_labels(self) -> list[str]:
        """What it may see, in words."""
        return [gettext(rules.PART_LABELS[part]) for part in rules.Part if part in self.parts]


class CaseTerm(models.Model):
    """A word that cases are told in (why one ends, where to, an area of life), as dated rows."""

    kind = models.CharField(max_length=12, choices=choices(rules.TERM_KINDS))
    code = models.CharField(_("код"), max_length=40)
    label = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    hint = models.CharField(max_length=400, blank=True)
    hint_en = models.CharField(max_length=400, blank=True)
    position = models.PositiveSmallIntegerField()
    article = models.CharField(_("член"), max_length=80, blank=True)
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)
    valid_from = models.DateField(_("в сила от"))
    valid_to = models.DateField(_("в сила до"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "position", "id"]
        constraints = [
            ExclusionConstraint(
                name="one_case_term_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (Period(F("valid_from"), F("valid_to"), Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in rules.TermKind]),
                name="case_term_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=list(Confidence)), name="case_term_confidence_known"
            ),
        ]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label

    @property
    def help(self) -> str:
        """What belongs here, in the language of the page."""
        return self.hint_en if get_language() == "en" else self.hint


class CaseMember(models.Model):
    """An officer of the provider who works on the case, in which role, since when."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="members")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    post = models.CharField(_("в какво качество"), max_length=80)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"], condition=Q(until=None), name="case_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.user_id}"


class CaseContact(models.Model):
    """A relative or somebody near, whom the provider may call. Only the provider sees them."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="contacts")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    name = models.CharField(_("имена"), max_length=180)
    relation = models.CharField(_("какъв е на лицето"), max_length=80)
    phone = models.CharField(_("телефон"), max_length=40, blank=True)
    note = models.CharField(_("кога и за какво се търси"), max_length=300, blank=True)
    may_be_told = models.BooleanField(_("може да получава сведения за лицето"), default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return self.name


class CaseLink(models.Model):
    """The cases of two people belong together. Shown only to who sees both."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    other = models.ForeignKey(Case, models.CASCADE, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    kind = models.CharField(
        _("каква е връзката"), max_length=12, choices=choices(rules.LINK_LABELS)
    )
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="case_link_once"),
            models.CheckConstraint(condition=Q(case__lt=F("other")), name="case_link_in_order"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in rules.LinkKind]),
                name="case_link_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} – {self.other_id}"


class FollowUp(models.Model):
    """How the person is some time after the case ended: planned at the end, told later."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="follow_ups")
    planned_on = models.DateField(_("кога ще попитаме"))
    held_on = models.DateField(_("кога попитахме"), null=True, blank=True)
    outcome = models.CharField(
        _("как е лицето"), max_length=12, blank=True, choices=choices(rules.OUTCOME_LABELS)
    )
    note = models.TextField(_("бележка"), max_length=2000, blank=True)
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["planned_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on=None, outcome="") | (Q(held_on__isnull=False) & ~Q(outcome="")),
                name="follow_up_held_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.planned_on}"
