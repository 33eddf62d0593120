"""Reading cases: only those in which the actor's organization takes part."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization
from opora.accounts.rules import CASEWORK
from opora.law import queries as law
from opora.law.models import Clock, DeadlineRule
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.people import naming
from opora.register import queries as register
from opora.register.models import Service

from .models import Case, CaseContact, CaseLink, CaseParty, CaseTerm
from .rules import CaseState, LinkKind, Part, TermKind

KIND = "case"
SOON_DAYS = 14  # a review or a plan is prepared, not done in an hour


def visible(actor: Actor, part: Part = Part.CORE) -> QuerySet[Case]:
    """The cases of which the actor's organization may see the part now."""
    if not actor.roles & CASEWORK and not actor.has("system"):
        return Case.objects.none()
    found = Case.objects.filter(audience__contains=[actor.organization_id])
    if part == Part.CORE:
        return found
    return found.filter(
        parties__organization=actor.organization_id,
        parties__until=None,
        parties__parts__contains=[part],
    )


def led(actor: Actor) -> QuerySet[Case]:
    """The cases that the actor's own organization leads."""
    return visible(actor).filter(organization=actor.organization_id)


def seen(actor: Actor, case_id: int, part: Part = Part.CORE) -> Case:
    """One case with what its frame shows, or `NotVisible`."""
    whole = visible(actor, part).select_related(
        "person", "service__municipality", "service__named_service", "organization", "lead"
    )
    case = whole.filter(pk=case_id).first()
    if case is None:
        raise NotVisible
    return case


def parts(actor: Actor, case: Case) -> frozenset[str]:
    """What of the case the actor's organization may see."""
    mine = case.parties.filter(organization=actor.organization_id, until=None).first()
    return frozenset(mine.parts if mine else ())


def parties(case: Case) -> list[CaseParty]:
    """Who takes part now, as far as the actor may know it; the provider first."""
    now = case.parties.filter(until=None).select_related("organization", "ask")
    return sorted(now, key=lambda one: (one.organization_id != case.organization_id, one.since))


def veiled(actor: Actor) -> QuerySet[CaseParty]:
    """Support of which the organization knows only that it is given, and whom it may ask."""
    return (
        CaseParty.objects.filter(organization=actor.organization_id, until=None, parts=[])
        .select_related("person", "ask")
        .order_by("-since", "id")
    )


def contacts(actor: Actor, case: Case) -> QuerySet[CaseContact]:
    """Relatives and others near the person; the provider's own."""
    return case.contacts.filter(organization=actor.organization_id, until=None)


def links(actor: Actor, case: Case) -> QuerySet[CaseLink]:
    """The links of a case whose both ends the organization sees."""
    both = visible(actor).values("pk")
    return (
        CaseLink.objects.filter(Q(case=case) | Q(other=case), case__in=both, other__in=both)
        .select_related("case__person", "case__service", "other__person", "other__service")
        .order_by("linked_at")
    )


def linked_people(actor: Actor, person_id: int) -> dict[int, LinkKind]:
    """The people whose cases are linked with a person's, where the organization sees both."""
    both = visible(actor).values("pk")
    pairs = CaseLink.objects.filter(case__in=both, other__in=both).values_list(
        "case__person", "other__person", "kind"
    )
    mine = pairs.filter(Q(case__person=person_id) | Q(other__person=person_id))
    return {other if one == person_id else one: LinkKind(kind) for one, other, kind in mine}


def of_person(actor: Actor, person_id: int) -> QuerySet[Case]:
    """The visible cases of one person, the newest first."""
    return visible(actor).filter(person=person_id).select_related("service", "lead")


def of_request(actor: Actor, request_id: int) -> Case | None:
    """The case that an accepted request opened, when visible."""
    return visible(actor).filter(request_id=request_id).first()


def of_placement(actor: Actor, placement_id: int) -> Case | None:
    """The case that goes on at a place, when visible."""
    return visible(actor).filter(placement=placement_id, state=CaseState.OPEN).first()


def possible_parties(case: Case) -> QuerySet[Organization]:
    """The organizations that may still be invited to a case."""
    now = case.parties.filter(until=None).values("organization")
    return (
        Organization.objects.filter(
            kind__in=["municipality", "directorate", "provider"], is_active=True
        )
        .exclude(pk__in=now)
        .order_by("short_name")
    )


# Words


def terms(kind: TermKind, on: date) -> list[CaseTerm]:
    """The words of a kind that are in force on a day, in their order."""
    in_force = Q(valid_to=None) | Q(valid_to__gt=on)
    return list(CaseTerm.objects.filter(in_force, kind=kind, valid_from__lte=on))


def term(kind: TermKind, code: str, on: date) -> CaseTerm | None:
    """One word in force on a day."""
    return next((one for one in terms(kind, on) if one.code == code), None)


