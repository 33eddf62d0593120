"""What a person types in about an activity that was given."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from opora.agreements.typed import clock
from opora.cases.forms import day
from opora.cases.models import Case
from opora.lib import words
from opora.support.models import PlanActivity
from opora.usage.forms import choose, hours
from opora.usage.queries import Line

from .models import GroupActivity
from .queries import Choice
from .rules import Together, same


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
            found["minutes"] = hours(self, "minutes", found["minutes"])
        return found


class GroupForm(forms.Form):
    """One activity of a group: by the plans or another one, how long, who took part."""

    text = forms.ChoiceField(label=_("дейност"), required=False)
    other = forms.CharField(
        label=_("друга дейност"),
        max_length=400,
        required=False,
        help_text=_("Пишете само ако я няма в списъка. Не се брои към ничий план."),
    )
    minutes = forms.CharField(
        label=_("време"),
        max_length=11,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "0:45"}),
        help_text=_("Часове: 1, 0:45 или 9–10."),
    )
    note = forms.CharField(label=_("бележка"), max_length=500, required=False)
    people = forms.TypedMultipleChoiceField(
        label=_("кой участва"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        choices: Iterable[Choice],
        lines: Iterable[Line],
        latest: GroupActivity | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        known = [(each.text, _choice_words(each)) for each in choices]
        choose(self, "text", [*known, ("", _("друга дейност, извън плановете"))])
        choose(self, "people", [(line.agreement.case_id, line.name) for line in lines])
        self.fields["people"].initial = [
            line.agreement.case_id for line in lines if line.mark and line.mark.is_present
        ]
        if latest:
            self.fields["minutes"].initial = clock(latest.minutes)
            self.fields["text"].initial = next(
                (text for text, _words in known if same(text) == same(latest.text)), None
            )

    def clean(self) -> dict[str, Any]:
        """Minutes of the typed time; what is typed goes before what is chosen."""
        found = super().clean() or {}
        if found.get("minutes"):
            found["minutes"] = hours(self, "minutes", found["minutes"])
        if not (found.get("other") or found.get("text")):
            self.add_error("other", _("Изберете дейност или напишете друга."))
        return found

    def together(self) -> Together:
        """What was typed, as the service takes it."""
        found = self.cleaned_data
        return Together(found["other"] or found["text"], found["minutes"], found["note"])


def _choice_words(choice: Choice) -> str:
    n = ngettext("по плана на %(n)s лице", "по плана на %(n)s лица", choice.n_plans)
    return f"{choice.text} ({n % {'n': choice.n_plans}})"
