"""Directions: the directorate issues, changes and withdraws; the municipality sees them come."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.journal import queries as journal
from opora.people import queries as people

from .. import forms, papers, parts, queries, rules, sentences, services
from ..models import Direction
from .common import attempt, check_directs, check_manages, check_sees, done, log, page, seen

ON_PAGE = 50


@require_GET
def directions(request: ActingRequest, organization: str) -> HttpResponse:
    """All that the organization issued or was sent."""
    check_sees(request)
    state = request.GET.get("state", "")
    found = queries.directions(request.actor)
    if state in rules.DIRECTION_LABELS:
        found = found.filter(state=state)
    context = {
        "rows": Paginator(found, ON_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": rules.DIRECTION_LABELS,
        "unused": {each.pk for each in queries.unused(request.actor)},
    }
    return page(request, "assistance/directions.html", "directions", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, organization: str, person_id: int) -> HttpResponse:
    """A direction for a person with whom the directorate works."""
    check_directs(request)
    person = people.worked_with(request.actor, person_id)
    today = timezone.localdate()
    form = forms.DirectionForm(
        request.POST or None,
        offices=queries.municipalities_of(request.actor, today),
        initial={"issued_on": today, "valid_from": today, "degree": "II", "n_hours": 42},
    )
    made: list[Direction] = []

    def act(facts: dict[str, Any]) -> None:
        made.append(services.issue(request.actor, person_id=person.pk, now=timezone.now(), **facts))

    if request.method == "POST" and attempt(form, act):
        sentence = _("Направлението е издадено и вече се вижда в общината.")
        return done(request, sentence, "assistance:direction", made[0].pk)
    context = {"form": form, "person": person, "rules": queries.rules_on(today)}
    return page(
        request, "assistance/direction_new.html", "directions", context, 400 if form.errors else 200
    )


@require_GET
def direction(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One direction, what may be done with it, and what became of it."""
    check_sees(request)
    found = queries.one(queries.directions(request.actor), pk)
    log(request, found.person_id, _("направление за лична помощ"))
    return _shown(request, found)


def _shown(request: ActingRequest, found: Direction, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    who = queries.who(request.actor)
    mine = found.organization_id == request.actor.organization_id
    initial = {
        "office": found.office_id,
        "degree": found.degree,
        "n_hours": found.n_hours,
        "valid_until": found.valid_until,
        "effective_on": today,
    }
    offices = queries.municipalities_of(request.actor, today)
    errors = [each for each in more.values() if each.errors]
    context = {
        "direction": found,
        "replaced_by": Direction.objects.filter(replaces=found).first(),
        "enrollments": queries.enrollments(request.actor).filter(direction=found),
        "actions": rules.actions(rules.DIRECTION_STEPS, found.state, who) if mine else [],
        "may_apply": not mine and found in queries.unused(request.actor),
        "change_form": forms.ChangeForm(offices=offices, initial=initial),
        "withdraw_form": forms.EffectForm(initial={"day": today}, prefix="w"),
        "apply_form": forms.DayForm(initial={"day": today}),
        "course": sentences.lines(
            journal.timeline(request.actor, kind="assistance", record_id=found.pk).filter(
                name__in=sentences.OF_DIRECTION
            )
        ),
        "panels": [panel(request, found) for panel in parts.DIRECTION_PANELS],
        **papers.of_direction(request, found),
        **more,
    }
    return page(request, "assistance/direction.html", "directions", context, 400 if errors else 200)


@require_POST
def change(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Other hours, another degree or another municipality from a day on."""
    check_directs(request)
    found = queries.one(queries.directions(request.actor), pk)
    offices = queries.municipalities_of(request.actor, timezone.localdate())
    form = forms.ChangeForm(request.POST, offices=offices)
    made: list[Direction] = []

    def act(facts: dict[str, Any]) -> None:
        made.append(
            services.change(
                request.actor, direction=found, seen=seen(request), now=timezone.now(), **facts
            )
        )

    if attempt(form, act):
        return done(
            request,
            _("Издадено е ново направление от този ден."),
            "assistance:direction",
            made[0].pk,
        )
    return _shown(request, found, change_form=form)


@require_POST
def withdraw(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The direction holds no more from a day on."""
    check_directs(request)
    found = queries.one(queries.directions(request.actor), pk)
    form = forms.EffectForm(request.POST, prefix="w")

    def act(facts: dict[str, Any]) -> None:
        services.withdraw(
            request.actor,
            direction=found,
            seen=seen(request),
            effective_on=facts["day"],
            reason=facts["reason"],
            now=timezone.now(),
        )

    if attempt(form, act):
        return done(request, _("Направлението е оттеглено."), "assistance:direction", pk)
    return _shown(request, found, withdraw_form=form)


@require_POST
def apply(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The municipality writes down an application by this direction."""
    check_manages(request)
    found = queries.one(queries.directions(request.actor), pk)
    form = forms.DayForm(request.POST)
    made: list[Any] = []

    def act(facts: dict[str, Any]) -> None:
        made.append(
            services.apply(
                request.actor,
                person_id=found.person_id,
                direction=found,
                applied_on=facts["day"],
                now=timezone.now(),
            )
        )

    if attempt(form, act):
        return done(request, _("Заявлението е вписано."), "assistance:user", made[0].pk)
    return _shown(request, found, apply_form=form)


@require_POST
def paper(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The direction as a paper with a number, kept as issued."""
    check_directs(request)
    found = queries.one(queries.directions(request.actor), pk)
    papers.issue_direction(request.actor, found, now=timezone.now())
    return done(request, _("Документът е издаден."), "assistance:direction", pk)
