"""By what each waiting list is ordered, for everybody, without an account and without people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opora.places import order_queries, queries
from opora.places.models import OrderRule
from opora.places.order_rules import CATALOGUE, LAST
from opora.register.models import Service

SHOWN = 100


@require_safe
def queue_rules(request: HttpRequest) -> HttpResponse:
    """The common rule and the newest rules of services that have their own."""
    own = (
        OrderRule.objects.filter(service__is_protected=False, service__closed_on=None)
        .select_related("service__municipality")
        .order_by("-applied_at", "-id")[:SHOWN]
    )
    page = {
        "common": OrderRule.objects.get(service=None),
        "own": own,
        "catalogue": CATALOGUE.values(),
        "last": _(LAST),
    }
    return render(request, "public/queue_rules.html", page)


@require_safe
def queue_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """The rule of one service now and before, and how long one who joins now will wait."""
    service = get_object_or_404(Service, pk=pk, is_protected=False)
    wait = queries.expected_wait([pk], timezone.localdate())[pk]
    page = {
        "service": service,
        "rules": order_queries.order_rules_of(pk),
        "catalogue": CATALOGUE.values(),
        "last": _(LAST),
        "wait": queries.wait_words(wait),
        "n_ended": wait.n_ended,
    }
    return render(request, "public/queue_rule.html", page)
