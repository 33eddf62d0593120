"""What a person types in about buildings and shared resources."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.register.forms import ALL, DAY, EMPTY, LongSelect, offer, places_by_district
from opora.register.models import Service, choices

from . import rules
from .models import AccessibilityItem, Building, SharedResource
from .rules import Share
from .services import BuildingFacts

YEAR = {"inputmode": "numeric"}


def year(label: Any) -> forms.IntegerField:
    """A year that need not be known."""
    return forms.IntegerField(
        label=label, required=False, min_value=1800, max_value=2200,
        widget=forms.NumberInput(attrs=YEAR),
    )  # fmt: skip


def amount(label: Any, **more: Any) -> forms.DecimalField:
    """Euro that need not be known."""
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=11, decimal_places=2, localize=True,
        **more,
    )  # fmt: skip


def cents(value: Decimal | None) -> int | None:
    """Whole cents of an amount; nothing of nothing."""
    return None if value is None else int(value * 100)


class FilterForm(forms.Form):
    """The filters over the list of buildings."""

    text = forms.CharField(
        label=_("Търсене"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    municipality = forms.ChoiceField(label=_("Община"), required=False, widget=LongSelect)
    condition = forms.ChoiceField(label=_("Състояние"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "municipality", [ALL, *places_by_district()])
        offer(self, "condition", [ALL, *choices(rules.CONDITION_LABELS)])

    def filters(self) -> dict[str, str]:
        """What `queries.buildings` understands."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class BuildingForm(forms.Form):
    """The facts of a building."""

    name = forms.CharField(label=_("Наименование"), max_length=160)
    municipality = forms.ChoiceField(label=_("Община"), widget=LongSelect)
    settlement = forms.CharField(label=_("Населено място"), max_length=80)
    line = forms.CharField(label=_("Улица и номер"), max_length=200, required=False)
    ownership = forms.ChoiceField(label=_("Собственост"))
    condition = forms.ChoiceField(label=_("Състояние"))
    energy_class = forms.ChoiceField(label=_("Енергиен клас"), required=False)
    built_in = year(_("Година на строеж"))
    renovated_in = year(_("Последен основен ремонт"))
    area = forms.IntegerField(label=_("Площ, кв. м"), required=False, min_value=1, max_value=999999)
    services = forms.TypedMultipleChoiceField(
        label=_("Услуги в сградата"), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    note = forms.CharField(label=_("Бележка"), max_length=400, required=False)

    def __init__(self, *args: Any, services: Sequence[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "municipality", [EMPTY, *places_by_district()])
        offer(self, "ownership", [EMPTY, *choices(rules.OWNERSHIP_LABELS)])
        offer(self, "condition", [EMPTY, *choices(rules.CONDITION_LABELS)])
        offer(self, "energy_class", [("", _("няма")), *choices(rules.ENERGY_LABELS)])
        offer(self, "services", [(each.pk, each.name) for each in services])

    def facts(self) -> BuildingFacts:
        """What was typed in."""
        values = dict(self.cleaned_data)
        values["municipality_id"] = values.pop("municipality")
        return BuildingFacts(**{**values, "services": tuple(values["services"])})


def initial_of(found: Building) -> dict[str, Any]:
    """The first values of the form for a building that stands already."""
    names = [name for name in BuildingForm.base_fields if name not in {"services", "municipality"}]
    return {name: getattr(found, name) for name in names} | {
        "municipality": found.municipality_id,
        "services": list(found.services.values_list("pk", flat=True)),
    }


class AccessForm(forms.Form):
    """The checklist of accessibility on a day."""

    checked_on = forms.DateField(label=_("Проверено на"), widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in AccessibilityItem.objects.all():
            self.fields[item.pk] = forms.ChoiceField(
                label=str(item),
                required=False,
                choices=[("", _("не е гледано")), *choices(rules.ANSWER_LABELS)],
            )


class EquipmentForm(forms.Form):
    """A piece of equipment."""

    name = forms.CharField(label=_("Оборудване"), max_length=160)
    n_items = forms.IntegerField(label=_("Брой"), min_value=1, max_value=100000, initial=1)
    made_in = year(_("Година"))
    condition = forms.ChoiceField(label=_("Състояние"), choices=choices(rules.CONDITION_LABELS))


class NeedForm(forms.Form):
    """What a building needs."""

    kind = forms.ChoiceField(label=_("За какво"), choices=choices(rules.NEED_LABELS))
    title = forms.CharField(label=_("Нужда"), max_length=200)
    price = amount(
        _("Сума в евро"), help_text=_("Празно, докато не е известна: показва се като липсваща.")
    )
    wanted_by = year(_("До година"))


class ResourceForm(forms.Form):
    """What services share."""

    kind = forms.ChoiceField(label=_("Вид"), choices=choices(rules.RESOURCE_LABELS))
    name = forms.CharField(label=_("Ресурс"), max_length=160)
    cost = amount(_("Струва на месец, евро"), help_text=_("Заплата с осигуровки, наем, гориво…"))


class SharesForm(forms.Form):
    """What part each service uses, and what its own would cost."""

    cost = amount(_("Струва на месец, евро"))

    def __init__(self, *args: Any, resource: SharedResource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shares = {each.service_id: each for each in resource.shares.all()}
        self.services = list(resource.complex.services.filter(closed_on=None).order_by("name"))
        if resource.cost_cents is not None:
            self.fields["cost"].initial = Decimal(resource.cost_cents) / 100
        for service in self.services:
            share = shares.get(service.pk)
            alone = share.alone_cents if share else None
            self.fields[f"percent-{service.pk}"] = forms.IntegerField(
                label=_("Дял, %"),
                required=False,
                min_value=0,
                max_value=rules.WHOLE,
                initial=share.percent if share else 0,
            )
            self.fields[f"alone-{service.pk}"] = amount(
                _("Самостоятелно на месец, евро"),
                initial=None if alone is None else Decimal(alone) / 100,
            )

    def rows(self) -> list[tuple[Service, Any, Any]]:
        """Each service with its two fields."""
        return [
            (each, self[f"percent-{each.pk}"], self[f"alone-{each.pk}"]) for each in self.services
        ]

    def shares(self) -> list[Share]:
        """What was typed in."""
        values = self.cleaned_data
        return [
            Share(
                each.pk,
                values[f"percent-{each.pk}"] or 0,
                cents(values[f"alone-{each.pk}"]),
            )
            for each in self.services
        ]
