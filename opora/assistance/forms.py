"""What a person types in about assistance. Checks come from the services."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from opora.accounts.models import Organization
from opora.people import rules as people
from opora.people.wording import sentence

from .models.common import choices
from .rules import ABSENCE_LABELS, DEGREE_LABELS, GROUND_LABELS

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
        cast("forms.ModelChoiceField[Organization]", self.fields["office"]).queryset = offices


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


class AbsenceForm(forms.Form):
    """When a user was not at home."""

    kind = forms.ChoiceField(label=_("къде"), choices=choices(ABSENCE_LABELS))
    since = Day(label=_("от"))
    until = Day(label=_("до"), required=False)
    source = forms.CharField(
        label=_("откъде е известно"), max_length=160, help_text=_("епикриза, обаждане, служебно")
    )
