"""What a person types in about assistants and agreements. Checks come from the services."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.assistance.forms import TEXT, Day
from opora.assistance.models.common import choices
from opora.territory.models import Settlement

from .reading import Wrong, read_schedule
from .rules import CRITERIA

WEEKDAYS = (_("пн"), _("вт"), _("ср"), _("чт"), _("пт"), _("сб"), _("нд"))


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
        settlement = cast("forms.ModelChoiceField[Settlement]", self.fields["settlement"])
        settlement.queryset = Settlement.objects.filter(municipality=municipality, is_listed=True)


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
            cast("forms.TypedChoiceField", self.fields["assistant"]).choices = assistants
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
