"""What a person types in about people. Checks come from the rules; services check again."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opora.territory import queries as territory
from opora.territory.models import Municipality

from . import names, rules
from .models import choices
from .rules import Problem
from .wording import remedy, sentence

NAMES = ("first_name", "middle_name", "last_name")


class RuleForm(forms.Form):
    """Shows the problems that rules find, and keeps their suggestions for one-press repairs."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.suggestions: dict[str, str] = {}

    def tell(self, problem: Problem | None) -> None:
        """Show a problem at its field."""
        if problem is None:
            return
        self.add_error(
            problem.field if problem.field in self.fields else None,
            " ".join(filter(None, [sentence(problem), remedy(problem)])),
        )
        if problem.suggestion:
            self.suggestions[problem.field] = problem.suggestion

    def read_day(self, field: str, *, required: bool = True) -> date | None:
        """The day typed into a text field."""
        typed = self.cleaned_data.get(field, "")
        if not typed and not required:
            return None
        day = rules.read_date(typed, field)
        if isinstance(day, Problem):
            self.tell(day)
            return None
        return day


def _day(label: Any, *, required: bool = True) -> forms.CharField:
    widget = forms.TextInput(
        attrs={"placeholder": _("ден.месец.година"), "inputmode": "numeric", "autocomplete": "off"}
    )
    return forms.CharField(label=label, required=required, widget=widget)


def _name(label: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"data-cyrillic": "", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, widget=widget)


