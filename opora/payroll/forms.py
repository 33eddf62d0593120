"""What a person types in about rates. Checks come from the services."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opora.assistance.forms import Day
from opora.assistance.models.common import choices
from opora.assistance.rules import KIND_LABELS


class Cents(forms.CharField):
    """An amount of money with at most two decimals, as whole cents."""

    def to_python(self, value: Any) -> Any:
        """4,56 is 456."""
        typed = str(super().to_python(value) or "").replace(" ", "").replace(",", ".")
        if not typed:
            return None
        try:
            cents = Decimal(typed) * 100
        except ArithmeticError:
            raise ValidationError(gettext("Напишете сума, например 4,56.")) from None
        if not cents.is_finite() or cents != cents.to_integral_value():
            raise ValidationError(gettext("Сумата е с най-много два знака след запетаята."))
        return int(cents)


class RateForm(forms.Form):
    """What an hour costs, by which act, from when."""

    kind = forms.ChoiceField(label=_("за"), choices=choices(KIND_LABELS))
    cents = Cents(label=_("за един час"), help_text=_("в евро, например 4,56"))
    valid_from = Day(label=_("от"))
    act = forms.CharField(
        label=_("акт"), max_length=200, help_text=_("заповед или решение, което я определя")
    )
