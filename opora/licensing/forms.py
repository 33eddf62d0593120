"""What a person types in about licenses."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.register import queries as register
from opora.register.forms import ALL, DAY, LongSelect, offer
from opora.register.models import Provider

from . import rules
from .models import LicenseApplication
from .services.acts import Facts

LINES = {"rows": 4}


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day that is typed: 21.11.2026."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY), **more)


class FilterForm(forms.Form):
    """The filters over the register of licenses."""

    text = forms.CharField(
        label=_("Търсене"),
        max_length=120,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("доставчик, ЕИК или № на лиценз")}
        ),
    )
    named_service = forms.ChoiceField(label=_("Вид услуга"), required=False, widget=LongSelect)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = register.named_services(today)
        offer(self, "named_service", [ALL, *((each.pk, str(each)) for each in kinds)])

    def filters(self) -> dict[str, str]:
        """What `queries.licenses` understands."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class FactsForm(forms.Form):
    """What a license says."""

    holder = forms.CharField(label=_("Наименование на доставчика"), max_length=200)
    seat = forms.CharField(label=_("Седалище и адрес на управление"), max_length=250)
    manager = forms.CharField(label=_("Представляващ"), max_length=160)
    kinds = forms.MultipleChoiceField(
        label=_("За кои видове услуги"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Поне един вид."),
    )
    changed_on = day_field(
        _("Денят на промяната"),
        help_text=_("От него тече срокът, в който промяната се съобщава."),
    )
    note = forms.CharField(
        label=_("Пояснение"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=LINES),
    )

    def __init__(self, *args: Any, today: date, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kinds", [(each.pk, str(each)) for each in register.named_services(today)])
        if kind != rules.Kind.CHANGE:
            del self.fields["changed_on"]

    def facts(self) -> Facts:
        """What was typed in."""
        values = self.cleaned_data
        return Facts(
            values["holder"], values["seat"], values["manager"], tuple(values["kinds"]),
            values["note"],
        )  # fmt: skip


class AskForm(forms.Form):
    """What is missing."""

    asked_for = forms.CharField(
        label=_("Какво да се допълни"), max_length=2000, widget=forms.Textarea(attrs=LINES)
    )


class CompleteForm(forms.Form):
    """What was missing."""

    note = forms.CharField(
        label=_("Какво допълвате"), max_length=2000, widget=forms.Textarea(attrs=LINES)
    )


class WithdrawForm(forms.Form):
    """Why it is no longer wanted."""

    reason = forms.CharField(label=_("Защо"), max_length=2000, required=False)


class DecisionForm(forms.Form):
    """The order of the agency."""

    order_number = forms.CharField(
        label=_("Заповед №"),
        max_length=80,
        required=False,
        help_text=_("Празно: следващият номер от регистъра на заповедите."),
    )
    decided_on = day_field(_("Дата на заповедта"))


class RefuseForm(DecisionForm):
    """An order against the provider has its reasons."""

    reason = forms.CharField(label=_("Мотиви"), max_length=2000, widget=forms.Textarea(attrs=LINES))


class GrantForm(DecisionForm):
    """An order for the provider."""

    license_number = forms.CharField(
        label=_("Номер на лиценза"),
        max_length=40,
        required=False,
        help_text=_("Празно: следващият от деловодството на агенцията."),
    )
    valid_from = day_field(
        _("В сила от"), required=False, help_text=_("Празно: от деня на заповедта.")
    )

    def __init__(self, *args: Any, application: LicenseApplication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if application.kind != rules.Kind.GRANT:
            self.fields.pop(
                "license_number" if application.kind == rules.Kind.CHANGE else "valid_from"
            )


class NotifyForm(forms.Form):
    """When the provider was given the decision."""

    notified_on = day_field(_("Връчено на"))


class TranscribeForm(FactsForm):
    """A license that was issued on paper."""

    provider = forms.TypedChoiceField(label=_("Доставчик"), coerce=int)
    number = forms.CharField(label=_("Лиценз №"), max_length=40)
    issued_on = day_field(_("Издаден на"))
    valid_to = day_field(_("Първи ден, в който вече не важи"))
    field_order = ["provider", "number", "issued_on", "valid_to"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, kind=rules.Kind.GRANT, **kwargs)
        rows = Provider.objects.select_related("organization").order_by("organization__name")
        offer(self, "provider", [("", _("изберете")), *((each.pk, str(each)) for each in rows)])


class RevokeForm(forms.Form):
    """An order that takes a license away."""

    document = forms.CharField(
        label=_("Заповед №"),
        max_length=120,
        required=False,
        help_text=_("Празно: следващият номер от регистъра на заповедите."),
    )
    revoked_on = day_field(_("Отнет от"))
    reason = forms.CharField(label=_("Мотиви"), max_length=600, widget=forms.Textarea(attrs=LINES))
