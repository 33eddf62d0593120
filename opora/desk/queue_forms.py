"""What a provider types in about the order of its waiting lists."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.places.order_rules import CATALOGUE, Criterion
from opora.register.models import Service

PLACES = range(1, len(Criterion) + 1)
CHOICES = [("", "—"), *((each.value, _(CATALOGUE[each].label)) for each in Criterion)]


def day(label: Any) -> forms.DateField:
    """A day, typed 21.11.2026."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "21.11.2026"}),
        error_messages={"invalid": _("Няма такъв ден. Пишете го така: 21.11.2026.")},
    )


class OrderRuleForm(forms.Form):
    """Which services, which criteria in which order, by which act."""

    services = forms.ModelMultipleChoiceField(
        label=_("за кои услуги"),
        queryset=Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    act = forms.CharField(
        label=_("акт"), max_length=200, help_text=_("Например: Заповед № 12 на управителя.")
    )
    act_on = day(_("дата на акта"))
    n_next = forms.IntegerField(
        label=_("покажи кой влиза и кой излиза при толкова свободни места"),
        min_value=1,
        max_value=50,
        initial=1,
    )

    def __init__(self, *args: Any, provider_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Service.objects.filter(provider=provider_id, closed_on=None)
        cast("forms.ModelMultipleChoiceField", self.fields["services"]).queryset = own
        for n in PLACES:
            self.fields[f"place_{n}"] = forms.ChoiceField(
                label=f"{n}.", choices=CHOICES, required=False
            )

    @property
    def ranks(self) -> list[forms.BoundField]:
        """The fields of the criteria in their order."""
        return [self[f"place_{n}"] for n in PLACES]

    @property
    def criteria(self) -> list[str]:
        """The criteria chosen, in their order."""
        typed = (self.cleaned_data[f"place_{n}"] for n in PLACES)
        return [each for each in typed if each]

    @property
    def seen(self) -> str:
        """What a preview was shown for: any other choice needs a preview of its own."""
        services = ",".join(str(each.pk) for each in self.cleaned_data["services"])
        return f"{services}|{','.join(self.criteria)}"


def first_of(criteria: Iterable[str]) -> dict[str, Any]:
    """The rule in force as the first values of the form."""
    return {f"place_{n}": each for n, each in enumerate(criteria, 1)}


class FactsForm(forms.Form):
    """What the rule may look at of one who waits, besides priority."""

    is_urgent = forms.BooleanField(label=_("спешна нужда"), required=False)
    is_resident = forms.BooleanField(label=_("живее в общината на услугата"), required=False)
    has_sibling = forms.BooleanField(label=_("има брат или сестра в услугата"), required=False)
    reason = forms.CharField(
        label=_("на какво се основава поправката"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MomentForm(forms.Form):
    """A past moment of a list."""

    day = day(_("ден"))
    at = forms.TimeField(
        label=_("час"),
        required=False,
        widget=forms.TimeInput(attrs={"placeholder": "17:30"}),
        error_messages={"invalid": _("Няма такъв час. Пишете го така: 17:30.")},
    )
