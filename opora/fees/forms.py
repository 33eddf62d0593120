"""What a person types in about fees."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.accounts.choices import choose_from
from opora.accounts.models import Organization
from opora.agreements.typed import cents_of
from opora.cases.forms import ActForm, day
from opora.cases.models import Case
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.register.models import NamedService, Service

from . import queries, rules
from .models import CURRENCIES, KINDS, METHODS, SOURCES, FeeGround
from .rules import PriceKind

RECEIVED = [each for each in METHODS if each[0] != rules.Method.REFUND]


class MoneyField(forms.Field):
    """An amount as people write it: 35, 35,50 or 1 035,50; in cents."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "placeholder": "0,00"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> Any:
        """Cents, or a mistake that says what is wrong; below zero has its own sentence."""
        text = str(value or "").strip()[:20]
        if not text:
            return None
        if text.startswith(("-", "−", "–")):
            try:
                rules.check_amount(-1 * cents_of(text[1:]) or -1)
            except ValueError:
                pass
            except Refused as refused:
                raise forms.ValidationError(f"{refused.sentence} {refused.remedy}") from None
        try:
            return cents_of(text)
        except ValueError:
            raise forms.ValidationError(
                _("Напишете сумата с до две цифри след запетаята, например 312,45.")
            ) from None


def currency() -> forms.ChoiceField:
    """Euro; leva for what was written before 2026."""
    return forms.ChoiceField(
        label=_("валута"),
        choices=CURRENCIES,
        initial="EUR",
        help_text=_("Преди 2026 г. – в левове, както е било вписано."),
    )


def paper(label: Any, hint: Any = "") -> forms.CharField:
    """A document by its number and day."""
    return forms.CharField(label=label, max_length=200, help_text=hint)


class IncomeForm(ActForm):
    """One monthly income."""

    source = forms.ChoiceField(label=_("източник на дохода"), choices=SOURCES)
    cents = MoneyField(
        label=_("сума за месец"), help_text=_("Ако няма доходи, изберете това и впишете 0.")
    )
    currency = currency()
    is_countable = forms.BooleanField(
        label=_("брои се за таксата"),
        required=False,
        initial=True,
        help_text=_("Например добавката за чужда помощ не се брои (по старата тарифа)."),
    )
    document = paper(_("документ"), _("Например: разпореждане на НОИ № …, служебна бележка."))
    valid_from = day(_("от"))
    valid_to = day(_("до"), required=False, hint=_("Първият ден, в който вече не важи."))


class GroundForm(ActForm):
    """Why the person pays nothing, or the whole cost."""

    ground = forms.ModelChoiceField(label=_("основание"), queryset=FeeGround.objects.none())
    document = paper(_("документ"), _("С какво е доказано: заповед, удостоверение, решение."))
    valid_from = day(_("от"))
    valid_to = day(_("до"), required=False, hint=_("Първият ден, в който вече не важи."))

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """The grounds that are given to a case."""
        found = FeeGround.objects.filter(queries.in_force(today), applies_to="")
        choose_from(self, "ground", found)


class PaymentForm(ActForm):
    """Money received."""

    cents = MoneyField(label=_("сума"))
    currency = currency()
    paid_on = day(_("платена на"))
    method = forms.ChoiceField(label=_("как"), choices=RECEIVED)
    document = forms.CharField(
        label=_("документ"),
        max_length=120,
        required=False,
        help_text=_("Квитанция, платежно нареждане."),
    )

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """Most are paid today, and all that is owed."""
        self.fields["paid_on"].initial = f"{today:%d.%m.%Y}"
        owed = queries.account(actor, case, today).balance.owed.cents
        if owed > 0:
            self.fields["cents"].initial = f"{owed // 100},{owed % 100:02d}"


class RefundForm(ActForm):
    """Money given back."""

    cents = MoneyField(label=_("сума"))
    paid_on = day(_("върната на"))
    document = paper(_("документ"), _("Разходен касов ордер, платежно нареждане."))

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """Today, and all that was paid over what was charged."""
        self.fields["paid_on"].initial = f"{today:%d.%m.%Y}"
        over = queries.account(actor, case, today).balance.overpaid.cents
        self.fields["cents"].initial = f"{over // 100},{over % 100:02d}"


