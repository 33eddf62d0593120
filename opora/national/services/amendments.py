"""Changes of the Map in force: a council's decision and the Agency's order (practice)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.services.access import require
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.register.models import PlannedService
from opora.territory.models import Municipality

from .. import queries
from ..models import Amendment, NationalMap
from ..rules import AmendmentKind, AmendmentState, MapState
from .steps import EVERYBODY, Act, begin, finish, tell


@transaction.atomic
def propose(
    actor: Actor,
    *,
    service: PlannedService,
    users: int,
    reason: str,
    council_decision: str,
    council_on: date,
    now: datetime,
    settlement: str = "",
) -> Amendment:
    """A municipality asks for a change of its row: `users` 0 closes it, a row it does not have
    opens it. Refused without a Map in force, without a council's decision, and while another
    change of the row waits."""
    require(actor, "planning.agree")
    found, home = _ground(actor)
    today = timezone.localdate(now)
    _check(council_decision, council_on, reason, today)
    before = _users(found, home, service, today)
    about: dict[str, Any] = {
        "national_map": found,
        "municipality": home,
        "planned_service": service,
    }
    kind = _kind(before, users)
    if Amendment.objects.filter(state=AmendmentState.PROPOSED, **about).exists():
        raise Refused(_("За тази услуга вече е предложена промяна."))
    row = Amendment.objects.create(
        **about,
        organization_id=actor.organization_id,
        audience=[found.organization_id],
        kind=kind,
        users_before=before,
        users_after=users,
        settlement=settlement.strip(),
        reason=reason.strip(),
        council_decision=council_decision.strip(),
        council_on=council_on,
        proposed_at=now,
    )
    tell(
        Act(actor, "propose", row, now),
        audience=row.audience,
        details=_about(row),
    )
    return row


def _ground(actor: Actor) -> tuple[NationalMap, Municipality]:
    """The Map in force and the municipality that asks."""
    found = queries.map_in_force()
    if found is None or found.state != MapState.IN_FORCE:
        raise Refused(_("Няма действаща Национална карта."))
    home = Organization.objects.select_related("municipality").get(pk=actor.organization_id)
    if home.municipality is None:
        raise Refused(_("Промяна предлага община за свой ред."))
    return found, home.municipality


def _check(council_decision: str, council_on: date, reason: str, today: date) -> None:
    if not council_decision.strip():
        raise Refused(_("Посочете решението на общинския съвет."), field="council_decision")
    if council_on > today:
        raise Refused(_("Датата на решението е в бъдещето."), field="council_on")
    if not reason.strip():
        raise Refused(_("Напишете защо се променя редът."), field="reason")


def _users(
    found: NationalMap, municipality: Municipality, service: PlannedService, on: date
) -> int:
    rows = queries.rows_of_municipality(found, municipality.pk, on)
    return next((row.users for row in rows if row.service == service.pk), 0)


def _kind(before: int, after: int) -> AmendmentKind:
    if before == after:
        raise Refused(_("Броят потребители е същият като в Картата."), field="users")
    if not before:
        return AmendmentKind.OPEN
    return AmendmentKind.CHANGE if after else AmendmentKind.CLOSE


@transaction.atomic
def order(
    actor: Actor,
    *,
    amendment: Amendment,
    order_number: str,
    order_on: date,
    effective_on: date,
    now: datetime,
    seen: int | None = None,
) -> Amendment:
    """The Agency's order: the Map in force has the change from `effective_on` on."""
    act = begin(actor, amendment, "order", seen=seen, now=now)
    row = act.record
    if not order_number.strip():
        raise Refused(_("Посочете номера на заповедта."), field="order_number")
    if not row.council_on <= order_on <= act.today:
        raise Refused(
            _("Заповедта е след решението на общинския съвет и не е в бъдещето."),
            field="order_on",
        )
    if effective_on < order_on:
        raise Refused(_("Промяната действа най-рано от деня на заповедта."), field="effective_on")
    row.order_number, row.order_on, row.effective_on = order_number.strip(), order_on, effective_on
    fields = ("order_number", "order_on", "effective_on")
    return finish(act, fields, happened_on=order_on, audience=EVERYBODY, details=_about(row))


@transaction.atomic
def refuse(
    actor: Actor, *, amendment: Amendment, refusal: str, now: datetime, seen: int | None = None
) -> Amendment:
    """The Agency does not order the change, and says why."""
    act = begin(actor, amendment, "refuse", seen=seen, now=now)
    if not refusal.strip():
        raise Refused(_("Напишете защо промяната се отказва."), field="refusal")
    act.record.refusal = refusal.strip()
    audience = [act.record.organization_id]
    return finish(act, ["refusal"], audience=audience, details=_about(act.record))


@transaction.atomic
def withdraw(
    actor: Actor, *, amendment: Amendment, now: datetime, seen: int | None = None
) -> Amendment:
    """The municipality takes its proposal back."""
    act = begin(actor, amendment, "withdraw", seen=seen, now=now)
    return finish(act, audience=act.record.audience, details=_about(act.record))


def _about(row: Amendment) -> dict[str, str]:
    return {"service": str(row.planned_service), "municipality": str(row.municipality)}
