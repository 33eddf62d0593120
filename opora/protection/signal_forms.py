"""What somebody told about children, as it is typed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.referral.forms import text as written
from opora.territory.models import Municipality

from . import rules
from .forms import choice, moment
from .models import choices
from .rules import Channel


class SignalForm(forms.Form):
    """What somebody told about one or several children."""

    INSIDE = ("source", "channel", "received_at", "reporter", "contact")

    is_dangerous = forms.BooleanField(
        label=_("има риск за живота или здравето на детето"),
        required=False,
        help_text=_("Проверката е до 24 часа. При пряка опасност първо се обадете на 112."),
    )
    is_violence = forms.BooleanField(
        label=_("сигналът е за насилие"),
        required=False,
        help_text=_("Случаят става поверителен: другите органи не виждат, че се работи по него."),
    )
    text = written(_("какво се съобщава"), rows=6)
    children = written(
        _("кои са децата: всяко на свой ред"),
        rows=3,
        required=False,
        hint=_("Име и възраст, каквото е известно. Непознато дете: „момче на около 5 г.“"),
    )
    find = forms.CharField(
        label=_("намери дете сред хората, с които работите"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    person = forms.MultipleChoiceField(required=False, choices=[])
    place = forms.CharField(label=_("къде е детето сега"), required=False, max_length=300)
    municipality = forms.ModelChoiceField(
        Municipality.objects.select_related("district"), label=_("община")
    )
    source = forms.ChoiceField(label=_("от кого е сигналът"), choices=choices(rules.SOURCE_LABELS))
    channel = forms.ChoiceField(
        label=_("как е получен"),
        choices=[pair for pair in choices(rules.CHANNEL_LABELS) if pair[0] != Channel.OPORA.value],
    )
    received_at = moment(_("кога е получен"), hint=_("От този момент тече срокът за проверка."))
    reporter = forms.CharField(
        label=_("име на подателя"),
        required=False,
        max_length=200,
        help_text=_("Пази се отделно и не се вижда от никоя страна по случая."),
    )
    contact = forms.CharField(label=_("телефон или адрес"), required=False, max_length=300)

    def __init__(self, *args: Any, is_inside: bool, people: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_inside:
            for name in self.INSIDE:
                del self.fields[name]
        choice(self, "person").choices = [(pk, pk) for pk in people]

    def clean(self) -> dict[str, Any]:
        """At least one child, known or described."""
        cleaned = super().clean() or {}
        if not cleaned.get("children", "").strip() and not cleaned.get("person"):
            self.add_error(
                "children", _("Впишете поне едно дете, дори и името му да не е известно.")
            )
        return cleaned

    def described(self) -> list[str]:
        """One line for each child that was described."""
        lines = self.cleaned_data.get("children", "").splitlines()
        return [line.strip()[:200] for line in lines if line.strip()]