class EndForm(ActForm):
    """Since when something no longer holds."""

    valid_to = day(_("вече не важи от"), hint=_("Първият ден, в който вече не важи."))


class MistakeForm(ActForm):
    """Why something should not have been written."""

    reason = forms.CharField(
        label=_("защо е грешка"),
        max_length=300,
        help_text=_("Например: вписано е на друго лице. Редът остава зачертан, с причината."),
    )


class CorrectIncomeForm(IncomeForm):
    """The income as it should have been written."""

    reason = MistakeForm.base_fields["reason"]


class CorrectGroundForm(GroundForm):
    """The ground as it should have been written."""

    reason = MistakeForm.base_fields["reason"]


class NothingForm(ActForm):
    """An act that asks nothing."""


class CorrectForm(ActForm):
    """Why a charge is corrected."""

    reason = forms.CharField(
        label=_("защо се поправя"),
        max_length=300,
        help_text=_("Например: донесена е нова пенсионна бележка за месеца."),
    )


class TariffForm(forms.Form):
    """The organization's price for a kind of service, from a day on."""

    named_service = forms.ModelChoiceField(
        label=_("вид услуга"), queryset=NamedService.objects.none()
    )
    kind = forms.ChoiceField(label=_("как се определя таксата"), choices=KINDS)
    rate = forms.DecimalField(
        label=_("процент от дохода"),
        min_value=0,
        max_value=100,
        decimal_places=1,
        required=False,
        localize=True,
    )
    cents = MoneyField(
        label=_("сума"),
        required=False,
        help_text=_("За месец или за всяко ползване, според избраното по-горе."),
    )
    currency = currency()
    due_day = forms.IntegerField(
        label=_("плаща се до кое число на следващия месец"),
        min_value=1,
        max_value=28,
        required=False,
        help_text=_("Ако актът не определя ден, оставете празно."),
    )
    act = paper(_("с какъв акт"), _("Решение на общинския съвет или заповед, с номер и дата."))
    valid_from = day(_("в сила от"), hint=_("Първо число на месец."))

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = NamedService.objects.all()
        if organization.kind == "provider":
            own = Service.objects.filter(provider=organization.pk).values("named_service")
            kinds = kinds.filter(pk__in=own)
        choose_from(self, "named_service", kinds)

    def clean(self) -> dict[str, Any]:
        """The figure that the kind of price needs, and a whole month to begin with."""
        values: dict[str, Any] = super().clean() or {}
        kind, first = values.get("kind"), values.get("valid_from")
        if kind == PriceKind.PERCENT and not values.get("rate"):
            self.add_error("rate", _("Впишете процента."))
        if kind in rules.WITH_AMOUNT and values.get("cents") is None:
            self.add_error("cents", _("Впишете сумата."))
        if first and first.day != 1:
            self.add_error("valid_from", _("Тарифата започва от първо число на месец."))
        return values

    def values(self) -> dict[str, Any]:
        """The service's arguments."""
        found = dict(self.cleaned_data)
        rate = found.pop("rate") or 0
        return found | {"rate_tenths": int(rate * 10)}


class CostForm(forms.Form):
    """What one person's month really costs in a service."""

    service = forms.ModelChoiceField(label=_("услуга"), queryset=Service.objects.none())
    cents = MoneyField(label=_("реална издръжка на едно лице за месец"))
    currency = currency()
    act = paper(_("по какво е установена"), _("Например: справка на счетоводството от …"))
    valid_from = day(_("от"), hint=_("Първо число на месец."))

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "service", Service.objects.filter(provider=organization.pk))

    def clean_valid_from(self) -> date:
        """A cost holds for whole months."""
        first: date = self.cleaned_data["valid_from"]
        if first.day != 1:
            raise forms.ValidationError(_("Издръжката започва от първо число на месец."))
        return first

    def values(self) -> dict[str, Any]:
        """The service's arguments."""
        return dict(self.cleaned_data)
