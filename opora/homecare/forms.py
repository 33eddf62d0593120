"""What a person types in about assistant support. Checks come from the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.assistance.forms import Day
from opora.assistance.models.common import choices

from .rules import DONE_LABELS, REASON_LABELS


class CapacityForm(forms.Form):
    """The approved number of users of assistant support."""

    n_users = forms.IntegerField(label=_("брой потребители"), min_value=0, max_value=2000)
    valid_from = Day(label=_("от"))
    order = forms.CharField(label=_("заповед на АСП"), max_length=160)
    decision = forms.CharField(
        label=_("решение на общинския съвет"), max_length=160, required=False
    )


class VisitForm(forms.Form):
    """Why a visit was not made, and what was done."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    reason = forms.ChoiceField(label=_("причина"), choices=choices(REASON_LABELS))
    done = forms.ChoiceField(label=_("какво е направено"), choices=choices(DONE_LABELS))
    note = forms.CharField(label=_("бележка"), max_length=200, required=False)
