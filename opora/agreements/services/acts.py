"""What every act on an agreement begins and ends with: claim it, write its terms, tell of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import CaseState, Part
from opora.cases.services.steps import hearing
from opora.journal import services as journal
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused, Stale

from .. import rules
from ..models import AgreementTerms, ServiceAgreement
from ..rules import Change, Terms

KIND = "case"


def led(actor: Actor, case: Case) -> Case:
    found = cases.led(actor).filter(pk=case.pk).first()
    if found is None:
        raise NotVisible
    if found.state != CaseState.OPEN:
        raise Refused(
            _("Случаят е приключен."), remedy=_("Договор се сключва по случай, който се води.")
        )
    return found


def claim(actor: Actor, agreement: ServiceAgreement, seen: int) -> ServiceAgreement:
    """The agreement, locked; refused to others, stale when somebody saved it meanwhile."""
    mine = ServiceAgreement.objects.select_for_update().filter(
        pk=agreement.pk, organization=actor.organization_id
    )
    found = mine.first()
    if found is None:
        raise NotVisible
    if found.version != seen:
        raise Stale()
    return found


def save(agreement: ServiceAgreement, now: datetime) -> None:
    agreement.version += 1
    agreement.changed_at = now
    with _no_overlap():
        agreement.save()


@contextmanager
def _no_overlap() -> Iterator[None]:
    """The database refuses two agreements on one day; say so in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "one_agreement_at_a_time" not in str(error):
            raise
        raise _overlapping() from None


def _overlapping() -> Refused:
    return Refused(
        _("Лицето вече има договор за тази услуга в същите дни."),
        rule=_("За едно място има един действащ договор на лице."),
        remedy=_("Прекратете предишния договор или изберете по-късно начало."),
        field="starts_on",
    )


def told(
    actor: Actor,
    name: str,
    agreement: ServiceAgreement,
    *,
    now: datetime,
    happened_on: date | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    journal.record(
        actor,
        f"agreements.{name}",
        kind=KIND,
        record_id=agreement.case_id,
        version=agreement.version,
        audience=hearing(agreement.case, Part.USE),
        happened_on=happened_on,
        recorded_at=now,
        article=rules.ARTICLE,
        subject_id=agreement.person_id,
        details=details,
    )


def write_terms(
    actor: Actor,
    agreement: ServiceAgreement,
    terms: Terms,
    *,
    change: Change,
    valid_from: date,
    signed_on: date | None,
    now: datetime,
    reason: str = "",
) -> AgreementTerms:
    rules.check_terms(terms)
    last = agreement.terms.order_by("number").last()
    if last and last.valid_to is None:
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
    return AgreementTerms.objects.create(
        agreement=agreement,
        case_id=agreement.case_id,
        number=last.number + 1 if last else 1,
        change=change,
        valid_from=valid_from,
        ends_on=terms.ends_on,
        mode=terms.mode,
        week=list(terms.week),
        place=terms.place,
        fee_text=terms.fee_text,
        fee_cents=terms.fee_cents,
        fee_currency=terms.fee_currency,
        signed_on=signed_on,
        reason=reason.strip(),
        user_id=actor.user_id,
        written_at=now,
    )


def not_future(day: date, now: datetime, field: str) -> None:
    if day > timezone.localdate(now, words.SOFIA):
        raise Refused(
            _("Денят е в бъдещето."), remedy=_("Впишете деня, когато се случи."), field=field
        )
