"""The door of everything that anybody may read: what there is, and where it begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opora.territory import queries as territory
from opora.territory.models import Municipality

from .maps import kept_by_reader


@require_safe
@kept_by_reader
def entry(request: HttpRequest) -> HttpResponse:
    """The public pages by what somebody comes for; a chosen municipality opens its page."""
    units = territory.municipalities().filter(successor=None).order_by("district", "name")
    asked = request.GET.get("municipality", "")[:10]
    if asked and units.filter(pk=asked).exists():
        return redirect("public:municipality", asked)
    return render(request, "public/entry.html", {"units": _grouped(list(units)), "links": _links()})


def _grouped(units: list[Municipality]) -> list[tuple[str, list[Municipality]]]:
    """By district, as people look for them."""
    found: dict[str, list[Municipality]] = {}
    for unit in units:
        found.setdefault(str(unit.district), []).append(unit)
    return sorted(found.items())


def _links() -> list[tuple[str, str, str]]:
    """The public figures: the address, what it is called, what is there."""
    found = [
        ("map", _("Карта за всички"), _("Услуги и места по общини, показатели, без лични данни.")),
        ("national", _("Национална карта"), _("Какво е планирано и какво се обсъжда сега.")),
        ("queue_rules", _("Правила на опашките"), _("По какъв ред се чака за всяка услуга.")),
        ("guide", _("Ръководство"), _("Как се работи с Опора, стъпка по стъпка.")),
        ("consultations", _("Обществени обсъждания"), _("Анализи, по които се приема мнение.")),
    ]
    return [(reverse(f"public:{name}"), label, what) for name, label, what in found]
