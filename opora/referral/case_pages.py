"""The page that ends a case: it frees the place too, so it stands above cases and places."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.requests import ActingRequest
from opora.cases import act_pages, pages, queries
from opora.cases.forms import EndForm

from . import services


def end_case(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """End a case on a ground; the place is free in the same moment."""
    pages.allow(request, "cases.work")
    case = queries.seen(request.actor, pk)
    if case.organization_id != request.actor.organization_id:
        raise Http404
    form = EndForm(request.POST or None, actor=request.actor, case=case, today=timezone.localdate())

    def do(values: dict[str, Any]) -> None:
        services.end_case(request.actor, case=case, now=timezone.now(), **values)

    return act_pages.answer(
        request,
        case,
        form,
        do,
        label=_("Приключи случая"),
        hint=_("Мястото се освобождава веднага и се предлага на следващия, който чака."),
        rule=_("основанията са практика на доставчиците; за чл. 1, т. 5 ППЗСУ предстои проверка"),
    )
