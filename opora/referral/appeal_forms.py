"""What a person types in about a refusal and its appeal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .appeal_rules import APPEAL_STEPS, WON, AppealState
from .forms import day, text
from .models import BODY_CHOICES, PAPER_CHOICES, SERVED_CHOICES, Appeal, AppealBody


class ServeForm(forms.Form):
    """When and how the person got the refusal."""

    happened_on = day(_("съобщен на"))
    how = forms.ChoiceField(label=_("как"), choices=SERVED_CHOICES)


class FileForm(forms.Form):
    """Who appeals, against what."""

    filed_by = forms.CharField(label=_("кой обжалва"), max_length=200)
    text = text(_("какво се оспорва"), rows=4)
    happened_on = day(_("подадена на"))


class VersionForm(forms.Form):
    """Which version of the appeal was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, appeal: Appeal, organization_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = appeal.version
        if "body" in self.fields:
            self.fields["body"].queryset = AppealBody.objects.filter(  # type: ignore[attr-defined]
                organization=organization_id, valid_to=None
            )


class SendForm(VersionForm):
    """To whom, when."""

    body = forms.ModelChoiceField(AppealBody.objects.none(), label=_("до кого"))
    happened_on = day(_("изпратена на"))


class DecideForm(VersionForm):
    """What was decided."""

    action = forms.ChoiceField(
        label=_("какво е решено"),
        choices=[
            (name, row.label)
            for name, row in APPEAL_STEPS.items()
            if row.to in WON | {AppealState.UPHELD}
        ],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(label=_("решение: номер и дата"), max_length=200)
    result = text(_("какво казва решението"), rows=3, required=False)
    happened_on = day(_("решено на"))


class BodyForm(forms.Form):
    """A court or a superior body."""

    kind = forms.ChoiceField(label=_("вид"), choices=BODY_CHOICES)
    name = forms.CharField(label=_("име"), max_length=200)
    address = forms.CharField(label=_("адрес"), max_length=300, required=False)


class DaysForm(forms.Form):
    """In how many days after an urgent admission each paper is ready."""

    valid_from = day(_("правилото важи от"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for paper, label in PAPER_CHOICES:
            self.fields[paper] = forms.IntegerField(
                label=label, required=False, min_value=1, max_value=365
            )

    def days(self) -> dict[str, int | None]:
        """The days of each paper; None where nothing is said."""
        return {paper: self.cleaned_data.get(paper) for paper, _label in PAPER_CHOICES}
