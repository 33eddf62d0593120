"""The annual plan of a municipality: from the Map and its own budget to the council's decision."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.services.access import require
from opora.journal.context import acting
from opora.law.queries import calendar
from opora.lib.actor import Actor
from opora.lib.canonical import canonical, digest
from opora.lib.refusals import NotVisible, Refused
from opora.planning import queries as planning
from opora.planning.model.rows import Row, currency_of, priced
from opora.register.models import PlannedService
from opora.register.rules import Funding

from .. import queries, rules
from ..models import AnnualPlan, AnnualPlanRow
from ..rules import Origin, PlanState
from .steps import EVERYBODY, Act, begin, finish, tell

COPIED = ("origin", "planned_service_id", "name", "map_users", "existing", "users", "settlement",
          "funding", "own_cents", "note")  # fmt: skip


@transaction.atomic
def open_plan(actor: Actor, *, year: int, now: datetime) -> AnnualPlan:
    """The plan of the next year, with a row for everything that the Map gives the municipality in
    that year and for every service that it pays itself. Refused when there is one already."""
    require(actor, "planning.annual")
    home = Organization.objects.select_related("municipality").get(pk=actor.organization_id)
    if home.municipality is None:
        raise Refused(_("Годишен план съставя община."))
    if AnnualPlan.objects.filter(municipality=home.municipality, year=year).exists():
        raise Refused(
            _("За %(year)s г. вече има план.") % {"year": year},
            remedy=_("Променете го, а ако е приет – открийте актуализация."),
        )
    today = timezone.localdate(now)
    if not today.year <= year <= today.year + 1:
        raise Refused(_("Планира се за текущата или следващата година."), field="year")
    found = AnnualPlan.objects.create(
        municipality=home.municipality,
        organization=home,
        year=year,
        national_map=queries.map_in_force(),
        opened_at=now,
    )
    rows = [*_from_map(found, today), *_from_budget(found, today)]
    AnnualPlanRow.objects.bulk_create(rows)
    tell(Act(actor, "open", found, now), details={"year": year, "n": len(rows)})
    return found


def _from_map(plan: AnnualPlan, today: date) -> list[AnnualPlanRow]:
    if plan.national_map is None:
        return []
    on = max(today, date(plan.year, 1, 1))
    return [
        AnnualPlanRow(
            plan=plan,
            origin=Origin.MAP,
            planned_service_id=row.service,
            map_users=row.users_in(plan.year),
            existing=row.existing,
            users=row.users_in(plan.year),
            settlement=row.settlement,
            funding=row.funding[0] if row.funding else Funding.STATE_DELEGATED,
        )
        for row in queries.rows_of_municipality(plan.national_map, plan.municipality_id, on)
        if row.users_in(plan.year)
    ]


def _from_budget(plan: AnnualPlan, today: date) -> list[AnnualPlanRow]:
    return [
        AnnualPlanRow(
            plan=plan,
            origin=Origin.MUNICIPAL,
            name=service.name,
            existing=places,
            users=places,
            settlement=service.settlement,
            funding=Funding.MUNICIPAL,
        )
        for service in queries.municipal_services(plan.municipality_id, today)
        for places in [_places(service, today)]
    ]


def _places(service: Any, on: date) -> int:
    row = service.capacities.filter(Q(valid_to=None) | Q(valid_to__gt=on)).first()
    return row.n_places if row else 0


@transaction.atomic
def save(
    actor: Actor, *, plan: AnnualPlan, analysis: str, measures: str, seen: int, now: datetime
) -> AnnualPlan:
    """The analysis and the measures in words."""
    act = begin(actor, plan, "save", seen=seen, now=now)
    act.record.analysis, act.record.measures = analysis.strip(), measures.strip()
    return finish(act, ["analysis", "measures"])


@transaction.atomic
def set_row(
    actor: Actor,
    *,
    plan: AnnualPlan,
    users: int,
    funding: str,
    now: datetime,
    row_id: int | None = None,
    service: PlannedService | None = None,
    name: str = "",
    settlement: str = "",
    own_cents: int | None = None,
    note: str = "",
    seen: int | None = None,
) -> AnnualPlanRow:
    """Write a row, or add one that the municipality pays itself.

    A row of the Map cannot have more users than the Map gives: the state pays only for those.
    """
    act = begin(actor, plan, "save", seen=seen, now=now)
    if row_id is None:
        row = AnnualPlanRow(plan=act.record, origin=Origin.MUNICIPAL, planned_service=service)
        row.name = name.strip()
        if service is None and not row.name:
            raise Refused(_("Посочете услугата."), field="name")
    else:
        row = act.record.rows.filter(pk=row_id).first() or _missing()
    if row.map_users is not None and users > row.map_users:
        raise Refused(
            _("Картата дава най-много %(n)s потребители.") % {"n": row.map_users},
            rule=_("Държавният бюджет плаща само за потребители, включени в Картата."),
            remedy=_("За повече предложете промяна на Картата или добавете ред за сметка на"
                     " общината."),
            field="users",
        )  # fmt: skip
    row.users, row.funding, row.settlement = users, funding, settlement.strip()
    row.own_cents, row.note = own_cents, note.strip()
    row.save()
    finish(act)
    return row


def _missing() -> AnnualPlanRow:
    raise NotVisible


@transaction.atomic
def remove_row(actor: Actor, *, plan: AnnualPlan, row_id: int, now: datetime) -> None:
    """Take a row of the municipality's own budget out; rows of the Map stay, with 0 if need be."""
    act = begin(actor, plan, "save", now=now)
    row = act.record.rows.filter(pk=row_id).first() or _missing()
    if row.origin == Origin.MAP:
        raise Refused(
            _("Ред по Картата не се изважда."), remedy=_("Запишете 0 потребители и защо.")
        )
    row.delete()
    finish(act)


