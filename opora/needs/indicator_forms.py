"""What a person types on the pages of indicators."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from opora.lib.refusals import Refused
from opora.territory.imports.reading import MAX_LIST_BYTES, Source, check_size
from opora.territory.indicator_rules import PERIOD_LABELS, SOURCE_LABELS
from opora.territory.models import District, Indicator

from . import indicator_rules as rules
from .indicator_rows import Answers
from .queries.indicators import EntryLine

COVERAGES = {
    "full": _("всички общини"),
    "part": _("част от общините"),
    "none": _("нито една"),
}


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, typed 31.12.2025."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "31.12.2025"}),
        error_messages={"invalid": _("Няма такъв ден. Пишете го така: 31.12.2025.")},
        **options,
    )


def _any(labels: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [("", _("всички")), *((str(key), _(label)) for key, label in labels.items())]


class CatalogueForm(forms.Form):
    """Which indicators of the catalogue."""

    q = forms.CharField(label=_("Търсене"), required=False, max_length=80)
    source = forms.ChoiceField(label=_("Източник"), required=False)
    period = forms.ChoiceField(label=_("Период"), required=False)
    coverage = forms.ChoiceField(label=_("Известни за"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, labels in (
            ("source", SOURCE_LABELS),
            ("period", PERIOD_LABELS),
            ("coverage", COVERAGES),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = _any(labels)

    def chosen(self) -> dict[str, str]:
        """What was asked; what is not known is not asked."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class FiguresForm(forms.Form):
    """Which municipalities of one indicator."""

    q = forms.CharField(label=_("Община"), required=False, max_length=60)
    district = forms.ModelChoiceField(
        District.objects.all(), label=_("Област"), required=False, empty_label=_("цялата страна")
    )
    show = forms.ChoiceField(
        label=_("Покажи"),
        required=False,
        choices=[
            ("", _("всички")),
            ("known", _("със стойност")),
            ("missing", _("без стойност")),
            ("doubtful", _("с отметка за проверка")),
        ],
    )

    def chosen(self) -> dict[str, Any]:
        """What was asked; what is not known is not asked."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class DayForm(forms.Form):
    """For which day figures are entered."""

    as_of = day_field(_("Към дата"))


class EntryForm(forms.Form):
    """All indicators of a municipality for one day; a field for each, named by its code."""

    source = forms.CharField(
        label=_("Документ или проучване"),
        required=False,
        max_length=200,
        help_text=_("Откъде са числата: писмо, справка, проучване с номер и дата."),
    )
    reason = forms.CharField(
        label=_("Защо променяте вече въведеното"),
        required=False,
        max_length=500,
        help_text=_("Попълва се само когато за тази дата вече има стойност."),
    )
    confirmed = forms.BooleanField(
        label=_("Проверих отбелязаните стойности, верни са"), required=False
    )

    def __init__(self, lines: Sequence[EntryLine], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            initial = "" if line.value is None else rules.plain_number(line.value)
            self.fields[line.indicator.pk] = forms.CharField(
                label=str(line.indicator),
                required=False,
                max_length=30,
                initial=initial,
                widget=forms.TextInput(
                    attrs={
                        "inputmode": "decimal",
                        "autocomplete": "off",
                        "data-before": "" if line.previous is None else str(line.previous),
                    }
                ),
            )

    def clean(self) -> dict[str, Any]:
        """Every figure as a number, or the sentence of what is wrong with it."""
        cleaned = super().clean() or {}
        self.figures: dict[str, Decimal] = {}
        self.grouped: set[str] = set()
        for line in self.lines:
            self._read(line, cleaned.get(line.indicator.pk, ""))
        if not self.figures and not self.errors:
            raise forms.ValidationError(_("Не сте въвели нито една стойност."))
        return cleaned

    def _read(self, line: EntryLine, text: str) -> None:
        indicator = line.indicator
        try:
            found = rules.read(text, is_whole=indicator.is_whole)
            if found is None:
                if line.value is not None and text == "":
                    raise Refused(
                        say("Тази стойност вече е записана. Оттеглете я от нейната история.")
                    )
                return
            rules.check(found.value, is_whole=indicator.is_whole, minimum=indicator.minimum)
        except Refused as refused:
            self.add_error(indicator.pk, refused.sentence)
            return
        self.figures[indicator.pk] = found.value
        if found.is_grouped:
            self.grouped.add(indicator.pk)


class CorrectForm(forms.Form):
    """A new value for a recorded one; empty withdraws it."""

    value = forms.CharField(
        label=_("Нова стойност"),
        required=False,
        max_length=30,
        help_text=_("Оставете празно, за да оттеглите стойността: показва се като липсваща."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("Защо"), max_length=500)
    value_id = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, indicator: Indicator, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.indicator = indicator

    def clean_value(self) -> Decimal | None:
        """The figure as a number."""
        try:
            found = rules.read(self.cleaned_data["value"], is_whole=self.indicator.is_whole)
            if found:
                rules.check(
                    found.value,
                    is_whole=self.indicator.is_whole,
                    minimum=self.indicator.minimum,
                )
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from None
        return found.value if found else None


class UploadForm(forms.Form):
    """A file with figures."""

    file = forms.FileField(
        label=_("Файл с показатели"),
        help_text=_(
            "CSV, XLS или XLSX: справката на НСИ за населението, таблица с колона за всеки"
            " показател или с ред за всяка стойност."
        ),
    )

    def clean_file(self) -> Any:
        """Its size is asked before anything of it is read."""
        file = self.cleaned_data["file"]
        try:
            check_size(file.size, MAX_LIST_BYTES)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from None
        return file

    def source(self) -> Source:
        """The chosen file."""
        file = self.cleaned_data["file"]
        return Source(file.name, file.read())


class AnswersForm(forms.Form):
    """What the file leaves open; a radio for each indicator whose scale looks wrong."""

    indicator = forms.ChoiceField(label=_("Показател на колоната"), required=False)
    as_of = day_field(_("Към дата"), required=False)
    all_years = forms.BooleanField(label=_("Внеси всички години от справката"), required=False)
    without_refused = forms.BooleanField(
        label=_("Внеси останалите; отказаните редове ще липсват"), required=False
    )
    is_confirmed = forms.BooleanField(
        label=_("Проверих необичайните стойности, верни са"), required=False
    )

    def __init__(
        self,
        indicators: Sequence[Indicator],
        scales: Mapping[str, int],
        *args: Any,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.scales = scales
        choices = [("", _("изберете")), *((each.pk, str(each)) for each in indicators)]
        self.fields["indicator"] = forms.ChoiceField(
            label=_("Показател на колоната"), required=False, choices=choices
        )
        names = {each.pk: str(each) for each in indicators}
        for code, factor in scales.items():
            self.fields[f"scale-{code}"] = forms.ChoiceField(
                label=say("„%(name)s“ изглежда %(how)s")
                % {
                    "name": names.get(code, code),
                    "how": say("в хиляди") if factor == 1000 else say("хиляда пъти по-голям"),
                },
                required=False,
                widget=forms.RadioSelect,
                choices=[
                    (
                        str(factor),
                        say("умножи по 1000") if factor == 1000 else say("раздели на 1000"),
                    ),
                    ("0", say("числата са верни така, както са")),
                ],
            )

    def answers(self) -> Answers:
        """As the rules want them."""
        given = self.cleaned_data
        factors = {
            code: int(given[f"scale-{code}"])
            for code in self.scales
            if given.get(f"scale-{code}", "") != ""
        }
        return Answers(
            indicator=given["indicator"],
            as_of=given["as_of"],
            all_years=given["all_years"],
            factors=factors,
            without_refused=given["without_refused"],
            is_confirmed=given["is_confirmed"],
        )
