"""What a person types in about the National Map and the annual plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.finance.forms import AmountField, Day
from opora.meetings.models import Session
from opora.register.models import PlannedService, choices
from opora.register.rules import FUNDING_LABELS

TEXT = forms.Textarea(attrs={"rows": 3})
LONG = forms.Textarea(attrs={"rows": 9})


class SeenForm(forms.Form):
    """Every act says which version of the record it was begun on."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class NameForm(forms.Form):
    """The name of a new national draft."""

    name = forms.CharField(label=_("име на проекта"), max_length=120)


class RedraftForm(SeenForm):
    """A new draft after the discussion."""

    name = forms.CharField(label=_("име на новия проект"), max_length=120)


class ForewordForm(SeenForm):
    """The analysis at national level in words."""

    foreword = forms.CharField(
        label=_("анализ на национално ниво"),
        max_length=20000,
        widget=LONG,
        help_text=_(
            "Какво показват сборовете: къде има услуги, къде няма, какво се предлага и защо."
        ),
    )


class AdoptForm(SeenForm):
    """The act by which the Map was adopted."""

    act = forms.CharField(label=_("акт"), max_length=120)
    act_number = forms.CharField(label=_("номер"), max_length=40)
    act_on = forms.DateField(label=_("дата на акта"), widget=Day)


class PublishForm(SeenForm):
    """When and where the Map was published."""

    published_on = forms.DateField(label=_("публикувана на"), widget=Day)
    gazette = forms.CharField(label=_("Държавен вестник, брой"), max_length=60, required=False)


class VoteForm(forms.Form):
    """In which session the Map is voted."""

    session = forms.ModelChoiceField(Session.objects.none(), label=_("заседание, което тече"))

    def __init__(self, *args: Any, sessions: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields["session"]
        chosen.queryset = sessions


class EmptyForm(SeenForm):
    """An act that asks nothing."""


class CommentForm(forms.Form):
    """An opinion in a public discussion."""

    author = forms.CharField(
        label=_("име или организация"),
        max_length=120,
        required=False,
        help_text=_("Показва се заедно със становището. Може да остане празно."),
    )
    text = forms.CharField(label=_("становище"), max_length=5000, widget=TEXT)


class AnswerForm(forms.Form):
    """An answer to an opinion."""

    text = forms.CharField(label=_("отговор"), max_length=5000, widget=TEXT)
    is_withheld = forms.BooleanField(
        label=_("текстът назовава хора и не се показва"), required=False
    )


# Amendments


class ProposeForm(forms.Form):
    """A change of a row of the Map in force."""

    service = forms.ModelChoiceField(PlannedService.objects.all(), label=_("услуга"))
    users = forms.IntegerField(
        label=_("нов брой потребители"),
        min_value=0,
        max_value=100_000,
        help_text=_("0 означава закриване; услуга, която я няма в Картата, се разкрива."),
    )
    settlement = forms.CharField(label=_("населено място"), max_length=80, required=False)
    reason = forms.CharField(label=_("мотиви"), max_length=1000, widget=TEXT)
    council_decision = forms.CharField(label=_("решение на общинския съвет №"), max_length=40)
    council_on = forms.DateField(label=_("дата на решението"), widget=Day)


class OrderForm(SeenForm):
    """The Agency's order."""

    order_number = forms.CharField(label=_("заповед №"), max_length=40)
    order_on = forms.DateField(label=_("дата на заповедта"), widget=Day)
    effective_on = forms.DateField(label=_("в сила от"), widget=Day)


class RefuseForm(SeenForm):
    """Why a change is not ordered."""

    refusal = forms.CharField(label=_("мотиви за отказ"), max_length=1000, widget=TEXT)


# Annual plans


class YearForm(forms.Form):
    """The year to plan."""

    year = forms.IntegerField(label=_("година"), min_value=2020, max_value=2100)


class PlanForm(SeenForm):
    """The plan in words."""

    analysis = forms.CharField(
        label=_("анализ на състоянието"),
        max_length=20000,
        widget=LONG,
        help_text=_("Кои услуги работят, колко хора ги ползват и чакат, какво липсва."),
    )
    measures = forms.CharField(
        label=_("мерки през годината"),
        max_length=20000,
        widget=LONG,
        help_text=_("Какво ще се създаде, разшири или промени; кой отговаря; с какви средства."),
    )


class RowForm(SeenForm):
    """A row of the plan."""

    name = forms.CharField(
        label=_("услуга за сметка на общината"),
        max_length=200,
        required=False,
        help_text=_("Например домашен социален патронаж, клуб на пенсионера."),
    )
    users = forms.IntegerField(label=_("потребители през годината"), min_value=0, max_value=100_000)
    settlement = forms.CharField(label=_("населено място"), max_length=80, required=False)
    funding = forms.ChoiceField(label=_("финансиране"), choices=choices(FUNDING_LABELS))
    own_cents = AmountField(label=_("средства от общината в евро"), required=False)
    note = forms.CharField(label=_("бележка"), max_length=1000, required=False, widget=TEXT)

    def __init__(self, *args: Any, is_named: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["name"].required = is_named
        if not is_named:
            del self.fields["name"]


class ConsiderForm(SeenForm):
    """The opinion of the Council for social services."""

    considered_on = forms.DateField(label=_("разгледан на"), widget=Day)
    opinion = forms.CharField(label=_("становище на Съвета"), max_length=2000, widget=TEXT)


class CouncilForm(SeenForm):
    """The decision of the municipal council."""

    council_decision = forms.CharField(label=_("решение №"), max_length=40)
    council_on = forms.DateField(label=_("дата на решението"), widget=Day)


class UpdateForm(forms.Form):
    """Why an adopted plan is updated."""

    reason = forms.CharField(label=_("какво се е променило"), max_length=500, widget=TEXT)
