"""What a person types in about assistance. Checks come from the services."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opora.accounts.models import Organization
from opora.people import rules as people
from opora.people.wording import sentence
from opora.territory.models import Settlement

from .models.common import choices
from .reading import Wrong, read_schedule
from .rules import ABSENCE_LABELS, CRITERIA, DEGREE_LABELS, GROUND_LABELS, KIND_LABELS

WEEKDAYS = (_("пн"), _("вт"), _("ср"), _("чт"), _("пт"), _("сб"), _("нд"))
TEXT = forms.Textarea(attrs={"rows": 2})


class Day(forms.CharField):
    """A day as a person types it: 3.1.2026."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={
                "placeholder": _("ден.месец.година"),
                "inputmode": "numeric",
                "autocomplete": "off",
            }
        )
        super().__init__(widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A date is shown as it is typed."""
        return f"{value:%d.%m.%Y}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        """The day, or the sentence about what is wrong."""
        typed = super().to_python(value)
        if not typed:
            return None
        found = people.read_date(typed)
        if isinstance(found, people.Problem):
            raise ValidationError(sentence(found))
        return found


class Cents(forms.CharField):
    """An amount of money with at most two decimals, as whole cents."""

    def to_python(self, value: Any) -> Any:
        """4,56 is 456."""
        typed = str(super().to_python(value) or "").replace(" ", "").replace(",", ".")
        if not typed:
            return None
        try:
            cents = Decimal(typed) * 100
        except ArithmeticError:
            raise ValidationError(gettext("Напишете сума, например 4,56.")) from None
        if not cents.is_finite() or cents != cents.to_integral_value():
            raise ValidationError(gettext("Сумата е с най-много два знака след запетаята."))
        return int(cents)


class DirectionForm(forms.Form):
    """A direction: for which municipality, degree, hours, from when until when."""

    office = forms.ModelChoiceField(Organization.objects.none(), label=_("община"))
    assessment = forms.CharField(label=_("индивидуална оценка №"), max_length=60, required=False)
    degree = forms.ChoiceField(label=_("степен на зависимост"), choices=choices(DEGREE_LABELS))
    n_hours = forms.IntegerField(label=_("часове на месец"), min_value=1, max_value=744)
    issued_on = Day(label=_("издадено на"))
    valid_from = Day(label=_("в сила от"))
    valid_until = Day(label=_("в сила до"), required=False)

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class ChangeForm(DirectionForm):
    """The same from another day on, with a reason."""

    effective_on = Day(label=_("от ден"))
    reason = forms.CharField(label=_("защо"), max_length=400, widget=TEXT)
    field_order = ("effective_on", "office", "degree", "n_hours", "valid_until", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["issued_on"], self.fields["valid_from"]


class EffectForm(forms.Form):
    """From or until a day, with a reason."""

    day = Day(label=_("ден"))
    reason = forms.CharField(label=_("причина"), max_length=400, widget=TEXT)


class DayForm(forms.Form):
    """One day."""

    day = Day(label=_("ден"))


class ReasonForm(forms.Form):
    """One reason."""

    reason = forms.CharField(label=_("причина"), max_length=400, widget=TEXT)


class SupportForm(forms.Form):
    """An application for assistant support."""

    applied_on = Day(label=_("заявлението е подадено на"))
    ground = forms.ChoiceField(label=_("на какво основание"), choices=choices(GROUND_LABELS))


class AssistantForm(forms.Form):
    """Somebody on the list of assistants and candidates."""

    n_hours = forms.IntegerField(
        label=_("може да работи часове на месец"), min_value=1, max_value=400
    )
    settlement = forms.ModelChoiceField(
        Settlement.objects.none(), label=_("живее в"), required=False
    )
    criteria = forms.MultipleChoiceField(
        label=_("проверени условия"),
        choices=choices(CRITERIA),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Без всички четири лицето е кандидат и не може да сключи споразумение."),
    )
    experience = forms.CharField(
        label=_("опит и обучения"), max_length=400, required=False, widget=TEXT
    )

    def __init__(self, *args: Any, municipality: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["settlement"].queryset = Settlement.objects.filter(  # type: ignore[attr-defined]
            municipality=municipality, is_listed=True
        )


class AgreementForm(forms.Form):
    """Hours a month and a week's schedule; an amendment keeps the assistant."""

    assistant = forms.TypedChoiceField(label=_("асистент"), coerce=int)
    is_substitute = forms.BooleanField(
        label=_("заместник: помага, когато основният асистент не може"), required=False
    )
    n_hours = forms.IntegerField(label=_("часове на месец"), min_value=1, max_value=744)
    valid_from = Day(label=_("от"))

    def __init__(self, *args: Any, assistants: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if assistants:
            self.fields["assistant"].choices = assistants  # type: ignore[attr-defined]
        else:
            del self.fields["assistant"], self.fields["is_substitute"]
        for n, label in enumerate(WEEKDAYS):
            self.fields[f"day{n}"] = forms.CharField(
                label=label,
                required=False,
                max_length=20,
                widget=forms.TextInput(
                    attrs={"autocomplete": "off", "size": 6, "placeholder": "8-12"}
                ),
            )

    @property
    def week(self) -> list[forms.BoundField]:
        """The seven cells."""
        return [self[f"day{n}"] for n in range(len(WEEKDAYS))]

    def clean(self) -> dict[str, Any]:
        """The schedule as it is stored, and the minutes of a month."""
        found = super().clean() or {}
        schedule = read_schedule([found.get(f"day{n}") or "" for n in range(len(WEEKDAYS))])
        if isinstance(schedule, Wrong):
            self.add_error("day0", schedule.sentence)
        else:
            found["schedule"] = schedule
        return found


class AbsenceForm(forms.Form):
    """When a user was not at home."""

    kind = forms.ChoiceField(label=_("къде"), choices=choices(ABSENCE_LABELS))
    since = Day(label=_("от"))
    until = Day(label=_("до"), required=False)
    source = forms.CharField(
        label=_("откъде е известно"), max_length=160, help_text=_("епикриза, обаждане, служебно")
    )


class CorrectionForm(forms.Form):
    """A day of an approved timesheet."""

    day = Day(label=_("ден"))
    typed = forms.CharField(
        label=_("вярното време"), max_length=40, required=False, help_text=_("Празно: няма часове.")
    )
    reason = forms.CharField(label=_("причина"), max_length=400)


class RateForm(forms.Form):
    """What an hour costs, by which act, from when."""

    kind = forms.ChoiceField(label=_("за"), choices=choices(KIND_LABELS))
    cents = Cents(label=_("за един час"), help_text=_("в евро, например 4,56"))
    valid_from = Day(label=_("от"))
    act = forms.CharField(
        label=_("акт"), max_length=200, help_text=_("заповед или решение, което я определя")
    )


class CapacityForm(forms.Form):
    """The approved number of users of assistant support."""

    n_users = forms.IntegerField(label=_("брой потребители"), min_value=0, max_value=2000)
    valid_from = Day(label=_("от"))
    order = forms.CharField(label=_("заповед на АСП"), max_length=160)
    decision = forms.CharField(
        label=_("решение на общинския съвет"), max_length=160, required=False
    )


class NoteForm(forms.Form):
    """Why timesheets are missing."""

    note = forms.CharField(
        label=_("защо липсват отчети"), max_length=400, required=False, widget=TEXT
    )


class InviteForm(forms.Form):
    """A code for a month: for whom and until when."""

    for_whom = forms.ChoiceField(label=_("за кого"))
    day = Day(label=_("важи до"))


class ConfirmForm(forms.Form):
    """On paper: the date on it."""

    day = Day(label=_("датата на хартията"))
