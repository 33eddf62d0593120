"""What a guest types to come in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The code that was handed over."""

    code = forms.CharField(
        label=_("Код"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("12 знака. Тиретата и малките букви нямат значение."),
    )