class SearchForm(forms.Form):
    """One box for a number or names."""

    text = forms.CharField(
        label=_("ЕГН, ЛНЧ или имена"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
        help_text=_(
            "Имената може да са и на латиница; помага и годината на раждане: „Стоянов 1984“."
        ),
    )

    def clean_text(self) -> str:
        """Something to look for, of a bearable length."""
        text = self.cleaned_data["text"].strip()
        if not text:
            raise forms.ValidationError(_("Напишете номер или поне част от име."))
        if len(text) > names.MAX_QUERY:
            raise forms.ValidationError(
                gettext("Търсенето е твърде дълго: %(n)s знака при най-много %(most)s.")
                % {"n": len(text), "most": names.MAX_QUERY}
            )
        return text


class CoreForm(RuleForm):
    """Names, birth date, sex."""

    first_name = _name(_("Име"))
    middle_name = _name(_("Презиме"))
    last_name = _name(_("Фамилия"))
    birth_date = _day(_("Дата на раждане"), required=False)
    is_birth_date_estimated = forms.BooleanField(label=_("Датата е приблизителна"), required=False)
    sex = forms.ChoiceField(
        label=_("Пол"),
        required=False,
        choices=choices(rules.SEX_LABELS),
        widget=forms.RadioSelect,
    )

    def check_core(self, kind: str, found: rules.Identifier | None) -> None:
        """All problems at once; what the ЕГН says fills what was left empty."""
        values = self.cleaned_data
        texts = {name: names.tidy(values.get(name, "")) for name in NAMES}
        for problem in names.name_problems(kind, **texts):
            self.tell(problem)
        values |= texts
        read = found.birth_date if found else None
        typed = values.get("birth_date") or (rules.written(read) if read else "")
        values["birth_date"] = typed
        born = self.read_day("birth_date")
        values["sex"] = values.get("sex") or (found.sex if found and found.sex else "")
        if not values["sex"]:
            self.tell(Problem("sex", gettext("Изберете пол.")))
        if born:
            values["birth_date"] = born
            self.tell(rules.birth_date_problem(born, self.today))
            if values["sex"]:
                for problem in rules.contradictions(found, born, values["sex"]):
                    self.tell(problem)


class PersonForm(CoreForm):
    """A new person."""

    identifier_kind = forms.ChoiceField(
        label=_("Номер"), choices=choices(rules.IDENTIFIER_LABELS), initial="egn"
    )
    identifier = forms.CharField(
        label=_("ЕГН, ЛНЧ или номер на документ"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    missing_reason = forms.ChoiceField(
        label=_("Защо няма номер"),
        required=False,
        choices=[("", "—"), *choices(rules.MISSING_LABELS)],
    )
    field_order = ("identifier_kind", "identifier", "missing_reason")

    def clean(self) -> None:
        """The number first, because it says the birth date and the sex."""
        kind = self.cleaned_data.get("identifier_kind", rules.IdentifierKind.NONE)
        found = rules.identifier(kind, self.cleaned_data.get("identifier", ""), self.today)
        if isinstance(found, Problem):
            self.tell(found)
            found = None
        self.tell(rules.missing_problem(kind, self.cleaned_data.get("missing_reason", "")))
        self.cleaned_data["identifier"] = found.number if found else ""
        self.check_core(kind, found)


class EditForm(CoreForm):
    """Corrections of the core, checked against the number that the person has."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kind: str, identifier: rules.Identifier | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.identifier = kind, identifier

    def clean(self) -> None:
        """As for a new person."""
        self.check_core(self.kind, self.identifier)


class IdentifierForm(RuleForm):
    """A number that was learned later."""

    identifier_kind = forms.ChoiceField(
        label=_("Вид"),
        choices=[
            choice
            for choice in choices(rules.IDENTIFIER_LABELS)
            if choice[0] != rules.IdentifierKind.NONE
        ],
    )
    identifier = forms.CharField(
        label=_("Номер"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> None:
        """Only the number's own checks; the service compares it with the person."""
        kind = self.cleaned_data.get("identifier_kind", "")
        found = rules.identifier(kind, self.cleaned_data.get("identifier", ""), self.today)
        if isinstance(found, Problem):
            self.tell(found)


class CorrectionForm(IdentifierForm):
    """The right number instead of a wrong one."""

    reason = forms.CharField(
        label=_("По какво личи, че записаният номер е грешен"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> None:
        """The number's own checks, and a reason."""
        super().clean()
        self.tell(rules.text_problem("reason", self.cleaned_data.get("reason", ""), 500))


class ReasonForm(RuleForm):
    """Why: for meeting a known person, for merging, for undoing."""

    reason = forms.CharField(
        label=_("Причина"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> None:
        """Not empty, not endless."""
        self.tell(rules.text_problem("reason", self.cleaned_data.get("reason", ""), 300))


class AddressForm(RuleForm):
    """Where the person lives."""

    kind = forms.ChoiceField(label=_("Вид"), choices=choices(rules.ADDRESS_LABELS))
    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=_("Община"))
    settlement_name = forms.CharField(label=_("Населено място"), required=False)
    text = forms.CharField(label=_("Улица, номер, вход, етаж"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = territory.municipalities()  # type: ignore[attr-defined]

    def clean(self) -> None:
        """The settlement is found by its name inside the municipality."""
        values = self.cleaned_data
        municipality, wanted = values.get("municipality"), values.pop("settlement_name", "")
        values.pop("municipality", None)
        values["municipality_id"] = municipality.pk if municipality else None
        values["settlement_id"] = None
        if municipality and names.tidy(wanted):
            self._settle(municipality, names.tidy(wanted))
        self.tell(rules.text_problem("text", values.get("text", ""), 200, required=False))

    def _settle(self, municipality: Municipality, wanted: str) -> None:
        found = territory.search_settlements(wanted[:60], municipality=municipality.pk, limit=1)
        if found:
            self.cleaned_data["settlement_id"] = found[0].pk
        elif territory.settlements(municipality.pk).exists():
            self.add_error(
                "settlement_name",
                gettext("В община %(municipality)s няма населено място с това име.")
                % {"municipality": municipality},
            )
        else:  # the list of settlements is not imported yet
            self.cleaned_data["text"] = f"{wanted}, {self.cleaned_data.get('text', '')}".strip(", ")


class PhoneForm(RuleForm):
    """A phone and whose it is."""

    number = forms.CharField(label=_("Телефон"), widget=forms.TextInput(attrs={"type": "tel"}))
    whose = forms.CharField(label=_("Чий е"), required=False)


class NoteForm(RuleForm):
    """A note for one's own organization."""

    text = forms.CharField(
        label=_("Бележка"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RepresentativeForm(RuleForm):
    """Who speaks for the person."""

    kind = forms.ChoiceField(label=_("Качество"), choices=choices(rules.KIN_LABELS))
    name = forms.CharField(
        label=_("Имена"), widget=forms.TextInput(attrs={"data-cyrillic": "", "autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Телефон"), required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    document = forms.CharField(
        label=_("Документ"),
        required=False,
        help_text=_("Решение, пълномощно или акт за раждане, с номер и дата."),
    )
    valid_from = _day(_("От"))
    valid_to = _day(_("До"), required=False)

    def clean(self) -> None:
        """Real days, names without letters of two alphabets."""
        values = self.cleaned_data
        for name in ("valid_from", "valid_to"):
            values[name] = self.read_day(name, required=name == "valid_from")
        typed = names.tidy(values.get("name", ""))
        if names.is_mixed(typed):
            self.tell(names.mixed_problem("name", typed))