@transaction.atomic
def open_discussion(
    actor: Actor, *, plan: AnnualPlan, now: datetime, seen: int | None = None
) -> AnnualPlan:
    """Publish the draft for not less than thirty days (чл. 62 НПСУ)."""
    act = begin(actor, plan, "open_discussion", seen=seen, now=now)
    if not act.record.analysis or not act.record.measures:
        raise Refused(
            _("Напишете анализа и мерките, преди да откриете обсъждането."), rule=rules.PLAN_BY
        )
    if not act.record.rows.exists():
        raise Refused(_("В плана няма нито една услуга."), rule=rules.PLAN_BY)
    first, last = rules.discussion_days(act.today, calendar())
    act.record.discussion_from, act.record.discussion_to = first, last
    return finish(act, ["discussion_from", "discussion_to"], audience=EVERYBODY)


@transaction.atomic
def close_discussion(actor: Actor, *, plan: AnnualPlan, now: datetime) -> AnnualPlan:
    """The last day has passed. Refused before it."""
    act = begin(actor, plan, "close_discussion", now=now)
    if act.record.discussion_to and act.today <= act.record.discussion_to:
        raise Refused(_("Обсъждането още тече."), rule=_("чл. 62 НПСУ"))
    return finish(act, audience=EVERYBODY)


def close_due(*, now: datetime) -> int:
    """Close the discussion of every plan whose last day has passed; how many."""
    today = timezone.localdate(now)
    due = AnnualPlan.objects.filter(
        state=PlanState.DISCUSSION, discussion_to__lt=today
    ).values_list("pk", "organization_id")
    for pk, organization_id in list(due):
        system = Actor(None, organization_id, frozenset({"system"}))
        with acting(system):
            close_discussion(system, plan=AnnualPlan(pk=pk), now=now)
    return len(due)


@transaction.atomic
def consider(
    actor: Actor,
    *,
    plan: AnnualPlan,
    considered_on: date,
    opinion: str,
    now: datetime,
    seen: int | None = None,
) -> AnnualPlan:
    """The opinion of the Council for social services, held after the discussion."""
    act = begin(actor, plan, "consider", seen=seen, now=now)
    if considered_on > act.today:
        raise Refused(_("Датата е в бъдещето."), field="considered_on")
    if not opinion.strip():
        raise Refused(_("Впишете становището на Съвета."), field="opinion")
    unanswered = act.record.comments.filter(answered_at=None).count()
    if unanswered:
        raise Refused(
            _("Има становища без отговор: %(n)s.") % {"n": unanswered},
            rule=_("чл. 62 НПСУ"),
            remedy=_("Отговорете им, преди планът да продължи."),
        )
    act.record.considered_on, act.record.opinion = considered_on, opinion.strip()
    return finish(act, ["considered_on", "opinion"], happened_on=considered_on)


