"""The provider's acts: a first license, a changed circumstance, a renewal."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.documents import services as documents
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .. import queries, rules
from ..models import License, LicenseApplication
from ..rules import DECIDE_CHANGE, DECIDE_RENEWAL, NOTIFY_CHANGE, OPEN, Kind, State
from .acts import (
    Act,
    Facts,
    begin_act,
    check_day,
    check_kinds,
    finish,
    start_clock,
    stop_clocks,
    tell,
)

WRITTEN = ("holder", "seat", "manager", "kinds", "note")
# Within which the agency answers; a first license has no confirmed term, so no clock.
DECIDED_WITHIN = {Kind.CHANGE: DECIDE_CHANGE, Kind.RENEWAL: DECIDE_RENEWAL}


@transaction.atomic
def begin(
    actor: Actor,
    *,
    kind: Kind,
    facts: Facts,
    license: License | None = None,  # noqa: A002 (the word of the law)
    changed_on: date | None = None,
    now: datetime,
) -> LicenseApplication:
    """Begin an application; the agency sees it when it is submitted.

    A change of circumstances starts its term of notice at once, from the day of the change. A
    renewal is refused before its window opens; refused too while another of its kind is open.
    """
    provider = queries.own_provider(actor)
    if provider is None:
        raise _not_yours()
    agency = queries.agency()
    if agency is None:
        raise Refused(_("Агенцията за качеството още не е вписана в Опора."))
    today = timezone.localdate(now)
    check_kinds(facts.kinds)
    _check_license(kind, license, provider.pk, today)
    changed_on = _day_of_change(kind, changed_on, today)
    row = LicenseApplication.objects.create(
        kind=kind,
        state=State.DRAFT,
        organization_id=actor.organization_id,
        provider=provider,
        license=license,
        audience=sorted({actor.organization_id, agency.pk}),
        changed_on=changed_on,
        created_at=now,
        **{name: getattr(facts, name) for name in WRITTEN if name != "kinds"},
        kinds=sorted(facts.kinds),
    )
    act = Act(actor, "begin", row, now)
    if changed_on:
        start_clock(act, NOTIFY_CHANGE, changed_on, actor.organization_id)
    tell(actor, rules.BEGIN.event, row, now)
    return row


def _day_of_change(kind: Kind, changed_on: date | None, today: date) -> date | None:
    """The day of the circumstance that changed; another kind of application has none."""
    if kind != Kind.CHANGE:
        return None
    if changed_on is None:
        raise Refused(_("Впишете деня на промяната."), field="changed_on")
    check_day(changed_on, today, field="changed_on")
    return changed_on


def _check_license(
    kind: Kind,
    license: License | None,  # noqa: A002
    provider_id: int,
    today: date,
) -> None:
    if kind == Kind.GRANT:
        return
    if license is None or license.provider_id != provider_id:
        raise Refused(_("Изберете лиценз на Вашата организация."), field="license")
    if LicenseApplication.objects.filter(license=license, kind=kind, state__in=OPEN).exists():
        raise Refused(
            _("По този лиценз вече има неприключено заявление от същия вид."),
            remedy=_("Довършете го или го оттеглете."),
        )
    if kind == Kind.RENEWAL:
        rules.check_renewal(license.term, today, queries.window_months(today))
        if license.term.renewed_on:
            raise Refused(_("Лицензът вече е подновен."))
    elif not license.term.holds(today):
        raise Refused(_("Лицензът вече не е в сила."), remedy=_("Подайте заявление за нов лиценз."))


@transaction.atomic
def save(
    actor: Actor, *, application: LicenseApplication, facts: Facts, seen: int, now: datetime
) -> LicenseApplication:
    """Write what the application says, while it is not with the agency."""
    act = begin_act(actor, application, "save", seen=seen, now=now)
    check_kinds(facts.kinds)
    for name in WRITTEN:
        setattr(act.row, name, getattr(facts, name))
    act.row.kinds = sorted(facts.kinds)
    return finish(act, WRITTEN)


@transaction.atomic
def submit(
    actor: Actor, *, application: LicenseApplication, seen: int, now: datetime
) -> LicenseApplication:
    """Submit it to the agency, with a number of the provider's own register.

    The term of notice of a change ends here; the agency's own begins when the table has one.
    """
    act = begin_act(actor, application, "submit", seen=seen, now=now)
    row = act.row
    if row.kind == Kind.RENEWAL and row.license:
        rules.check_renewal(row.license.term, act.today, queries.window_months(act.today))
    n = documents.next_number(actor, series="license-application", year=act.today.year)
    row.number = f"ЛЗ-{n:03d}/{act.today.year}"
    row.submitted_on = act.today
    stop_clocks(act, act.today)
    agency_id = next(each for each in row.audience if each != row.organization_id)
    if code := DECIDED_WITHIN.get(Kind(row.kind)):
        start_clock(act, code, act.today, agency_id)
    return finish(act, ["number", "submitted_on"], details={"number": row.number})


@transaction.atomic
def complete(
    actor: Actor, *, application: LicenseApplication, note: str, seen: int, now: datetime
) -> LicenseApplication:
    """Answer what the agency asked to be added. Its term ran meanwhile: no rule stops it."""
    act = begin_act(actor, application, "complete", seen=seen, now=now)
    if not note.strip():
        raise Refused(_("Напишете какво допълвате."), field="note")
    act.row.note = note
    return finish(act, ["note"])


@transaction.atomic
def withdraw(
    actor: Actor, *, application: LicenseApplication, reason: str, seen: int, now: datetime
) -> LicenseApplication:
    """The provider no longer wants it."""
    act = begin_act(actor, application, "withdraw", seen=seen, now=now)
    act.row.reason = reason
    stop_clocks(act, act.today)
    return finish(act, ["reason"], details={"reason": reason})


def _not_yours() -> Refused:
    return Refused(
        _("Лиценз иска ръководителят на доставчик, вписан в регистъра."),
        rule=rules.PRACTICE,
        remedy=_("Впишете организацията като доставчик или помолете ръководителя ѝ."),
    )
