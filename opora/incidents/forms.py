"""What a person types in about an incident."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.cases.forms import day, text
from opora.lib import words
from opora.lib.words import SOFIA

from .models import INCIDENT_KINDS, SEVERITIES
from .rules import Happening


class IncidentForm(forms.Form):
    """What went wrong, what was done, who was told."""

    case = forms.TypedChoiceField(
        label=_("за кого се отнася"), coerce=int, required=False, empty_value=None
    )
    kind = forms.ChoiceField(label=_("какво е"), choices=INCIDENT_KINDS)
    severity = forms.ChoiceField(label=_("тежест"), choices=SEVERITIES)
    happened_on = day(_("ден"))
    happened_time = forms.TimeField(
        label=_("час"),
        widget=forms.TimeInput(attrs={"placeholder": "10:30", "inputmode": "numeric"}),
        error_messages={"invalid": _("Няма такъв час. Пишете го така: 10:30.")},
    )
    what = text(_("какво се случи"), longest=4000)
    done = text(_("какво беше направено"), longest=4000)
    told = forms.CharField(label=_("на кого беше съобщено"), max_length=300)
    is_child_at_risk = forms.BooleanField(label=_("дете в риск"), required=False)
    reported_on = day(_("сигнал по чл. 7 ЗЗД, подаден на"), required=False)
    reported_to = forms.CharField(label=_("сигнал до"), max_length=160, required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        everybody = [("", _("не е за едно лице")), *people]
        self.fields["case"].choices = everybody  # type: ignore[attr-defined]
        self.fields["happened_on"].initial = words.day(today, "en")

    def clean(self) -> dict[str, Any]:
        """The moment on Sofia's clock."""
        found = super().clean() or {}
        if found.get("happened_on") and found.get("happened_time"):
            found["happened_at"] = datetime.combine(
                found["happened_on"], found["happened_time"], SOFIA
            )
        if found.get("reported_on") and not found.get("reported_to"):
            self.add_error("reported_to", _("Напишете на кого е подаден сигналът."))
        return found

    def happening(self) -> Happening:
        """What was typed, as the service takes it."""
        return Happening(**{each.name: self.cleaned_data[each.name] for each in fields(Happening)})


class SignalForm(forms.Form):
    """To whom and when the signal was given."""

    reported_on = day(_("подаден на"))
    reported_to = forms.CharField(label=_("до"), max_length=160)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reported_on"].initial = words.day(today, "en")
