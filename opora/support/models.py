"""Tables of the support: assessment, plan, review, question. Each row names its case."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from . import rules
from .rules import AssessmentState, PlanState

ORGANIZATION = "accounts.Organization"
USER = "accounts.User"
CASE = "cases.Case"
TERM = "cases.CaseTerm"
LONG = 4000


def choices(labels: dict[Any, str]) -> list[tuple[str, Any]]:
    """The values of a field with their labels."""
    return [(str(value), _(label)) for value, label in labels.items()]


def known(field: str, labels: dict[Any, str], name: str) -> models.CheckConstraint:
    """The database, too, knows only these values."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [str(value) for value in labels]}), name=name
    )


class NeedsAssessment(models.Model):
    """The individual needs assessment made by the provider's team, with the person.

    `n` counts the assessments of a case; `version` the savings of one.
    """

    case = models.ForeignKey(CASE, models.PROTECT, related_name="assessments")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    n = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=choices(rules.ASSESSMENT_LABELS), default=AssessmentState.DRAFT.value
    )
    own_words = models.TextField(_("какво иска лицето"), blank=True, max_length=LONG)
    strengths = models.TextField(_("силни страни"), blank=True, max_length=LONG)
    conclusion = models.TextField(_("заключение"), blank=True, max_length=LONG)
    took_part = models.BooleanField(_("лицето участва в оценката"), default=False)
    prefilled_from = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()
    finished_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-n"]
        constraints = [
            models.UniqueConstraint(fields=["case", "n"], name="needs_assessment_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="draft"), name="one_needs_assessment_at_work"
            ),
            known("state", rules.ASSESSMENT_LABELS, "needs_assessment_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft", finished_on=None)
                | (~Q(state="draft") & Q(finished_on__isnull=False)),
                name="needs_assessment_finished_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.n}"


class AssessedArea(models.Model):
    """One area of life in an assessment: how it is, what the person says, what is needed."""

    assessment = models.ForeignKey(NeedsAssessment, models.CASCADE, related_name="areas")
    case = models.ForeignKey(CASE, models.PROTECT, related_name="+")
    area = models.ForeignKey(TERM, models.PROTECT, related_name="+")
    situation = models.TextField(_("как е сега"), blank=True, max_length=LONG)
    own_words = models.TextField(_("думите на лицето"), blank=True, max_length=LONG)
    need = models.TextField(_("каква подкрепа е нужна"), blank=True, max_length=LONG)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["area__position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "area"], name="assessed_area_once")
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.area_id}"


class SupportPlan(models.Model):
    """One version of the individual support plan. `n` counts the versions of a case."""

    case = models.ForeignKey(CASE, models.PROTECT, related_name="plans")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    assessment = models.ForeignKey(NeedsAssessment, models.PROTECT, related_name="+")
    n = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=choices(rules.PLAN_LABELS), default=PlanState.DRAFT.value
    )
    why = models.CharField(_("защо се променя"), max_length=400, blank=True)
    is_joint = models.BooleanField(_("съвместен план с други доставчици"), default=False)
    coordinator = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    consents = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    starts_on = models.DateField(_("в сила от"), null=True, blank=True)
    review_on = models.DateField(_("следващ преглед"), null=True, blank=True)
    proposed_on = models.DateField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    document_id = models.BigIntegerField(null=True, help_text="The paper that is signed.")
    author = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-n"]
        constraints = [
            models.UniqueConstraint(fields=["case", "n"], name="support_plan_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="in_force"), name="one_plan_in_force"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["draft", "proposed", "agreed"]),
                name="one_plan_at_work",
            ),
            known("state", rules.PLAN_LABELS, "support_plan_state_known"),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(starts_on__isnull=False),
                name="plan_in_force_has_a_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")),
                name="plan_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.n}"

    @property
    def tone(self) -> str:
        """The tone of the state's chip."""
        return rules.PLAN_TONES.get(PlanState(self.state), "plain")


class PlanGoal(models.Model):
    """What is to be reached, how it is known, until when. `mark` names it through the versions."""

    plan = models.ForeignKey(SupportPlan, models.CASCADE, related_name="goals")
    case = models.ForeignKey(CASE, models.PROTECT, related_name="+")
    mark = models.PositiveSmallIntegerField()
    area = models.ForeignKey(
        TERM, models.PROTECT, related_name="+", verbose_name=_("област на живота")
    )
    text = models.TextField(_("цел"), max_length=1000)
    indicator = models.TextField(_("по какво ще познаем"), max_length=1000)
    due_on = models.DateField(_("до кога"), null=True, blank=True)

    class Meta:
        ordering = ["mark"]
        constraints = [models.UniqueConstraint(fields=["plan", "mark"], name="plan_goal_once")]

    def __str__(self) -> str:
        return self.text


