"""What is typed at the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerTimeForm(forms.Form):
    """How long the provider waits for the answer to an offered place."""

    n_hours = forms.IntegerField(label=_("часове за отговор"), min_value=1, max_value=720)
    valid_from = forms.DateField(
        label=_("от"),
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "21.11.2026"}),
    )
    source = forms.CharField(
        label=_("основание"), max_length=200, help_text=_("Вътрешно правило: номер и дата.")
    )
