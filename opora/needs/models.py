"""Tables of needs: planning cycles, analyses with what they propose and lock, live sums."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opora.register.models import choices
from opora.register.rules import FUNDING_LABELS

from . import rules
from .rules import State

STATE_CHOICES = [(state.value, _(label)) for state, label in rules.STATE_LABELS.items()]
SECTION_CHOICES = [(code, _(section.title)) for code, section in rules.SECTIONS.items()]
ORGANIZATION = "accounts.Organization"


class Cycle(models.Model):
    """One round of planning, from the analyses of municipalities to a map with a horizon."""

    code = models.SlugField(_("код"), max_length=20, primary_key=True)
    name = models.CharField(_("цикъл"), max_length=160)
    name_en = models.CharField(_("на английски"), max_length=160)
    base_on = models.DateField(_("данни към"))
    opened_on = models.DateField(_("открит на"))
    closed_on = models.DateField(_("приключен на"), null=True, blank=True)
    horizon_year = models.PositiveSmallIntegerField(_("хоризонт"))

    class Meta:
        ordering = ["-opened_on"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class NeedsAnalysis(models.Model):
    """The analysis of needs of one municipality in one cycle (чл. 37, ал. 1 НПСУ).

    `audience` is the municipality alone until the first submission; afterwards also its district
    administration, the regional directorate and the agency.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="analyses")
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    state = models.CharField(
        _("състояние"), max_length=15, choices=STATE_CHOICES, default=State.DRAFT
    )
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    consultation_from = models.DateField(_("обсъждане от"), null=True)
    consultation_to = models.DateField(_("обсъждане до"), null=True)
    hearing = models.CharField(_("обществено обсъждане на живо"), max_length=200, blank=True)
    council_number = models.CharField(_("решение №"), max_length=40, blank=True)
    council_on = models.DateField(_("от дата"), null=True)
    council_document = models.CharField(_("документ"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    is_transcribed = models.BooleanField(default=False)  # entered at once from paper
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["municipality__name"]
        indexes = [GinIndex(fields=["audience"], name="analysis_audience")]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "municipality"], name="one_analysis_a_cycle"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="analysis_state_known"
            ),
            models.CheckConstraint(
                condition=Q(consultation_from=None, consultation_to=None)
                | Q(consultation_to__gt=F("consultation_from")),
                name="analysis_consultation_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(council_number="", council_on=None)
                | (~Q(council_number="") & Q(council_on__isnull=False)),
                name="analysis_decision_has_number_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} · {self.cycle}"


class AnalysisReturn(models.Model):
    """That a submitted analysis was given back, by whom and why.

    Read by the municipality and by those who may return; the row of the analysis is public.
    """

    analysis = models.ForeignKey(NeedsAnalysis, models.PROTECT, related_name="returns")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    returned_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(_("върнат на"))
    reasons = models.TextField(_("мотиви за връщане"), max_length=4000)

    class Meta:
        ordering = ["-returned_at", "-id"]

    def __str__(self) -> str:
        return f"{self.analysis_id} · {self.returned_at:%d.%m.%Y}"


class AnalysisSection(models.Model):
    """One narrative part of an analysis; a row exists once somebody saved it."""

    analysis = models.ForeignKey(NeedsAnalysis, models.CASCADE, related_name="sections")
    code = models.CharField(max_length=20, choices=SECTION_CHOICES)
    text = models.TextField(_("текст"), max_length=20000, blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["analysis", "code"], name="analysis_section_once"),
            models.CheckConstraint(
                condition=Q(code__in=list(rules.SECTIONS)), name="analysis_section_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.analysis_id} · {self.code}"


class PlanningProposal(models.Model):
    """What a municipality proposes for one planned service (чл. 41, ал. 1 НПСУ).

    One row for every planned service from the opening on. `computed` by the criteria in force
    (empty: a criterion is missing), `existing` places, `occupied` and `waiting` are as last counted
    and stay as they were submitted; `users` is the municipality's own (empty: not proposed).
    `expected` with its interval is the evidence-based method, a different number with its own name.
    """

    analysis = models.ForeignKey(NeedsAnalysis, models.CASCADE, related_name="proposals")
    planned_service = models.ForeignKey("register.PlannedService", models.PROTECT, related_name="+")
    computed = models.PositiveIntegerField(_("изчислен максимум"), null=True)
    expected = models.DecimalField(_("очаквани"), max_digits=9, decimal_places=1, null=True)
    expected_low = models.DecimalField(max_digits=9, decimal_places=1, null=True)
    expected_high = models.DecimalField(max_digits=9, decimal_places=1, null=True)
    existing = models.PositiveIntegerField(_("съществуващи места"), default=0)
    occupied = models.PositiveIntegerField(_("заети места"), default=0)
    waiting = models.PositiveIntegerField(_("чакащи"), default=0)
    users = models.PositiveIntegerField(_("предложени потребители"), null=True, blank=True)
    year_from = models.PositiveSmallIntegerField(_("от година"), null=True, blank=True)
    settlement = models.CharField(_("населено място"), max_length=80, blank=True)
    funding = ArrayField(
        models.CharField(max_length=20, choices=choices(FUNDING_LABELS)), default=list, blank=True
    )
    capital_cents = models.BigIntegerField(_("капиталови средства"), null=True, blank=True)
    cost_cents = models.BigIntegerField(_("за година, евроцентове"), null=True)
    rank = models.PositiveSmallIntegerField(_("ред по тежест"), null=True)
    note = models.CharField(_("мотиви"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["planned_service__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "planned_service"], name="one_proposal_a_service"
            )
        ]

    def __str__(self) -> str:
        return f"{self.analysis_id} · {self.planned_service_id}: {self.users}"


class AnalysisVersion(models.Model):
    """What an analysis was at one moment, for ever: inputs, criteria, results, texts, canonical.

    The database refuses every change and removal. What was put to consultation is public.
    """

    class Reason(models.TextChoices):
        CONSULTATION = "consultation", _("за обществено обсъждане")
        COUNCIL = "council", _("за общинския съвет")
        SUBMITTED = "submitted", _("внесен")

    analysis = models.ForeignKey(NeedsAnalysis, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    reason = models.CharField(_("защо е заключена"), max_length=15, choices=Reason)
    locked_at = models.DateTimeField()
    content = models.BinaryField()
    digest = models.CharField(_("отпечатък"), max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "number"], name="analysis_version_once"),
            models.CheckConstraint(
                condition=Q(reason__in=["consultation", "council", "submitted"]),
                name="analysis_version_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.analysis_id} v{self.number}"


class ConsultationComment(models.Model):
    """What a citizen or an organization said in a consultation, with the municipality's answer.

    Public once it is answered: an officer has read it by then.
    """

    analysis = models.ForeignKey(NeedsAnalysis, models.CASCADE, related_name="comments")
    name = models.CharField(_("Вашето име или организация"), max_length=80, blank=True)
    text = models.TextField(_("предложение"), max_length=4000)
    made_at = models.DateTimeField()
    is_withheld = models.BooleanField(
        _("текстът не се показва"), default=False, help_text="It names people."
    )
    answer = models.TextField(_("отговор"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="comment_answer_has_moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.analysis_id} · {self.made_at:%d.%m.%Y}"
