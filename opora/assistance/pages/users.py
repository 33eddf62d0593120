"""Users: who applied, who is enrolled, their agreements, absences and months."""

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
from ..models import Enrollment, UserAbsence
from ..rules import EnrollmentState
from ..services.enrollments import conditions
from .common import attempt, check_manages, done, log, page, seen

ON_PAGE = 50


@require_GET
def users(request: ActingRequest, organization: str) -> HttpResponse:
    """Everybody with an application or a use; whom a direction came for stands above."""
    check_manages(request)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    found = queries.own(request.actor, kind if kind in rules.KIND_LABELS else "")
    if state in rules.ENROLLMENT_LABELS:
        found = found.filter(state=state)
    today = timezone.localdate()
    context = {
        "rows": Paginator(found, ON_PAGE).get_page(request.GET.get("page")),
        "kind": kind,
        "state": state,
        "kinds": rules.KIND_LABELS,
        "states": rules.ENROLLMENT_LABELS,
        "counts": queries.counts(request.actor),
        "capacity": queries.capacity_on(request.actor, today),
        "unused": queries.unused(request.actor),
    }
    return page(request, "assistance/users.html", "users", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_support(request: ActingRequest, organization: str, person_id: int) -> HttpResponse:
    """An application for assistant support: no direction is needed."""
    check_manages(request)
    person = people.worked_with(request.actor, person_id)
    form = forms.SupportForm(request.POST or None, initial={"applied_on": timezone.localdate()})
    made: list[Enrollment] = []

    def act(facts: dict[str, Any]) -> None:
        made.append(services.apply(request.actor, person_id=person.pk, now=timezone.now(), **facts))

    if request.method == "POST" and attempt(form, act):
        return done(request, _("Заявлението е вписано."), "assistance:user", made[0].pk)
    context = {"form": form, "person": person}
    return page(
        request, "assistance/support_new.html", "users", context, 400 if form.errors else 200
    )


@require_GET
def user(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One user."""
    check_manages(request)
    found = queries.one(queries.own(request.actor), pk)
    log(request, found.person_id, _("лична помощ"))
    return shown(request, found)


def shown(request: ActingRequest, found: Enrollment, **more: Any) -> HttpResponse:
    """The page of a user, with whatever form was wrong."""
    today = timezone.localdate()
    actor = request.actor
    is_applied = found.state == EnrollmentState.APPLIED
    errors = [form for form in more.values() if form.errors]
    context = {
        "enrollment": found,
        "actions": rules.actions(rules.ENROLLMENT_STEPS, found.state, queries.who(actor)),
        "conditions": conditions(actor, found, today) if is_applied else [],
        "absences": queries.absences(actor, [found.pk]),
        "panels": [panel(request, found, more) for panel in parts.PANELS],
        "side_panels": [panel(request, found, more) for panel in parts.SIDE_PANELS],
        "enroll_form": forms.DayForm(initial={"day": today}),
        "absence_form": forms.AbsenceForm(prefix="a"),
        "course": sentences.lines(
            journal.timeline(actor, kind="assistance", record_id=found.pk).filter(
                name__in=sentences.OF_ENROLLMENT
            )
        ),
        **papers.of_enrollment(request, found),
        **more,
    }
    return page(request, "assistance/user.html", "users", context, 400 if errors else 200)


@require_POST
def enroll(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """In, from a day on."""
    check_manages(request)
    found = queries.one(queries.own(request.actor), pk)
    form = forms.DayForm(request.POST)

    def act(facts: dict[str, Any]) -> None:
        services.enroll(
            request.actor,
            enrollment=found,
            seen=seen(request),
            begins_on=facts["day"],
            now=timezone.now(),
        )

    if attempt(form, act):
        return done(
            request, _("Лицето е включено. Сега съставете споразумение."), "assistance:user", pk
        )
    return shown(request, found, enroll_form=form)


@require_POST
def add_absence(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The user was not at home."""
    check_manages(request)
    found = queries.one(queries.own(request.actor), pk)
    form = forms.AbsenceForm(request.POST, prefix="a")

    def act(facts: dict[str, Any]) -> None:
        services.record_absence(request.actor, enrollment=found, now=timezone.now(), **facts)

    if attempt(form, act):
        return done(
            request, _("Записано. Отчетите за тези дни ще бъдат проверени."), "assistance:user", pk
        )
    return shown(request, found, absence_form=form)


@require_POST
def remove_absence(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """It was written by mistake."""
    check_manages(request)
    found = queries.one(UserAbsence.objects.select_related("enrollment"), pk)
    services.remove_absence(request.actor, absence=found, now=timezone.now())
    return done(request, _("Заличено."), "assistance:user", found.enrollment_id)
