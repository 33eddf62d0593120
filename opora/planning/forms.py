"""What a person types in about the map of a district."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.finance.forms import AmountField, Day
from opora.meetings.models import Session
from opora.register.models import PlannedService, choices
from opora.register.rules import FUNDING_LABELS
from opora.territory.models import Municipality

from .model.hosts import DEFAULT_WEIGHT, MAX_HOSTS, PER_MILLE
from .rules import ANSWER_LABELS, PURPOSE_LABELS, Answer, Purpose

TEXT = forms.Textarea(attrs={"rows": 3})


class SeenForm(forms.Form):
    """Every act says which version of the record it was begun on."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class NameForm(forms.Form):
    """The name of a new variant."""

    name = forms.CharField(label=_("име на варианта"), max_length=120)


class ReviseForm(SeenForm):
    """A new version: its name and why."""

    name = forms.CharField(label=_("име на новата версия"), max_length=120)
    reason = forms.CharField(
        label=_("защо се прави нова версия"),
        max_length=400,
        widget=TEXT,
        help_text=_("Ако по сегашната версия тече гласуване, то става недействително с тези думи."),
    )


class EntryForm(SeenForm):
    """A row of a working variant. Municipality and service are chosen once."""

    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=_("община"))
    service = forms.ModelChoiceField(PlannedService.objects.none(), label=_("услуга"))
    users = forms.IntegerField(label=_("потребители"), min_value=0, max_value=100_000)
    year_from = forms.IntegerField(
        label=_("от година"),
        required=False,
        help_text=_("Дотогава остават съществуващите места. Празно: вече е така."),
    )
    settlement = forms.CharField(label=_("населено място"), max_length=80, required=False)
    funding = forms.MultipleChoiceField(
        label=_("финансиране"),
        choices=choices(FUNDING_LABELS),
        widget=forms.CheckboxSelectMultiple,
    )
    capital_cents = AmountField(label=_("капиталови средства в евро"), required=False)
    note = forms.CharField(label=_("бележка"), max_length=1000, required=False, widget=TEXT)

    def __init__(
        self,
        *args: Any,
        municipalities: Iterable[Municipality],
        services: Iterable[PlannedService],
        is_new: bool,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields["municipality"]
        chosen.queryset = Municipality.objects.filter(pk__in=[each.pk for each in municipalities])
        kinds: Any = self.fields["service"]
        kinds.queryset = PlannedService.objects.filter(pk__in=[each.pk for each in services])
        if not is_new:
            for name in ("municipality", "service"):
                self.fields[name].widget = forms.HiddenInput()


class HostForm(SeenForm):
    """Another host for a district-level service."""

    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=_("нов домакин"))

    def __init__(self, *args: Any, district: str, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields["municipality"]
        chosen.queryset = Municipality.objects.filter(district=district)


class SuggestionForm(forms.Form):
    """How many hosts, and how much working services weigh."""

    n = forms.IntegerField(label=_("брой домакини"), min_value=1, max_value=MAX_HOSTS)
    weight = forms.IntegerField(
        label=_("тежест на работещите услуги, %"), min_value=0, max_value=PER_MILLE // 10
    )

    @classmethod
    def usual(cls, n: int) -> dict[str, int]:
        """What is asked first."""
        return {"n": min(max(n, 1), MAX_HOSTS), "weight": DEFAULT_WEIGHT // 10}


class AnswerForm(SeenForm):
    """A municipality's answer about the hosts of one service."""

    answer = forms.ChoiceField(
        label=_("отговор"), choices=choices(ANSWER_LABELS), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("мотиви"),
        max_length=1000,
        required=False,
        widget=TEXT,
        help_text=_("Нужни са, когато общината не е съгласна. Четат ги всички общини от областта."),
    )

    def clean(self) -> dict[str, Any]:
        """A disagreement without a reason is caught before the act."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == Answer.DISAGREE and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Напишете защо общината не е съгласна."))
        return cleaned


class LetterForm(AnswerForm):
    """What a municipality answered by letter."""

    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=_("община"))
    document = forms.CharField(label=_("писмо (номер и дата)"), max_length=120)
    field_order = ("municipality", "answer", "reason", "document")

    def __init__(self, *args: Any, silent: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields["municipality"]
        chosen.queryset = Municipality.objects.filter(pk__in=silent)


class VoteForm(SeenForm):
    """In which session a version is voted, and as what."""

    session = forms.ModelChoiceField(Session.objects.none(), label=_("заседание, което тече"))
    purpose = forms.ChoiceField(
        label=_("приема се като"), choices=choices(PURPOSE_LABELS)[:2], widget=forms.RadioSelect
    )
    is_secret = forms.BooleanField(label=_("тайно гласуване"), required=False)

    def __init__(self, *args: Any, sessions: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen: Any = self.fields["session"]
        chosen.queryset = sessions
        self.fields["purpose"].initial = Purpose.INDICATIVE


class AdoptForm(SeenForm):
    """On which day a map was adopted."""

    adopted_on = forms.DateField(label=_("приета на"), widget=Day)


class EmptyForm(SeenForm):
    """An act that asks nothing."""
