"""Money received, mistakes undone, and the letter to who owes."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from opora.cases.models import Case
from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import NotVisible, Refused
from opora.people import queries as people

from .. import letters, queries, rules
from ..models import Payment
from .means import tell


@transaction.atomic
def pay(
    actor: Actor,
    *,
    case: Case,
    cents: int,
    paid_on: date,
    method: str,
    document: str = "",
    currency: str = "EUR",
    now: datetime,
) -> Payment:
    """Money received for a case's fees."""
    if case.organization_id != actor.organization_id:
        raise NotVisible
    rules.check_amount(cents, field="cents")
    if cents == 0:
        raise Refused(_("Впишете платената сума."), field="cents")
    rules.check_currency(currency, paid_on)
    if paid_on > timezone.localdate(now):
        raise Refused(_("Денят на плащането е в бъдещето."), field="paid_on")
    made = Payment.objects.create(
        case=case,
        organization_id=actor.organization_id,
        cents=cents,
        currency=currency,
        paid_on=paid_on,
        method=method,
        document=document,
        recorded_at=now,
        user_id=actor.user_id,
    )
    tell(actor, "fees.paid", case, now)
    return made


@transaction.atomic
def refund(
    actor: Actor, *, case: Case, cents: int, paid_on: date, document: str, now: datetime
) -> Payment:
    """Give back what was paid over what was charged; never more than that."""
    if case.organization_id != actor.organization_id:
        raise NotVisible
    rules.check_amount(cents, field="cents")
    today = timezone.localdate(now)
    over = queries.account(actor, case, today).balance.overpaid
    if not 0 < cents <= over.cents:
        raise Refused(
            translated(_("Може да се върне само надплатеното: {amount}.")).format(amount=over),
            field="cents",
        )
    if paid_on > today:
        raise Refused(_("Денят на плащането е в бъдещето."), field="paid_on")
    made = Payment.objects.create(
        case=case,
        organization_id=actor.organization_id,
        cents=-cents,
        paid_on=paid_on,
        method=rules.Method.REFUND,
        document=document,
        recorded_at=now,
        user_id=actor.user_id,
    )
    tell(actor, "fees.refunded", case, now)
    return made


@transaction.atomic
def reverse(actor: Actor, *, payment: Payment, now: datetime) -> Payment:
    """Undo a payment written by mistake, by a row of the same amount below zero."""
    if payment.organization_id != actor.organization_id:
        raise NotVisible
    if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
        raise Refused(_("Това плащане вече е сторнирано."))
    made = Payment.objects.create(
        case=payment.case,
        organization_id=actor.organization_id,
        cents=-payment.cents,
        currency=payment.currency,
        paid_on=payment.paid_on,
        method=payment.method,
        document=payment.document,
        reverses=payment,
        recorded_at=now,
        user_id=actor.user_id,
    )
    tell(actor, "fees.payment_reversed", payment.case, now)
    return made


@transaction.atomic
def remind(actor: Actor, *, case: Case, now: datetime) -> IssuedDocument:
    """A letter to the person about what is owed, in plain words, as an official document."""
    if case.organization_id != actor.organization_id:
        raise NotVisible
    account = queries.account(actor, case, timezone.localdate(now))
    if account.balance.owed.cents <= 0:
        raise Refused(_("Лицето не дължи такса, затова няма какво да се напомня."))
    person = people.core(actor).filter(pk=case.person_id).first()
    if person is None:
        raise Refused(
            _("Организацията вече не работи с лицето и не вижда името му."),
            remedy=_("Поискайте достъп от органа, който е насочил лицето."),
        )
    made = documents.issue(
        actor,
        paper=letters.reminder(case, person.full_name, account),
        kind="fees.reminder",
        record_kind="case",
        record_id=case.pk,
        audience=[],
        person_id=case.person_id,
        now=now,
    )
    tell(actor, "fees.reminded", case, now)
    return made