class PlanActivity(models.Model):
    """What is done for a goal, how often, by whom, where, from when to when.

    `organization` is the provider that does it: in a joint plan each keeps its own.
    """

    plan = models.ForeignKey(SupportPlan, models.CASCADE, related_name="activities")
    case = models.ForeignKey(CASE, models.PROTECT, related_name="+")
    goal = models.ForeignKey(PlanGoal, models.CASCADE, related_name="activities")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    mark = models.PositiveSmallIntegerField()
    text = models.CharField(_("дейност"), max_length=400)
    n_times = models.PositiveSmallIntegerField(_("колко пъти"))
    per = models.CharField(_("за"), max_length=5, choices=choices(rules.FREQUENCY_LABELS))
    responsible = models.CharField(_("кой отговаря"), max_length=160)
    place = models.CharField(_("къде"), max_length=160, blank=True)
    starts_on = models.DateField(_("от"), null=True, blank=True)
    ends_on = models.DateField(_("до"), null=True, blank=True)

    class Meta:
        ordering = ["goal__mark", "mark", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "mark"], name="plan_activity_once"),
            known("per", rules.FREQUENCY_LABELS, "plan_activity_frequency_known"),
            models.CheckConstraint(condition=Q(n_times__gt=0), name="plan_activity_happens"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_activity_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class PlanSignature(models.Model):
    """Who signed a version of the plan, in what right, when; a person's stands on paper."""

    plan = models.ForeignKey(SupportPlan, models.CASCADE, related_name="signatures")
    case = models.ForeignKey(CASE, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    signer = models.CharField(max_length=16, choices=choices(rules.SIGNER_LABELS))
    name = models.CharField(_("имена"), max_length=180)
    user = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    representative_id = models.BigIntegerField(null=True, blank=True)
    signed_on = models.DateField(_("подписан на"))
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_on", "id"]
        constraints = [
            known("signer", rules.SIGNER_LABELS, "plan_signer_known"),
            models.UniqueConstraint(
                fields=["plan", "signer", "organization"], name="plan_signed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.signer}"


class Review(models.Model):
    """A look at a plan in force: what was reached, what was decided."""

    case = models.ForeignKey(CASE, models.PROTECT, related_name="reviews")
    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="reviews")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=choices(rules.REVIEW_LABELS))
    held_on = models.DateField(_("проведен на"))
    change = models.TextField(_("какво се е променило"), blank=True, max_length=LONG)
    own_words = models.TextField(_("какво казва лицето"), blank=True, max_length=LONG)
    summary = models.TextField(_("изводи"), max_length=LONG)
    took_part = models.BooleanField(_("лицето участва в прегледа"), default=False)
    verdict = models.CharField(max_length=10, choices=choices(rules.VERDICT_LABELS))
    author = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            known("kind", rules.REVIEW_LABELS, "review_kind_known"),
            known("verdict", rules.VERDICT_LABELS, "review_verdict_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.held_on}"


class GoalScore(models.Model):
    """How far a goal was reached at a review, from −2 to +2; 0 is what was expected."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    case = models.ForeignKey(CASE, models.PROTECT, related_name="+")
    goal = models.ForeignKey(PlanGoal, models.PROTECT, related_name="scores")
    score = models.SmallIntegerField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["goal__mark"]
        constraints = [
            models.UniqueConstraint(fields=["review", "goal"], name="goal_scored_once"),
            models.CheckConstraint(
                condition=Q(score__gte=rules.SCALE[0], score__lte=rules.SCALE[-1]),
                name="goal_score_on_the_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id}: {self.score}"


class OutsideQuestion(models.Model):
    """One question to a school or a doctor, answered through a single-purpose access.

    `about` is all they learn of the person: the first name with an initial, the class.
    """

    case = models.ForeignKey(CASE, models.PROTECT, related_name="questions")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    kind = models.CharField(_("до кого"), max_length=16, choices=choices(rules.QUESTION_LABELS))
    for_whom = models.CharField(_("за кого е достъпът"), max_length=160)
    about = models.CharField(max_length=160)
    question = models.TextField(_("въпрос"), max_length=2000)
    expires_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("отговор"), blank=True, max_length=LONG)
    answered_by = models.CharField(_("кой отговаря"), max_length=160, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [known("kind", rules.QUESTION_LABELS, "outside_question_kind_known")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"