@transaction.atomic
def adopt(
    actor: Actor,
    *,
    plan: AnnualPlan,
    council_decision: str,
    council_on: date,
    now: datetime,
    seen: int | None = None,
) -> AnnualPlan:
    """The council's decision (чл. 38, ал. 1 ЗСУ). The plan is locked with its digest; an update
    replaces the edition before it."""
    act = begin(actor, plan, "adopt", seen=seen, now=now)
    if not council_decision.strip():
        raise Refused(_("Посочете номера на решението."), field="council_decision")
    considered = act.record.considered_on
    if council_on > act.today or (considered and council_on < considered):
        raise Refused(
            _("Решението е след становището на Съвета и не е в бъдещето."), field="council_on"
        )
    found = act.record
    found.council_decision, found.council_on = council_decision.strip(), council_on
    whole = content(found, act.today)
    found.content, found.digest = canonical(whole), digest(whole)
    _replace_before(act)
    fields = ("council_decision", "council_on", "content", "digest")
    return finish(act, fields, happened_on=council_on, audience=EVERYBODY)


def _replace_before(act: Act[AnnualPlan]) -> None:
    before = AnnualPlan.objects.filter(
        municipality=act.record.municipality_id, year=act.record.year, state=PlanState.ADOPTED
    ).exclude(pk=act.record.pk)
    system = Actor(act.actor.user_id, act.actor.organization_id, act.actor.roles | {"system"})
    for one in before:
        finish(begin(system, one, "replace", now=act.now), audience=EVERYBODY)


def content(plan: AnnualPlan, on: date) -> dict[str, Any]:
    """The plan as it is locked: texts, rows, the Map it comes from, costs at known standards."""
    year, standards = planning.standards_on(on)
    rows = list(plan.rows.order_by("origin", "planned_service", "name", "pk"))
    version = plan.national_map.map_version if plan.national_map else None
    return {
        "municipality": plan.municipality_id,
        "year": plan.year,
        "edition": plan.edition,
        "analysis": plan.analysis,
        "measures": plan.measures,
        "update_reason": plan.update_reason,
        "opinion": plan.opinion,
        "council": {"number": plan.council_decision, "on": plan.council_on},
        "map": {"id": version.pk, "digest": version.digest} if version else None,
        "standards": {
            "year": year,
            "rows": {code: each.as_input for code, each in standards.items()},
        },
        "rows": [{name: getattr(row, name) for name in COPIED} for row in rows],
        "costs": costs(rows, standards),
    }


def costs(rows: list[AnnualPlanRow], standards: Mapping[str, Any]) -> list[list[Any]]:
    """A year of each row of the Map: service, cents or None, how it was counted."""
    plain = [
        Row(str(row.plan_id), str(row.planned_service_id), "municipal", row.users)
        for row in rows
        if row.origin == Origin.MAP
    ]
    found = priced(plain, standards)
    return [
        [code, one.money.cents if one.money else None, one.how.value]
        for (_plan, code), one in sorted(found.items())
    ] + [["currency", currency_of(standards).value, ""]]


@transaction.atomic
def update(actor: Actor, *, plan: AnnualPlan, reason: str, now: datetime) -> AnnualPlan:
    """The next edition of an adopted plan, to be changed in the course of the year.

    The adopted edition stays in force until the update is adopted by the council.
    """
    act = begin(actor, plan, "update", now=now)
    if not reason.strip():
        raise Refused(_("Напишете какво се е променило."), field="reason")
    before = act.record
    if AnnualPlan.objects.filter(
        municipality=before.municipality_id, year=before.year, edition__gt=before.edition
    ).exists():
        raise Refused(_("За този план вече има открита актуализация."))
    found = AnnualPlan.objects.create(
        municipality_id=before.municipality_id,
        organization_id=before.organization_id,
        year=before.year,
        edition=before.edition + 1,
        national_map=queries.map_in_force(),
        analysis=before.analysis,
        measures=before.measures,
        update_reason=reason.strip(),
        opened_at=now,
    )
    AnnualPlanRow.objects.bulk_create(
        AnnualPlanRow(plan=found, **{name: getattr(row, name) for name in COPIED})
        for row in before.rows.all()
    )
    tell(act, details={"reason": reason.strip(), "edition": found.edition})
    return found
