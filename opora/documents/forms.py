"""What a person gives with a file."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AttachmentForm(forms.Form):
    """A file with its title, and who sent it where it came from outside."""

    file = forms.FileField(
        label=_("Файл"),
        max_length=250,
        error_messages={
            "required": _("Изберете файл."),
            "empty": _("Файлът е празен."),
            "missing": _("Изберете файл."),
        },
    )
    title = forms.CharField(
        label=_("Заглавие"),
        max_length=200,
        required=False,
        help_text=_("Например „Експертно решение на ТЕЛК“. Иначе остава името на файла."),
    )
    received_from = forms.CharField(
        label=_("От кого е получен"),
        max_length=200,
        required=False,
        help_text=_("Попълнете, ако документът идва отвън: получава входящ номер."),
    )


class ReasonForm(forms.Form):
    """Why a document no longer stands."""

    reason = forms.CharField(
        label=_("Причина"),
        max_length=300,
        error_messages={"required": _("Напишете причината.")},
    )


class SearchForm(forms.Form):
    """Which documents of the register to show; names are searched apart, by POST."""

    year = forms.IntegerField(label=_("Година"), required=False, min_value=2000, max_value=2200)
    title = forms.CharField(label=_("Вид"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("Състояние"),
        required=False,
        choices=[("", _("всички")), ("valid", _("в сила")), ("withdrawn", _("оттеглени"))],
    )
