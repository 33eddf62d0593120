"""What a person types into an analysis. A field's name is the service's argument."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from opora.register.models import choices
from opora.register.rules import FUNDING_LABELS

from .models import ConsultationComment, NeedsAnalysis, PlanningProposal

LONG = 4000
LONGEST_SECTION = 20000


def day(label: Any) -> forms.DateField:
    """A day, typed 21.11.2026."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "21.11.2026"}),
        error_messages={"invalid": _("Няма такъв ден. Пишете го така: 21.11.2026.")},
    )


def seen() -> forms.IntegerField:
    """Which version the person saw."""
    return forms.IntegerField(widget=forms.HiddenInput)


class SectionForm(forms.Form):
    """One narrative section."""

    seen = seen()
    text = forms.CharField(
        label=_("текст"),
        max_length=LONGEST_SECTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )


class ProposalForm(forms.ModelForm):
    """What the municipality proposes for one service."""

    seen = seen()
    funding = forms.MultipleChoiceField(
        label=_("източници на средства"),
        required=False,
        choices=choices(FUNDING_LABELS),
        widget=forms.CheckboxSelectMultiple,
    )
    capital = forms.DecimalField(
        label=_("средства за създаване, €"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        localize=True,
        help_text=_("Еднократно: сграда, ремонт, обзавеждане."),
    )

    class Meta:
        model = PlanningProposal
        fields = ["users", "year_from", "settlement", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "users": _("Празно: още не е решено. 0: общината не предлага услугата."),
            "note": _("Нужни са, когато предлагате повече от изчисления максимум."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row: PlanningProposal = self.instance
        self.fields["seen"].initial = row.version
        self.fields["funding"].initial = row.funding
        if row.capital_cents is not None:
            self.fields["capital"].initial = Decimal(row.capital_cents) / 100

    def fields_typed(self) -> dict[str, Any]:
        """What the service takes: money in whole cents."""
        values = dict(self.cleaned_data)
        values.pop("seen")
        capital = values.pop("capital")
        values["capital_cents"] = None if capital is None else int(capital * 100)
        return values


class ActForm(forms.Form):
    """An act that needs nothing but the version seen."""

    seen = seen()

    def __init__(self, *args: Any, analysis: NeedsAnalysis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = analysis.version


class ConsultationForm(ActForm):
    """When and where people meet to discuss."""

    hearing = forms.CharField(
        label=_("обществено обсъждане на живо"),
        max_length=200,
        required=False,
        help_text=_("Например: 10.12.2026, 17:30, заседателната зала на общината."),
    )


class CouncilForm(ActForm):
    """The decision of the municipal council."""

    number = forms.CharField(label=_("решение №"), max_length=40)
    decided_on = day(_("от дата"))
    document = forms.CharField(
        label=_("документ"),
        max_length=300,
        required=False,
        help_text=_("Протокол или адрес, на който решението е публикувано."),
    )


class ReturnForm(ActForm):
    """Why the analysis goes back."""

    reasons = forms.CharField(
        label=_("какво да се поправи"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 6})
    )


class AnswerForm(forms.Form):
    """The municipality's answer to one comment."""

    text = forms.CharField(
        label=_("отговор"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 4})
    )
    is_withheld = forms.BooleanField(
        label=_("не показвай текста, защото назовава хора"), required=False
    )


class CommentForm(forms.ModelForm):
    """A citizen's proposal. The name is the only thing asked about them, and not needed."""

    website = forms.CharField(required=False, widget=forms.HiddenInput)  # filled by robots only

    class Meta:
        model = ConsultationComment
        fields = ["name", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "name": _("Не е задължително. Други данни за себе си или за близки не пишете."),
            "text": _("Общината отговаря на всяко предложение; отговорът се публикува тук."),
        }

    def clean_website(self) -> str:
        """Only a robot fills a field that nobody sees."""
        value = str(self.cleaned_data["website"])
        if value:
            raise forms.ValidationError(say("Предложението не е прието."))
        return value


FORMS: dict[str, type[ActForm]] = {
    "start_consultation": ConsultationForm,
    "record_council": CouncilForm,
    "submit": ActForm,
    "accept": ActForm,
    "return": ReturnForm,
}
