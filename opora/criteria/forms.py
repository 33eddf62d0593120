"""What an editor of the criteria types in, and what a reader chooses."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.law.models import CONFIDENCE_LABELS
from opora.law.rules import Confidence
from opora.lib.refusals import Refused
from opora.territory.models import Indicator

from . import queries, rules
from .edits import LABELS, BaseFacts, CriterionFacts
from .models import CriteriaSet, Criterion

EXTRA_BASES = 2
MOST_BASES = 20


class Day(forms.DateInput):
    """A day typed 21.11.2026."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric", "placeholder": "01.01.2027"})


class SetForm(forms.ModelForm):
    """Name, act and source of a working set."""

    class Meta:
        model = CriteriaSet
        fields = ["name", "act", "source", "confidence"]

    def validate_constraints(self) -> None:
        """Of the whole row the service and the database take care."""


class CopyForm(forms.Form):
    """The name of a new working set, and in a demonstration whether it only illustrates."""

    name = forms.CharField(label=gettext_lazy("Име на новия набор"), max_length=200)
    is_illustrative = forms.BooleanField(
        label=gettext_lazy("Примерни критерии, не от акт"),
        required=False,
        help_text=gettext_lazy("Само в демонстрация: стойностите са измислени и носят воден знак."),
    )

    def __init__(self, *args: Any, source: CriteriaSet, is_demo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_demo or source.is_illustrative:
            del self.fields["is_illustrative"]


class PublishForm(forms.Form):
    """From which day a working set is in force."""

    valid_from = forms.DateField(label=gettext_lazy("В сила от"), widget=Day)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class RepealForm(forms.Form):
    """On which day a set ends."""

    valid_to = forms.DateField(label=gettext_lazy("Последният ден е преди"), widget=Day)


class CoefficientField(forms.CharField):
    """A coefficient as it is typed: 1,5; empty is unknown."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Decimal | None:
        """The number; what can be read in two ways is asked about."""
        text = super().clean(value)
        try:
            return rules.parse_coefficient(text)
        except Refused as refused:
            sentence = " ".join(
                part for part in (refused.sentence, refused.rule, refused.remedy) if part
            )
            raise ValidationError(sentence) from refused


class BaseForm(forms.Form):
    """One indicator with its coefficient."""

    indicator: "forms.ModelChoiceField[Indicator]" = forms.ModelChoiceField(
        queryset=Indicator.objects.none(),
        label=gettext_lazy("Показател"),
        required=False,
        empty_label="—",
    )
    coefficient = CoefficientField(
        label=gettext_lazy("Коефициент"),
        required=False,
        help_text=gettext_lazy("1,5 е едно и половина. Празно: липсва критерий."),
    )
    per = forms.TypedChoiceField(
        label=gettext_lazy("На всеки"),
        coerce=int,
        choices=[(n, str(n)) for n in rules.PERS],
        initial=100,
    )
    confidence = forms.ChoiceField(
        label=gettext_lazy("Сигурност"), choices=CONFIDENCE_LABELS, initial=Confidence.MEMORY
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = queries.indicators()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A coefficient stands with its indicator."""
        cleaned = super().clean() or {}
        if cleaned.get("coefficient") is not None and not cleaned.get("indicator"):
            self.add_error("indicator", _("Изберете за кой показател е коефициентът."))
        return cleaned


BaseFormSet = forms.formset_factory(BaseForm, extra=EXTRA_BASES)


class CriterionForm(forms.ModelForm):
    """Everything of a criterion but its bases."""

    class Meta:
        model = Criterion
        fields = list(LABELS)

    def validate_constraints(self) -> None:
        """Sizes are compared by the service, in a sentence."""


def initial_of(facts: CriterionFacts) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the form and the rows of bases begin with."""
    return (
        {name: getattr(facts, name) for name in LABELS},
        [
            {
                "indicator": base.indicator,
                "coefficient": rules.typed(base.coefficient),
                "per": base.per,
                "confidence": base.confidence,
            }
            for base in facts.bases
        ],
    )


def drafted(
    content: dict[str, Any], initial: dict[str, Any], rows: list[dict[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The first values of both from what was typed before and not saved, else as given."""
    if not content:
        return initial, rows
    total = str(content.get("base-TOTAL_FORMS", ""))
    typed = [
        {name: content.get(f"base-{n}-{name}", "") for name in BaseForm.base_fields}
        for n in range(min(int(total), MOST_BASES) if total.isdigit() else 0)
    ]
    return (
        {name: content.get(name, value) for name, value in initial.items()},
        [row for row in typed if row["indicator"] or row["coefficient"]],
    )


def facts_of(form: CriterionForm, bases: Any) -> CriterionFacts:
    """What was typed, once both are valid; a row without an indicator is no base."""
    return CriterionFacts(
        **{name: form.cleaned_data[name] for name in LABELS},
        bases=tuple(
            BaseFacts(row["indicator"].pk, row["coefficient"], row["per"], row["confidence"])
            for row in (each.cleaned_data for each in bases)
            if row.get("indicator")
        ),
    )


class ChangesForm(forms.Form):
    """Which of the changes to look at."""

    service = forms.ChoiceField(label=gettext_lazy("Услуга"), required=False)
    district = forms.ChoiceField(label=gettext_lazy("Област"), required=False)

    def __init__(
        self,
        *args: Any,
        services: list[tuple[str, str]],
        districts: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices, every in (
            ("service", services, _("всички услуги")),
            ("district", districts, _("цялата страна")),
        ):
            field = self.fields[name]
            field.choices = [("", every), *choices]  # type: ignore[attr-defined]
