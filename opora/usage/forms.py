"""What a person types in about daily use."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.agreements.forms import WeekField
from opora.agreements.rules import UseUnit
from opora.agreements.typed import minutes_of
from opora.cases.forms import day, text
from opora.cases.models import Case
from opora.lib import words
from opora.lib.words import SOFIA
from opora.register.models import Service
from opora.support.models import PlanActivity

from . import queries, rules
from .models import INCIDENT_KINDS, SEVERITIES
from .report import Person
from .rules import Mark

HOURS = {"inputmode": "decimal", "placeholder": "4:30"}
PRESENT, ABSENT = "p", "a"


class ReopenForm(forms.Form):
    """What is to be put right in a closed month."""

    reason = forms.CharField(label=_("какво да се поправи"), max_length=500)


def _hours(form: forms.Form, name: str, typed: str) -> int | None:
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
            found["amount"] = _hours(self, "hours", found.get("hours", ""))
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
                week.append((_hours(self, "week", raw[n + 1]) or 0) if raw[n + 1] else 0)
        found["week"] = tuple(week)
        return found


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
        choose(self, "case", [("", _("не е за едно лице")), *people])
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


class SignalForm(forms.Form):
    """To whom and when the signal was given."""

    reported_on = day(_("подаден на"))
    reported_to = forms.CharField(label=_("до"), max_length=160)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reported_on"].initial = words.day(today, "en")


class DeliveryForm(forms.Form):
    """An activity of the plan given on a day."""

    activity = forms.TypedChoiceField(label=_("дейност по плана"), coerce=int)
    day = day(_("ден"))
    minutes = forms.CharField(
        label=_("време"),
        max_length=11,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "0:45"}),
        help_text=_("Часове: 1, 0:45 или 9–10."),
    )
    note = forms.CharField(label=_("бележка"), max_length=500, required=False)

    def __init__(
        self, *args: Any, activities: Iterable[PlanActivity], case: Case, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = {each.pk: each for each in activities}
        choose(self, "activity", [(key, str(each)) for key, each in self.known.items()])
        self.fields["day"].initial = words.day(today, "en")

    def clean(self) -> dict[str, Any]:
        """Minutes of the typed time."""
        found = super().clean() or {}
        if found.get("minutes"):
            found["minutes"] = _hours(self, "minutes", found["minutes"])
        return found
