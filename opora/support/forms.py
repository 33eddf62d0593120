"""What a person types in about assessment, plan, review and question."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.cases import queries as cases
from opora.cases.forms import day, officers
from opora.cases.forms import text as long_text
from opora.cases.models import choices
from opora.cases.rules import TermKind
from opora.lib.actor import Actor
from opora.people import queries as people
from opora.people.rules import KIN_LABELS

from . import rules
from .models import AssessedArea, NeedsAssessment, PlanActivity, SupportPlan
from .rules import QuestionKind, Signer
from .services.assessments import AREA_TEXTS, TEXTS

LONG = 4000
WAITS = timedelta(days=30)  # an answer is awaited for a month unless said otherwise (practice)


class SeenForm(forms.Form):
    """Knows which version of the plan was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: SupportPlan, actor: Actor, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = plan.version
        self.prepare(plan, actor, today)

    def prepare(self, plan: SupportPlan, actor: Actor, today: date) -> None:
        """Fill the choices and the first values."""

    def choose(self, name: str, options: list[tuple[Any, Any]], initial: Any = None) -> None:
        """Fill the choices of one field."""
        self.fields[name].choices = options  # type: ignore[attr-defined]
        self.fields[name].initial = initial


class AssessmentForm(forms.Form):
    """The assessment with three texts for each area of life."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    own_words = long_text(
        _("какво иска лицето"),
        required=False,
        longest=LONG,
        hint=_("Със собствените му думи, от първо лице."),
    )
    strengths = long_text(_("силни страни и кой помага"), required=False, longest=LONG)
    conclusion = long_text(_("заключение"), required=False, longest=LONG)
    took_part = forms.BooleanField(label=_("лицето участва в оценката"), required=False)

    def __init__(self, *args: Any, assessment: NeedsAssessment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.areas = list(assessment.areas.select_related("area"))
        self.fields["seen"].initial = assessment.version
        for name in (*TEXTS, "took_part"):
            self.fields[name].initial = getattr(assessment, name)
        labels = {field.name: field.verbose_name for field in AssessedArea._meta.fields}
        for area in self.areas:
            for name in AREA_TEXTS:
                field = long_text(labels[name], rows=2, required=False, longest=LONG)
                field.initial = getattr(area, name)
                self.fields[f"{name}-{area.pk}"] = field

    def groups(self) -> list[dict[str, Any]]:
        """Each area with its bound fields, open when something is written there."""
        return [
            {
                "area": area.area,
                "source": area.source,
                "fields": [self[f"{name}-{area.pk}"] for name in AREA_TEXTS],
                "is_open": any(self[f"{name}-{area.pk}"].value() for name in AREA_TEXTS),
            }
            for area in self.areas
        ]

    def written(self) -> dict[int, dict[str, str]]:
        """By id of an area its texts."""
        return {
            area.pk: {name: self.cleaned_data[f"{name}-{area.pk}"] for name in AREA_TEXTS}
            for area in self.areas
        }

    def common(self) -> dict[str, str | bool]:
        """What is not of one area."""
        return {name: self.cleaned_data[name] for name in (*TEXTS, "took_part")}


class DescribeForm(SeenForm):
    """Whether the plan is joint, and who coordinates it."""

    is_joint = forms.BooleanField(label=_("съвместен план с други доставчици"), required=False)
    coordinator_id = forms.TypedChoiceField(
        label=_("координатор"), coerce=int, empty_value=None, required=False
    )

    def prepare(self, plan: SupportPlan, actor: Actor, today: date) -> None:
        """The organization's caseworkers."""
        self.fields["is_joint"].initial = plan.is_joint
        options = [("", "—"), *officers(actor)]
        self.choose("coordinator_id", options, plan.coordinator_id or plan.case.lead_id)