# The list


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of cases is narrowed to."""

    tab: str = "open"
    lead: str = ""
    service: str = ""
    ground: str = ""
    sort: str = "due"


TABS = {
    "mine": gettext_lazy("Мои"),
    "late": gettext_lazy("Просрочени"),
    "soon": gettext_lazy("С наближаващ срок"),
    "open": gettext_lazy("Водят се"),
    "unled": gettext_lazy("Без водещ"),
    "ended": gettext_lazy("Приключени"),
}
SORTS: dict[str, tuple[Any, ...]] = {
    "due": (F("due_on").asc(nulls_last=True), "-opened_on", "-id"),
    "-due": (F("due_on").desc(nulls_last=True), "-opened_on", "-id"),
    "person": ("person__first_name", "person__last_name", "id"),
    "-person": ("-person__first_name", "-person__last_name", "-id"),
    "service": ("service__name", "id"),
    "-service": ("-service__name", "-id"),
    "lead": (F("lead__name").asc(nulls_last=True), "id"),
    "-lead": (F("lead__name").desc(nulls_last=True), "-id"),
    "opened": ("opened_on", "id"),
    "-opened": ("-opened_on", "-id"),
}


def with_due(found: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with the nearest day of their running clocks."""
    return found.annotate(due_on=law.next_due(KIND))


def keys(found: QuerySet[Case]) -> QuerySet[Case, tuple[int, int | None]]:
    """Of each case its id, and by which rule its nearest clock runs."""
    running = Clock.objects.filter(
        record_kind=KIND, record_id=OuterRef("pk"), stopped_on=None, paused_on=None
    ).order_by("due_on")
    rule = Subquery(running.values("rule_id")[:1])
    return found.annotate(due_rule=rule).values_list("pk", "due_rule")


def _conditions(actor: Actor, today: date) -> dict[str, Q]:
    is_open = Q(state=CaseState.OPEN)
    return {
        "mine": is_open & Q(lead=actor.user_id),
        "late": is_open & Q(due_on__lt=today),
        "soon": is_open & Q(due_on__range=(today, today + timedelta(days=SOON_DAYS))),
        "open": is_open,
        "unled": is_open & Q(lead=None),
        "ended": Q(state=CaseState.ENDED),
    }


def listed(actor: Actor, filters: Filters, *, today: date) -> QuerySet[Case]:
    """The cases of one tab, by clock unless asked otherwise."""
    found = with_due(visible(actor)).filter(_conditions(actor, today)[filters.tab])
    if filters.lead == "me":
        found = found.filter(lead=actor.user_id)
    elif filters.lead:
        found = found.filter(lead=int(filters.lead))
    if filters.service:
        found = found.filter(service=int(filters.service))
    if filters.ground:
        found = found.filter(ground=filters.ground)
    return found.order_by(*SORTS[filters.sort])


@dataclass(frozen=True, slots=True)
class Line:
    """A case as the list shows it: whose, and which clock runs out next."""

    case: Case
    name: str
    next_rule: DeadlineRule | None


def lines(found: QuerySet[Case], page: list[tuple[int, int | None]]) -> list[Line]:
    """The cases of one page of the list, whole, from their ids and the rules of their clocks."""
    whole = found.order_by().select_related("service", "organization", "lead")
    by_id = whole.prefetch_related("person").in_bulk([pk for pk, _rule in page])
    clocks = DeadlineRule.objects.in_bulk([rule for _pk, rule in page if rule])
    names = naming.called({case.person for case in by_id.values()})
    return [
        Line(by_id[pk], names[by_id[pk].person_id], clocks.get(rule or 0))
        for pk, rule in page
        if pk in by_id
    ]


def counts(actor: Actor, *, today: date) -> dict[str, int]:
    """How many cases each tab holds; one query."""
    conditions = _conditions(actor, today)
    return with_due(visible(actor)).aggregate(
        **{name: Count("pk", filter=condition) for name, condition in conditions.items()}
    )


def n_to_do(actor: Actor, *, today: date) -> int:
    """For the rail: own cases past their day or near it."""
    conditions = _conditions(actor, today)
    near = conditions["late"] | conditions["soon"]
    return with_due(led(actor)).filter(near).count()


def found(actor: Actor, text: str, person_ids: list[int]) -> QuerySet[Case]:
    """The visible cases of these people, or with this number."""
    asked = Q(person__in=person_ids) | Q(number__iexact=text)
    return with_due(visible(actor)).filter(asked).order_by("state", "-opened_on", "-id")


def word(kind: TermKind, code: str) -> CaseTerm | None:
    """A word by its code, whenever it was in force."""
    return CaseTerm.objects.filter(kind=kind, code=code).order_by("-valid_from").first()


# The own services


def own_services(actor: Actor, day: date) -> QuerySet[Service]:
    """The open services of the actor's organization, by name."""
    return (
        Service.objects.filter(register.is_open(day), provider=actor.organization_id)
        .select_related("named_service")
        .order_by("name", "pk")
    )


def own_service(actor: Actor, pk: int) -> Service:
    """One service of the actor's organization, open or closed."""
    found = (
        Service.objects.filter(pk=pk, provider=actor.organization_id)
        .select_related("named_service")
        .first()
    )
    if found is None:
        raise NotVisible
    return found
