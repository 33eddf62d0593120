"""What a person types in about services, their capacity, providers and complexes."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, cast

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opora.lib.actor import Actor
from opora.territory import queries as territory
from opora.territory.models import District, Municipality

from . import queries, rules
from .models import choices
from .rules import ServiceFacts

EMPTY = ("", _("изберете"))
ALL = ("", _("всички"))
DAY = {"inputmode": "numeric", "placeholder": "21.11.2026"}
Choices = tuple[tuple[Any, Any], ...]
AXES = ("level", "funding", "mode", "environment", "users")


def places_by_district() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every municipality under its district."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in Municipality.objects.select_related("district").order_by("district__name", "name"):
        groups.setdefault(str(each.district), []).append((each.pk, str(each)))
    return list(groups.items())


def areas() -> list[tuple[Any, Any]]:
    """Every district whole, and its municipalities: d:SFO, m:SFO39; remembered until an import."""
    last = next(iter(territory.import_runs(1).values_list("pk", flat=True)), None)
    return _areas(get_language(), last)


@lru_cache(maxsize=4)
def _areas(language: str | None, last_import: int | None) -> list[tuple[Any, Any]]:
    codes = {str(each): each.pk for each in District.objects.all()}
    return [
        ALL,
        *(
            (
                name,
                [
                    (f"d:{codes[name]}", _("област %(name)s") % {"name": name}),
                    *((f"m:{code}", label) for code, label in municipalities),
                ],
            )
            for name, municipalities in places_by_district()
        ),
    ]


def offer(form: forms.Form, name: str, values: list[Any]) -> None:
    """Set what a field of a form offers."""
    cast("forms.ChoiceField", form.fields[name]).choices = values


@lru_cache(maxsize=64)
def options(choices: Choices, chosen: str) -> SafeString:
    """The options of a select as HTML, by groups; drawn once for the same choices."""
    return format_html_join("", "{}", ((option(*each, chosen),) for each in choices))


def option(value: Any, label: Any, chosen: str) -> SafeString:
    """One option, or a group of them when the label is choices itself."""
    if isinstance(label, tuple):
        return format_html('<optgroup label="{}">{}</optgroup>', value, options(label, chosen))
    if str(value) == chosen:
        return format_html('<option value="{}" selected>{}</option>', value, label)
    return format_html('<option value="{}">{}</option>', value, label)


def frozen(choices: Iterable[Any]) -> Choices:
    """Choices as they are drawn, in the language of now, to be remembered by."""
    return tuple(
        (value, frozen(label) if isinstance(label, list | tuple) else str(label))
        for value, label in choices
    )


class LongSelect(forms.Select):
    """A list of hundreds of choices, remembered as HTML: drawing them anew took a sixth of the
    page's time."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The select with its options."""
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            options(frozen(self.choices), "" if value is None else str(value)),
        )


