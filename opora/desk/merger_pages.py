"""A municipality that is merged into another: what is counted together from then on, then the act.

What moves belongs to several packages, so the page stands above them all.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opora.accounts.models import Organization
from opora.accounts.requests import ActingRequest
from opora.finance import queries as finance
from opora.finance.forms import Day
from opora.lib.money import Money
from opora.lib.refusals import NotVisible, Refused
from opora.planning import queries as planning
from opora.register import queries as register
from opora.territory import queries as territory
from opora.territory import rules, services
from opora.territory.models import Municipality


class Municipalities(forms.ModelChoiceField):
    """Municipalities with their districts: two are called Бяла."""

    def label_from_instance(self, obj: Any) -> str:
        """Its full name."""
        return str(obj.full_name)


class MergerForm(forms.Form):
    """Which municipality goes into which, from which day, by which act."""

    code = Municipalities(Municipality.objects.none(), label=gettext_lazy("община, която се влива"))
    successor = Municipalities(Municipality.objects.none(), label=gettext_lazy("в община"))
    on = forms.DateField(
        label=gettext_lazy("от ден"),
        widget=Day,
        help_text=gettext_lazy("От този ден сборовете броят двете заедно."),
    )
    basis = forms.CharField(
        label=gettext_lazy("акт"),
        max_length=200,
        help_text=gettext_lazy("Номер и дата на указа или решението и брой на Държавен вестник."),
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        standing = territory.municipalities().filter(successor=None)
        for name in ("code", "successor"):
            chosen: Any = self.fields[name]
            chosen.queryset = standing

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        typed = self.cleaned_data
        return {
            "code": typed["code"].pk,
            "successor": typed["successor"].pk,
            "on": typed["on"],
            "basis": typed["basis"],
        }


@dataclass(frozen=True, slots=True)
class Side:
    """What is counted for one municipality; None where no figure is known."""

    municipality: Municipality
    residents: int | None
    n_settlements: int
    n_services: int
    n_places: int
    transfer: Money | None
    organizations: list[str]


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: ActingRequest, organization: str) -> HttpResponse:
    """First what is counted together, then the act, which cannot be undone here."""
    if not rules.may_merge(request.organization.kind, request.actor.roles):
        raise NotVisible
    form = MergerForm(request.POST or None, initial={"on": timezone.localdate()})
    refused, sides = None, None
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["code"] == form.cleaned_data["successor"]:
            form.add_error("successor", _("Изберете друга община: една не се влива в себе си."))
        elif form.cleaned_data["confirmed"]:
            try:
                made = services.merge_municipality(
                    request.actor, now=timezone.now(), **form.facts()
                )
            except Refused as raised:
                refused = raised
            else:
                said = _("Вписано: община %(name)s се влива в община %(into)s.")
                messages.success(request, said % {"name": made, "into": made.successor})
                return redirect("desk:merge", organization)
        else:
            sides = _sides(request, form)
    done = Municipality.objects.exclude(successor=None).select_related("successor", "district")
    page = {
        "form": form,
        "refused": refused,
        "sides": sides,
        "asked": form.cleaned_data if sides else None,
        "done": done.order_by("-succeeded_on"),
    }
    return render(request, "desk/merge.html", page, status=400 if refused or form.errors else 200)


def _sides(request: ActingRequest, form: MergerForm) -> list[Side]:
    on = max(form.cleaned_data["on"], timezone.localdate())
    both = [form.cleaned_data[name] for name in ("code", "successor")]
    residents = planning.residents([each.pk for each in both], on)
    transfers = finance.transfers(finance.last_year())
    return [_side(request, each, on, residents[each.pk].n, transfers[each.pk]) for each in both]


def _side(
    request: ActingRequest, unit: Municipality, on: date, residents: int | None, money: Money | None
) -> Side:
    found = register.services(request.actor, on=on, municipality=unit.pk).values_list(
        "pk", flat=True
    )
    offices = Organization.objects.filter(municipality=unit, is_active=True)
    return Side(
        municipality=unit,
        residents=residents,
        n_settlements=territory.settlements(unit.pk).count(),
        n_services=len(found),
        n_places=sum(register.capacities_on(found, on).values()),
        transfer=money,
        organizations=[str(each) for each in offices],
    )
