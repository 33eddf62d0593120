"""Signing, with which the person's place begins."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.cases.models import Case
from opora.cases.rules import Ground
from opora.journal.context import acting
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.licensing import queries as licensing
from opora.places import services as places
from opora.places.models import Placement
from opora.places.rules import PlacementState
from opora.support import queries as support

from .. import rules
from ..models import ServiceAgreement
from .acts import claim, led, not_future, save, told


@transaction.atomic
def sign(
    actor: Actor,
    *,
    agreement: ServiceAgreement,
    signed_on: date,
    signed_by: str = "",
    seen: int,
    now: datetime,
) -> ServiceAgreement:
    """Both sides have signed; the person's place begins on the first day of the agreement.

    Refused before the draft was given to the person, before the plan is agreed unless the person
    was admitted urgently, to a provider without a valid license, and over another agreement.
    """
    agreement = claim(actor, agreement, seen)
    agreement.state = rules.next_state(agreement.state, "sign", actor)
    not_future(signed_on, now, "signed_on")
    case = led(actor, agreement.case)
    _check_day_of_signing(agreement, case, signed_on)
    if case.ground != Ground.URGENT and support.plan_agreed(actor, case) is None:
        raise Refused(
            _("Няма утвърден индивидуален план за подкрепа."),
            rule=_("Договорът се сключва, след като оценката и планът са съгласувани."),
            remedy=_("Утвърдете плана; само при спешен прием договорът може да е преди него."),
        )
    licensing.check_may_work(
        agreement.organization_id, signed_on, named_service=case.service.named_service_id
    )
    agreement.signed_on, agreement.signed_by = signed_on, signed_by.strip()
    agreement.terms.update(signed_on=signed_on)
    save(agreement, now)
    _begin_place(actor, case.placement, agreement.starts_on, now)
    told(actor, "signed", agreement, now=now, happened_on=signed_on)
    return agreement


def _check_day_of_signing(agreement: ServiceAgreement, case: Case, signed_on: date) -> None:
    if agreement.given_on is None or signed_on < agreement.given_on:
        raise Refused(
            _("Проектът е даден на лицето след деня на подписване."),
            rule=_("Проектът се дава на лицето преди подписването."),
            remedy=_("Проверете двата дни."),
            field="signed_on",
        )
    before = case.ground in {Ground.URGENT, Ground.COURT, Ground.PROTECTION}
    if agreement.starts_on < signed_on and not before:
        raise Refused(
            _("Ползването започва преди подписването."),
            rule=_("Преди подписан договор ползване започва само при спешен прием или по акт."),
            remedy=_("Поправете първия ден на договора или деня на подписване."),
            field="signed_on",
        )


def _begin_place(actor: Actor, placement: Placement | None, on: date, now: datetime) -> None:
    """The held place is used from the first day; one that comes later, `begin_due` begins."""
    if placement is None or placement.state != PlacementState.HELD:
        return
    if on <= timezone.localdate(now, words.SOFIA):
        places.begin(actor, placement=placement, started_on=on, now=now)


def begin_due(now: datetime) -> int:
    """Begin the places of signed agreements whose first day has come; how many."""
    today = timezone.localdate(now, words.SOFIA)
    with connection.cursor() as cursor:
        cursor.execute("select organization_id, agreement_id from agreements_to_begin(%s)", [today])
        due = cursor.fetchall()
    for organization_id, agreement_id in due:
        system = Actor(None, organization_id, frozenset({rules.SYSTEM}))
        with acting(system):
            agreement = ServiceAgreement.objects.select_related("case__placement").get(
                pk=agreement_id
            )
            _begin_place(system, agreement.case.placement, agreement.starts_on, now)
    return len(due)
