"""What a person types in about money."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.lib.money import Money
from opora.lib.refusals import Refused
from opora.register import queries as register
from opora.territory import queries as territory
from opora.territory.imports.reading import Source

from . import queries, rules, sources, typed
from .models import choices

ALL = ("", _("всички"))
NUMBER = {"inputmode": "decimal"}


class Day(forms.DateInput):
    """A day typed 21.11.2026; a browser's own picker would speak the browser's language."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric", "placeholder": "21.11.2026"})


def _say(refused: Refused) -> forms.ValidationError:
    return forms.ValidationError(f"{refused.sentence} {refused.remedy}".strip())


class FactorField(forms.CharField):
    """A factor of indexation, typed 1,126 or 12,6 %."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "1,126"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return typed.factor(text)
        except Refused as refused:
            raise _say(refused) from None


class AmountField(forms.CharField):
    """A positive amount, typed 8 548,00; whole cents."""

    widget = forms.TextInput(attrs=NUMBER | {"placeholder": "8548,00"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return typed.amount_cents(text)
        except Refused as refused:
            raise _say(refused) from None


class NextYearForm(forms.Form):
    """Under which factor the next year is computed."""

    factor = FactorField(label=_("множител на индексация"), required=False)


class FilterForm(forms.Form):
    """Which municipalities, which year."""

    text = forms.CharField(label=_("община"), required=False, max_length=60)
    district = forms.ChoiceField(label=_("област"), required=False)
    year = forms.ChoiceField(label=_("година"), required=False)
    factor = FactorField(label=_("множител на индексация"), required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = [(each.pk, str(each)) for each in territory.districts()]
        self.fields["district"].choices = [ALL, *districts]  # type: ignore[attr-defined]
        self.fields["year"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]


class KnownForm(forms.Form):
    """What was known on an earlier day."""

    known = forms.DateField(label=_("каквото се знаеше на"), widget=Day, required=False)


class StandardForm(forms.Form):
    """A standard of a year, or its next version."""

    amount = AmountField(
        label=_("размер за година"),
        required=False,
        help_text=_("За потребител или място. Празно само когато е нееднозначен."),
    )
    valid_from = forms.DateField(
        label=_("действа от"),
        widget=Day,
        help_text=_(
            "Първо число на месец. От 01.01 важи за цялата година, и когато е приет през юли."
        ),
    )
    adopted_on = forms.DateField(label=_("прието на"), widget=Day, required=False)
    tolerance = AmountField(
        label=_("неточност до"), required=False, widget=forms.TextInput(attrs=NUMBER)
    )
    confidence = forms.ChoiceField(label=_("сигурност"), choices=choices(rules.CONFIDENCE_LABELS))
    evidence = forms.CharField(
        label=_("доказателство"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Акт и член, или сумите, от които е изведен."),
    )
    is_sure = forms.BooleanField(
        label=_("Проверих сумата"),
        required=False,
        help_text=_("Нужно е само когато се различава много от известната досега."),
    )

    def facts(self, year: int) -> dict[str, Any]:
        """As the service takes them."""
        cleaned = self.cleaned_data
        cents = cleaned["amount"]
        return {
            "amount": Money(cents, rules.currency_of(year)) if cents else None,
            "valid_from": cleaned["valid_from"],
            "adopted_on": cleaned["adopted_on"],
            "tolerance_cents": cleaned["tolerance"] or 0,
            "confidence": cleaned["confidence"],
            "evidence": cleaned["evidence"],
            "is_sure": cleaned["is_sure"],
        }


class YearForm(forms.Form):
    """A standard of which year is being entered."""

    year = forms.IntegerField(label=_("година"), min_value=2020, max_value=2060)


class IndexationForm(forms.Form):
    """By how much a year's standards grew."""

    year = forms.IntegerField(label=_("година"), min_value=2020, max_value=2060)
    factor = FactorField(label=_("множител"), help_text=_("1,126 или 12,6 %"))
    adopted_on = forms.DateField(label=_("прието на"), widget=Day, required=False)
    confidence = forms.ChoiceField(
        label=_("сигурност"),
        choices=[
            each
            for each in choices(rules.CONFIDENCE_LABELS)
            if each[0] != rules.Confidence.AMBIGUOUS
        ],
    )
    evidence = forms.CharField(
        label=_("доказателство"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ImportForm(forms.Form):
    """A file of transfers of one year."""

    year = forms.IntegerField(label=_("година"), min_value=2020, max_value=2060)
    file = forms.FileField(label=_("файл"), help_text=_("XLSX, XLS или CSV; суми в хиляди."))
    origin = forms.CharField(
        label=_("откъде е"), max_length=200, help_text=_("Например „ЗДБ 2026, чл. 52“.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def source(self) -> Source:
        """The chosen file."""
        file = self.cleaned_data["file"]
        return Source(file.name.rpartition("/")[2], file.read())


class NeedForm(forms.Form):
    """What capital the municipality needs."""

    title = forms.CharField(label=_("какво е нужно"), max_length=200)
    measure = forms.ChoiceField(label=_("мярка"), choices=choices(sources.MEASURE_LABELS))
    planned_service = forms.ChoiceField(label=_("за услуга"), required=False)
    year = forms.IntegerField(label=_("година"), min_value=2020, max_value=2060)
    amount = AmountField(label=_("нужни средства в евро"))
    basis = forms.CharField(
        label=_("по какво е преценено"),
        max_length=300,
        help_text=_("Оферта, количествена сметка, обследване, сходен обект."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = [(each.pk, str(each)) for each in register.planned_services()]
        self.fields["planned_service"].choices = [("", _("не е за една услуга")), *planned]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """As the service takes them."""
        cleaned = dict(self.cleaned_data)
        cleaned["amount_cents"] = cleaned.pop("amount")
        cleaned["planned_service"] = cleaned["planned_service"] or None
        return cleaned


class ShareForm(forms.Form):
    """What one source gives for a need."""

    source = forms.ChoiceField(label=_("източник"))
    amount = AmountField(label=_("средства в евро"))
    state = forms.ChoiceField(label=_("докъде е"), choices=choices(sources.SHARE_LABELS))
    document = forms.CharField(label=_("договор или решение"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(each.pk, str(each)) for each in queries.sources()]
        self.fields["source"].choices = found  # type: ignore[attr-defined]


def first_of(year: int) -> str:
    """The first day of a year as it is typed."""
    return f"{date(year, 1, 1):%d.%m.%Y}"
