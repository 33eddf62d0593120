"""What a person types in about home patronage."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.accounts.choices import choose_from
from opora.fees.forms import MoneyField

from . import rules
from .models import DIETS, GROUNDS, METHODS, PatronageRoute


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, typed 21.11.2026."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "21.11.2026"}),
        error_messages={"invalid": _("Няма такъв ден. Пишете го така: 21.11.2026.")},
    )


def line(label: Any, length: int, *, required: bool = True) -> forms.CharField:
    """A short text."""
    return forms.CharField(label=label, max_length=length, required=required)


class ApplyForm(forms.Form):
    """The application to the municipality."""

    applied_on = day(_("молба от"))
    ground = forms.ChoiceField(label=_("основание"), choices=GROUNDS)
    ground_document = line(_("документ"), 200, required=False)
    diet = forms.ChoiceField(label=_("храна"), choices=DIETS)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("в кои дни"),
        coerce=int,
        choices=[(n, _(label)) for n, label in enumerate(rules.WEEKDAYS)],
        widget=forms.CheckboxSelectMultiple,
        initial=rules.WORKDAYS,
    )
    address = line(_("адрес за доставка"), 200)
    phone = line(_("телефон"), 40, required=False)
    note = line(_("бележка за шофьора"), 200, required=False)


class AcceptForm(forms.Form):
    """From when and on which route."""

    begins_on = day(_("обслужва се от"))
    route = forms.ModelChoiceField(label=_("маршрут"), queryset=PatronageRoute.objects.none())
    stop_order = forms.IntegerField(label=_("поред в маршрута"), min_value=1, max_value=500)

    def __init__(self, *args: Any, routes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "route", routes)


class CloseForm(forms.Form):
    """Why and when."""

    day = day(_("последен ден"))
    reason = line(_("причина"), 300)


class StopForm(forms.Form):
    """Days without meals."""

    since = day(_("от"))
    until = day(_("до"), required=False)
    reason = line(_("причина"), 200)


class RouteForm(forms.Form):
    """One more tour."""

    name = line(_("маршрут"), 80)
    driver = line(_("шофьор"), 120, required=False)


class PayForm(forms.Form):
    """Money received."""

    cents = MoneyField(label=_("сума"))
    paid_on = day(_("платена на"))
    method = forms.ChoiceField(label=_("как"), choices=METHODS)
    document = line(_("документ"), 120, required=False)


class ReasonForm(forms.Form):
    """Why a fee is corrected."""

    reason = line(_("защо се поправя"), 300)