class FilterForm(forms.Form):
    """The filters over the list of services. What is not understood is left out."""

    text = forms.CharField(
        label=_("Търсене"),
        max_length=120,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("услуга, вид, доставчик, място")}
        ),
    )
    area = forms.ChoiceField(label=_("Място"), required=False, widget=LongSelect)
    named_service = forms.ChoiceField(label=_("Вид услуга"), required=False, widget=LongSelect)
    target_group = forms.ChoiceField(label=_("За кого"), required=False, widget=LongSelect)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = queries.named_services(today)
        offer(self, "area", areas())
        offer(self, "named_service", [ALL, *((each.pk, str(each)) for each in kinds)])
        offer(
            self, "target_group", [ALL, *((each.pk, str(each)) for each in queries.target_groups())]
        )

    def filters(self) -> dict[str, str]:
        """What `queries.services` understands."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        area = found.pop("area", "")
        if area:
            kind, code = area.split(":")
            found["district" if kind == "d" else "municipality"] = code
        return found


class ServiceForm(forms.Form):
    """The facts of a service."""

    named_service = forms.ChoiceField(label=_("Вид услуга"))
    name = forms.CharField(label=_("Наименование"), max_length=200)
    # Not required here: the browser would ask for every box. The act itself asks for one.
    target_groups = forms.MultipleChoiceField(
        label=_("За кого е"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Поне една група."),
    )
    municipality = forms.ChoiceField(label=_("Община"), widget=LongSelect)
    settlement = forms.CharField(label=_("Населено място"), max_length=80)
    line = forms.CharField(label=_("Улица и номер"), max_length=200, required=False)
    is_protected = forms.BooleanField(
        label=_("Адресът е защитен"),
        required=False,
        help_text=_("За пострадали от насилие: другите виждат само вид, област и телефон."),
    )
    phone = forms.CharField(label=_("Телефон"), max_length=40)
    email = forms.EmailField(label=_("Електронна поща"), required=False)
    level = forms.ChoiceField(label=_("Ниво на планиране"))
    funding = forms.ChoiceField(label=_("Финансиране"))
    mode = forms.ChoiceField(label=_("Начин на ползване"))
    environment = forms.ChoiceField(label=_("Среда"))
    users = forms.ChoiceField(label=_("Ползватели"))
    complex_id = forms.TypedChoiceField(
        label=_("Комплекс"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self, *args: Any, actor: Actor, today: date, provider_id: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "municipality", [EMPTY, *places_by_district()])
        kinds = [(each.pk, str(each)) for each in queries.named_services(today)]
        offer(self, "named_service", [EMPTY, *kinds])
        offer(self, "target_groups", [(each.pk, str(each)) for each in queries.target_groups()])
        for axis in AXES:
            offer(self, axis, [EMPTY, *choices(rules.LABELS_OF[axis])])
        own = queries.complexes(actor, provider_id=provider_id) if provider_id else []
        offer(self, "complex_id", [("", _("няма")), *((each.pk, str(each)) for each in own)])

    def facts(self) -> ServiceFacts:
        """What was typed in."""
        values = dict(self.cleaned_data)
        return ServiceFacts(
            **{name: values[name] for name in ServiceFacts.__slots__ if name != "target_groups"},
            target_groups=tuple(sorted(values["target_groups"])),
        )


class EditForm(ServiceForm):
    """The facts of a service that stands already: since when they are so, and why."""

    changed_on = forms.DateField(
        label=_("Така е от"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Празно: от днес. По този ден услугата се вижда „към дата“."),
    )
    why = forms.CharField(
        label=_("Основание за промяната"),
        max_length=200,
        required=False,
        help_text=_("Заповед, договор или друго; по желание."),
    )


def initial_of(facts: ServiceFacts) -> dict[str, Any]:
    """The first values of `ServiceForm` for a service that is written down already."""
    return {name: getattr(facts, name) for name in ServiceFacts.__slots__}


def drafted(content: dict[str, Any]) -> dict[str, Any]:
    """The first values of a form from what was typed before and not sent."""
    if not content:
        return {}
    groups = content.get("target_groups", [])
    return {**content, "target_groups": [groups] if isinstance(groups, str) else groups}


class OpeningForm(ServiceForm):
    """A new service: whose it is, since when, with how many places."""

    provider = forms.TypedChoiceField(label=_("Доставчик"), coerce=int)
    opened_on = forms.DateField(label=_("Открита на"), widget=forms.DateInput(attrs=DAY))
    n_places = forms.IntegerField(label=_("Места"), min_value=0, max_value=10_000)
    basis = forms.CharField(
        label=_("Основание за местата"),
        max_length=200,
        help_text=_("Заповед, решение или договор, с номер и дата."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        owners = [(each.pk, str(each)) for each in queries.my_providers(actor)]
        offer(self, "provider", owners if len(owners) == 1 else [EMPTY, *owners])
        self.order_fields(["provider"])


class CapacityForm(forms.Form):
    """How many places, since when, on what ground."""

    n_places = forms.IntegerField(label=_("Места"), min_value=0, max_value=10_000)
    valid_from = forms.DateField(label=_("От"), widget=forms.DateInput(attrs=DAY))
    basis = forms.CharField(
        label=_("Основание"), max_length=200, help_text=_("Заповед, решение или договор.")
    )
    document = forms.CharField(label=_("Номер и дата на документа"), max_length=200, required=False)


class ClosingForm(forms.Form):
    """Since when a service no longer works, and why."""

    closed_on = forms.DateField(label=_("Закрита на"), widget=forms.DateInput(attrs=DAY))
    reason = forms.CharField(label=_("Причина"), max_length=200)


class ComplexForm(forms.Form):
    """A complex of services of one provider."""

    name = forms.CharField(label=_("Наименование на комплекса"), max_length=200)
    municipality = forms.ChoiceField(label=_("Община"), widget=LongSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "municipality", [EMPTY, *places_by_district()])


class ProviderForm(forms.Form):
    """An organization enters itself as a provider."""

    eik = forms.CharField(
        label="ЕИК",
        max_length=20,
        help_text=_("9 цифри, а на клон 13."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    legal_form = forms.ChoiceField(
        label=_("Вид доставчик"), choices=choices(rules.LEGAL_FORM_LABELS)
    )