class GoalForm(SeenForm):
    """A goal; its activities follow in lines."""

    area_id = forms.TypedChoiceField(label=_("област на живота"), coerce=int)
    text = long_text(
        _("цел"), rows=2, longest=1000, hint=_("Какво ще може лицето, което сега не може.")
    )
    indicator = long_text(
        _("по какво ще познаем"), rows=2, longest=1000, hint=_("Какво ще видим, ако е постигната.")
    )
    due_on = day(_("до кога"), required=False)

    def prepare(self, plan: SupportPlan, actor: Actor, today: date) -> None:
        """The areas of life in which something is needed stand first."""
        needed = set(plan.assessment.areas.exclude(need="").values_list("area_id", flat=True))
        terms = cases.terms(TermKind.AREA, today)
        ordered = sorted(terms, key=lambda term: (term.pk not in needed, term.position))
        self.choose("area_id", [(term.pk, str(term)) for term in ordered])


class LineForm(forms.ModelForm):
    """One activity; a line without words is left out."""

    mark = forms.IntegerField(widget=forms.HiddenInput, required=False)
    starts_on = day(_("от"), required=False)
    ends_on = day(_("до"), required=False)

    class Meta:
        model = PlanActivity
        fields = ("text", "n_times", "per", "responsible", "place")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self.fields["n_times"].required = False
        self.fields["responsible"].required = False

    def clean(self) -> dict[str, Any]:
        """Who writes an activity says how often, and who does it."""
        values = super().clean() or {}
        if values.get("text"):
            for name in ("n_times", "responsible"):
                if not values.get(name):
                    self.add_error(name, _("Попълнете за всяка дейност."))
        return values


LineSet = forms.formset_factory(LineForm, extra=2, max_num=20, absolute_max=20)


class ReasonForm(SeenForm):
    """Why."""

    reason = long_text(_("защо"), rows=2, longest=400)


class AgreeForm(SeenForm):
    """Who signed on paper, when, and to what the person agrees."""

    signed_on = day(_("подписан на"))
    signers = forms.MultipleChoiceField(
        label=_("кой подписа на хартия"), widget=forms.CheckboxSelectMultiple
    )
    representative_id = forms.TypedChoiceField(
        label=_("кой е представителят"), coerce=int, empty_value=None, required=False
    )
    new_name = forms.CharField(
        label=_("или нов представител: имена"), max_length=180, required=False
    )
    new_kind = forms.ChoiceField(
        label=_("в какво качество"), choices=[("", "—"), *choices(KIN_LABELS)], required=False
    )
    new_document = forms.CharField(label=_("документ"), max_length=200, required=False)
    consents = forms.MultipleChoiceField(
        label=_("с какво се съгласява"), widget=forms.CheckboxSelectMultiple
    )

    def prepare(self, plan: SupportPlan, actor: Actor, today: date) -> None:
        """Who must sign is marked already."""
        person = plan.case.person
        spoken = list(people.representatives(actor, person, today))
        needed = rules.needed_signers(person.birth_date, today, [one.kind for one in spoken])
        who = [Signer.PERSON, Signer.REPRESENTATIVE, Signer.CHILD]
        if not rules.is_child(person.birth_date, today):
            who.remove(Signer.CHILD)
        else:
            who.remove(Signer.PERSON)
        labels = dict(choices(rules.SIGNER_LABELS))
        self.choose("signers", [(one.value, labels[one]) for one in who], needed)
        options = [("", "—"), *((one.pk, str(one)) for one in spoken)]
        self.choose("representative_id", options, spoken[0].pk if len(spoken) == 1 else None)
        terms = cases.terms(TermKind.CONSENT, today)
        self.choose("consents", [(term.code, str(term)) for term in terms])
        self.fields["signed_on"].initial = today

    def clean(self) -> dict[str, Any]:
        """A representative signs: one that is entered, or a new one with name and quality."""
        values = super().clean() or {}
        if Signer.REPRESENTATIVE in values.get("signers", []):
            is_new = values.get("new_name") and values.get("new_kind")
            if not values.get("representative_id") and not is_new:
                self.add_error("representative_id", _("Изберете представителя или го впишете."))
        return values


