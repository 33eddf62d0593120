"""What a person types in about daily use."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.agreements.forms import WeekField
from opora.agreements.rules import UseUnit
from opora.agreements.typed import minutes_of
from opora.cases.forms import day, text
from opora.lib import words
from opora.register.models import Service

from . import queries, rules
from .report import Person
from .rules import Mark

HOURS = {"inputmode": "decimal", "placeholder": "4:30"}
PRESENT, ABSENT = "p", "a"


class ReopenForm(forms.Form):
    """What is to be put right in a closed month."""

    reason = forms.CharField(label=_("какво да се поправи"), max_length=500)


def hours(form: forms.Form, name: str, typed: str) -> int | None:
    """Minutes of typed hours, or the mistake is told at its field."""
    try:
        return minutes_of(typed)
    except ValueError:
        form.add_error(name, _("Впишете часове, например 4, 4:30 или 9–13."))
        return None


class CorrectionForm(forms.Form):
    """One day of one person: the new value, and why."""

    agreement = forms.TypedChoiceField(label=_("лице"), coerce=int)
    day = day(_("ден"))
    value = forms.ChoiceField(
        label=_("вярното"),
        choices=[(PRESENT, _("присъства")), (ABSENT, _("отсъства"))],
        widget=forms.RadioSelect,
    )
    hours = forms.CharField(
        label=_("часове"), max_length=11, required=False, widget=forms.TextInput(attrs=HOURS)
    )
    reason = forms.TypedChoiceField(
        label=_("причина за отсъствието"), coerce=int, required=False, empty_value=None
    )
    why = text(_("защо поправяте"), rows=2, longest=500)

    def __init__(
        self, *args: Any, people: Sequence[Person], month: date, is_hourly: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.month, self.units = month, {each.agreement.pk: _unit(each) for each in people}
        choose(self, "agreement", [(each.agreement.pk, each.name) for each in people])
        reasons = [(each.pk, str(each)) for each in queries.reasons(month)]
        choose(self, "reason", [("", "—"), *reasons])
        if UseUnit.MINUTE not in self.units.values() and not is_hourly:
            del self.fields["hours"]

    def clean(self) -> dict[str, Any]:
        """The day in this month; hours for presence by the hour, a reason for absence."""
        found = super().clean() or {}
        if found.get("day") and rules.first_of(found["day"]) != self.month:
            self.add_error("day", _("Денят не е в този месец."))
        if found.get("value") == ABSENT and not found.get("reason"):
            self.add_error("reason", _("Изберете причина за отсъствието."))
        found["amount"] = 1
        is_hourly = self.units.get(found.get("agreement", 0)) == UseUnit.MINUTE
        if is_hourly and found.get("value") == PRESENT:
            found["amount"] = hours(self, "hours", found.get("hours", ""))
        return found

    def mark(self) -> Mark:
        """The new value."""
        found = self.cleaned_data
        if found["value"] == ABSENT:
            return Mark(0, found["reason"])
        return Mark(found["amount"])


def _unit(person: Person) -> str:
    return next((row.unit for row in person.days.values()), UseUnit.DAY.value)


def choose(form: forms.Form, name: str, options: Iterable[tuple[Any, Any]]) -> None:
    """Fill the choices of one field."""
    form.fields[name].choices = list(options)  # type: ignore[attr-defined]


class OpeningForm(forms.Form):
    """When the service works; by the hour, how many hours it can give on each day in all."""

    week = WeekField(label=_("дни от седмицата"))
    valid_from = day(_("от"))

    def __init__(self, *args: Any, service: Service, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_hourly = service.mode == "hourly"
        self.fields["valid_from"].initial = words.day(today.replace(day=1), "en")
        self.fields["week"].help_text = (
            _("Впишете колко часа общо може да даде услугата за деня на всички ползватели.")
            if self.is_hourly
            else _("Отбележете дните, в които услугата работи.")
        )

    def clean(self) -> dict[str, Any]:
        """Minutes, or 1 and 0."""
        found = super().clean() or {}
        raw, week = found.get("week") or [], []
        for n in range(0, len(raw) - 1, 2):
            if not self.is_hourly:
                week.append(int(bool(raw[n])))
            else:
                week.append((hours(self, "week", raw[n + 1]) or 0) if raw[n + 1] else 0)
        found["week"] = tuple(week)
        return found
