"""What the agency types about a round of planning."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .analysis_forms import day


class OpenCycleForm(forms.Form):
    """A new round of planning."""

    name = forms.CharField(
        label=_("име на цикъла"),
        max_length=160,
        help_text=_("Например: Национална карта до 2040 г."),
    )
    name_en = forms.CharField(label=_("име на английски"), max_length=160, required=False)
    opened_on = day(_("открит на"))
    base_on = day(_("данни към"))
    horizon_year = forms.IntegerField(
        label=_("хоризонт, година"),
        min_value=2000,
        max_value=2100,
        help_text=_("Годината, до която се планират услугите."),
    )

    def facts(self) -> dict[str, Any]:
        """What the service takes; without an English name the Bulgarian one stands for it."""
        values = dict(self.cleaned_data)
        values["name_en"] = values["name_en"] or values["name"]
        return values


class CloseCycleForm(forms.Form):
    """The last day of a round."""

    closed_on = day(_("приключен на"))