class InForceForm(SeenForm):
    """From when the plan is in force."""

    starts_on = day(_("в сила от"))

    def prepare(self, plan: SupportPlan, actor: Actor, today: date) -> None:
        """Today."""
        self.fields["starts_on"].initial = today


class ReviewForm(forms.Form):
    """A review; the goals are judged one by one."""

    kind = forms.ChoiceField(label=_("вид"), choices=choices(rules.REVIEW_LABELS))
    held_on = day(_("проведен на"))
    change = long_text(
        _("какво се е променило"), rows=2, required=False, hint=_("Задължително при промяна.")
    )
    own_words = long_text(_("какво казва лицето"), rows=2, required=False)
    summary = long_text(_("изводи"))
    took_part = forms.BooleanField(label=_("лицето участва в прегледа"), required=False)
    verdict = forms.ChoiceField(label=_("решение"), choices=choices(rules.VERDICT_LABELS))

    def __init__(self, *args: Any, plan: SupportPlan, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.goals = list(plan.goals.select_related("area"))
        self.fields["held_on"].initial = today
        scale = [("", "—")]
        for term in cases.terms(TermKind.ATTAINMENT, today):
            scale.append((term.code, f"{term.code.replace('-', '−')} · {term}"))
        for goal in self.goals:
            self.fields[f"score-{goal.pk}"] = forms.ChoiceField(
                label=_("постигане"), choices=scale, required=False
            )
            self.fields[f"note-{goal.pk}"] = forms.CharField(
                label=_("по какво съдим"), max_length=400, required=False
            )

    def judged(self) -> list[dict[str, Any]]:
        """Each goal with its two fields."""
        return [
            {"goal": goal, "score": self[f"score-{goal.pk}"], "note": self[f"note-{goal.pk}"]}
            for goal in self.goals
        ]

    def scores(self) -> dict[int, tuple[int, str]]:
        """By id of a goal how far it was reached."""
        return {
            goal.pk: (
                int(self.cleaned_data[f"score-{goal.pk}"]),
                self.cleaned_data[f"note-{goal.pk}"],
            )
            for goal in self.goals
            if self.cleaned_data[f"score-{goal.pk}"]
        }

    def common(self) -> dict[str, Any]:
        """What is not of one goal."""
        names = ("kind", "held_on", "change", "own_words", "summary", "took_part", "verdict")
        return {name: self.cleaned_data[name] for name in names}


class QuestionForm(forms.Form):
    """One question to a school or a doctor."""

    kind = forms.ChoiceField(
        label=_("до кого"), choices=choices(rules.QUESTION_LABELS), initial=QuestionKind.SCHOOL
    )
    for_whom = forms.CharField(
        label=_("на кого давате кода"),
        max_length=160,
        help_text=_("Например: класният ръководител на II клас."),
    )
    context = forms.CharField(
        label=_("по какво ще познаят лицето"),
        max_length=100,
        required=False,
        help_text=_("Освен първото име и инициала, например класа. Без ЕГН и адрес."),
    )
    question = long_text(_("въпрос"))
    until = day(_("чака се отговор до"))
    has_consent = forms.BooleanField(
        label=_("лицето или представителят му е съгласен да питаме"), required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = today + WAITS


class AnswerForm(forms.Form):
    """What the school or the doctor answers."""

    answer = long_text(_("отговор"), rows=6, longest=LONG)
    answered_by = forms.CharField(
        label=_("имена и длъжност"), max_length=160, help_text=_("Остават при отговора.")
    )


def new_representative(values: dict[str, Any]) -> dict[str, Any] | None:
    """What was typed of a representative who was not entered before."""
    if not values.get("new_name") or values.get("representative_id"):
        return None
    return {
        "name": values["new_name"],
        "kind": values["new_kind"],
        "document": values["new_document"],
    }
