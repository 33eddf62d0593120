"""What a person types in about foster care. A field's name is the service's argument."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind
from opora.lib.words import SOFIA

from . import rules
from .models import KINDS, FosterFamily
from .relatives import Relative

ITEMS = [
    ("care.1", _("възнаграждение за 1 дете")),
    ("care.2", _("възнаграждение за 2 деца")),
    ("care.3", _("възнаграждение за 3 и повече деца")),
    ("keep.middle", _("издръжка на дете от 3 до 14 години")),
    ("keep.edge", _("издръжка на дете до 3 и от 14 години")),
    ("respite", _("заместваща грижа")),
]


def day(label: Any) -> forms.DateField:
    """A day, typed 21.11.2026."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "21.11.2026"}),
        error_messages={"invalid": _("Няма такъв ден. Пишете го така: 21.11.2026.")},
    )


def text(label: Any, *, rows: int = 2, required: bool = True) -> forms.CharField:
    """A text of some sentences."""
    return forms.CharField(
        label=label,
        max_length=500,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ProfileForm(forms.ModelForm):
    """Whom the family takes."""

    kinds = forms.MultipleChoiceField(
        label=_("каква грижа дава"), choices=KINDS, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = FosterFamily
        fields = (
            "settlement",
            "n_places",
            "age_from",
            "age_to",
            "sex",
            "kinds",
            "takes_siblings",
            "takes_disability",
            "is_professional",
        )


class ApplyForm(ProfileForm):
    """A candidate: the profile, where they live, who will pay."""

    address = forms.CharField(
        label=_("адрес"), max_length=200, help_text=_("Вижда го само Вашата дирекция.")
    )
    phone = forms.CharField(label=_("телефон"), max_length=40)
    payer = forms.ModelChoiceField(
        label=_("община, която изплаща"), queryset=Organization.objects.none()
    )
    applied_on = day(_("кандидатства на"))
    field_order = ("applied_on", "settlement", "address", "phone", "payer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        municipalities = Organization.objects.filter(kind=OrganizationKind.MUNICIPALITY)
        self.fields["payer"].queryset = municipalities.order_by("name")  # type: ignore[attr-defined]


class ActForm(forms.Form):
    """The words and the day of one step."""

    text = text(_("основание"))
    day = day(_("кога"))

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _(rules.WORDS[action])


class ContactForm(forms.Form):
    """Where the family lives."""

    address = forms.CharField(label=_("адрес"), max_length=200)
    phone = forms.CharField(label=_("телефон"), max_length=40)


class TrainingForm(forms.Form):
    """A training that was passed."""

    topic = forms.CharField(label=_("тема"), max_length=200)
    n_hours = forms.IntegerField(label=_("часове"), min_value=1, max_value=400)
    held_on = day(_("проведено на"))
    held_by = forms.CharField(label=_("кой проведе"), max_length=160)


class NeedForm(forms.Form):
    """What the child needs; age and sex are known."""

    kind = forms.ChoiceField(label=_("каква грижа"), choices=KINDS, initial=rules.StayKind.SHORT)
    settlement = forms.CharField(label=_("населено място на детето"), max_length=80, required=False)
    n_siblings = forms.IntegerField(
        label=_("с колко братя и сестри заедно"), min_value=0, max_value=8, initial=0
    )
    has_disability = forms.BooleanField(label=_("дете с увреждане"), required=False)
    siblings = forms.TypedMultipleChoiceField(
        label=_("кои настанени деца са му братя и сестри"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Отметнатите са вписани така. Съвпадение само по име потвърждавате Вие."),
    )
    begins_on = day(_("от"))
    planned_end_on = day(_("договорен край"))

    def __init__(self, *args: Any, relatives: Sequence[Relative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.person.pk, one.words) for one in relatives]
        self.fields["siblings"].choices = offered  # type: ignore[attr-defined]
        self.fields["siblings"].initial = [one.person.pk for one in relatives if one.is_recorded]
        if not relatives:
            del self.fields["siblings"]


class PlaceForm(NeedForm):
    """The need, and the act of placing."""

    document = forms.CharField(label=_("заповед или съдебно решение"), max_length=200)
    note = text(_("защо това семейство"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & NeedForm.base_fields.keys():
            is_list = name == "siblings"
            self.fields[name].widget = (
                forms.MultipleHiddenInput() if is_list else forms.HiddenInput()
            )


class EndStayForm(forms.Form):
    """When and why the child left."""

    ended_on = day(_("край на престоя"))
    reason = text(_("защо приключва"))


class GuestForm(forms.Form):
    """To whom the code is handed, until when."""

    for_whom = forms.CharField(label=_("на кого давате кода"), max_length=160)
    until = day(_("важи до"))

    def clean_until(self) -> datetime:
        """The end of the day in Sofia."""
        until: date = self.cleaned_data["until"]
        return datetime.combine(until + timedelta(days=1), datetime.min.time(), SOFIA)


class RateForm(forms.Form):
    """The municipality's own amount of an item."""

    item = forms.ChoiceField(label=_("перо"), choices=ITEMS)
    amount = forms.DecimalField(label=_("сума на месец"), max_digits=8, decimal_places=2)
    valid_from = day(_("в сила от"))
    source = forms.CharField(label=_("акт"), max_length=200)
