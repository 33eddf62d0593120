"""What a person types in about an activity that was given."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.cases.forms import day
from opora.cases.models import Case
from opora.lib import words
from opora.support.models import PlanActivity
from opora.usage.forms import choose, hours


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
