"""What a person types in about a month. Checks come from the services."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.assistance.forms import TEXT, Day


class CorrectionForm(forms.Form):
    """A day of an approved timesheet."""

    day = Day(label=_("ден"))
    typed = forms.CharField(
        label=_("вярното време"), max_length=40, required=False, help_text=_("Празно: няма часове.")
    )
    reason = forms.CharField(label=_("причина"), max_length=400)


class NoteForm(forms.Form):
    """Why timesheets are missing."""

    note = forms.CharField(
        label=_("защо липсват отчети"), max_length=400, required=False, widget=TEXT
    )


class InviteForm(forms.Form):
    """A code for a month: for whom and until when."""

    for_whom = forms.ChoiceField(label=_("за кого"))
    day = Day(label=_("важи до"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["for_whom"]).choices = people


class ConfirmForm(forms.Form):
    """On paper: the date on it."""

    day = Day(label=_("датата на хартията"))
