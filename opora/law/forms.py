"""What an editor of the law types in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import CalendarDay, DeadlineRule


class Day(forms.DateInput):
    """A day typed 21.11.2026; a browser's own picker would speak the browser's language."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric", "placeholder": "21.11.2026"})


class RevisionForm(forms.ModelForm):
    """The next version of a deadline, from a day on."""

    class Meta:
        model = DeadlineRule
        fields = ["amount", "unit", "stated", "article", "source", "confidence", "valid_from"]
        widgets = {"valid_from": Day}
        help_texts = {"stated": _("Когато не е брой от единица, например „до 31 март“.")}

    def clean(self) -> dict[str, Any]:
        """Either an amount of a unit, or words."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("amount")) != bool(cleaned.get("unit")):
            self.add_error("unit", _("Въведете и броя, и единицата – или нито едното."))
        if not cleaned.get("amount") and not cleaned.get("stated"):
            self.add_error("stated", _("Опишете срока с думи или въведете брой и единица."))
        return cleaned

    def validate_constraints(self) -> None:
        """The service ends the old row first; the database then checks that none overlap."""


class CalendarDayForm(forms.ModelForm):
    """A day moved by decree."""

    class Meta:
        model = CalendarDay
        fields = ["day", "is_working", "name", "source", "confidence"]
        widgets = {"day": Day}

    def validate_unique(self) -> None:
        """An entered day is replaced."""
