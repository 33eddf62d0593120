"""What changes a signed agreement: other terms, a later last day, its end."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.cases.models import Case
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .. import queries, rules
from ..models import AgreementTerms, ServiceAgreement
from ..rules import Change, Terms
from .acts import claim, not_future, save, told, write_terms
from .drafts import withdraw


@transaction.atomic
def amend(
    actor: Actor,
    *,
    agreement: ServiceAgreement,
    terms: Terms,
    valid_from: date,
    signed_on: date,
    reason: str,
    seen: int,
    now: datetime,
) -> ServiceAgreement:
    """Other terms from a day on; the term itself stays. The former version stays as it was."""
    agreement = claim(actor, agreement, seen)
    agreement.state = rules.next_state(agreement.state, "amend", actor)
    not_future(signed_on, now, "signed_on")
    last = queries.latest_terms(agreement)
    outside = valid_from <= last.valid_from or (
        agreement.ends_on is not None and valid_from > agreement.ends_on
    )
    if outside or valid_from < signed_on:
        raise Refused(
            _("Изменението не може да важи от този ден."),
            rule=_("Измененото важи от деня на подписване или по-късно, след предишната версия."),
            remedy=_("Изберете ден в срока на договора."),
            field="valid_from",
        )
    write_terms(
        actor, agreement, terms, change=Change.AMENDMENT, valid_from=valid_from,
        signed_on=signed_on, now=now, reason=reason,
    )  # fmt: skip
    save(agreement, now)
    told(actor, "amended", agreement, now=now, happened_on=signed_on)
    return agreement


@transaction.atomic
def extend(
    actor: Actor,
    *,
    agreement: ServiceAgreement,
    ends_on: date | None,
    signed_on: date,
    reason: str = "",
    seen: int,
    now: datetime,
) -> ServiceAgreement:
    """A later last day, signed before the former one passes; the other terms stay."""
    agreement = claim(actor, agreement, seen)
    agreement.state = rules.next_state(agreement.state, "extend", actor)
    not_future(signed_on, now, "signed_on")
    former = agreement.ends_on
    if former is None or (ends_on and ends_on <= former):
        raise Refused(
            _("Новият последен ден не е след досегашния."),
            remedy=_("Изберете по-късен ден."),
            field="ends_on",
        )
    if signed_on > former:
        raise Refused(
            _("Договорът изтече на %(day)s.") % {"day": words.day(former)},
            rule=_("Продължава се договор, чийто срок още тече."),
            remedy=_("Сключете нов договор."),
            field="signed_on",
        )
    last = queries.latest_terms(agreement)
    agreement.ends_on = ends_on
    write_terms(
        actor, agreement, _as_terms(agreement, last, ends_on), change=Change.EXTENSION,
        valid_from=max(signed_on, last.valid_from + rules.DAY), signed_on=signed_on, now=now,
        reason=reason,
    )  # fmt: skip
    save(agreement, now)
    told(actor, "extended", agreement, now=now, happened_on=signed_on)
    return agreement


def _as_terms(agreement: ServiceAgreement, row: AgreementTerms, ends_on: date | None) -> Terms:
    return Terms(
        mode=row.mode,
        week=tuple(row.week),
        starts_on=agreement.starts_on,
        ends_on=ends_on,
        fee_text=row.fee_text,
        fee_cents=row.fee_cents,
        fee_currency=row.fee_currency,
        place=row.place,
    )


@transaction.atomic
def end(
    actor: Actor,
    *,
    agreement: ServiceAgreement,
    reason: str,
    ended_on: date,
    note: str = "",
    seen: int,
    now: datetime,
) -> ServiceAgreement:
    """The agreement ends before its term or with it; `ended_on` is its last day."""
    agreement = claim(actor, agreement, seen)
    agreement.state = rules.next_state(agreement.state, "end", actor)
    not_future(ended_on, now, "ended_on")
    if reason not in rules.END_REASONS:
        raise Refused(_("Посочете защо договорът се прекратява."), field="reason")
    if ended_on < agreement.starts_on or (agreement.ends_on and ended_on > agreement.ends_on):
        raise Refused(
            _("Денят не е в срока на договора."),
            remedy=_("Впишете последния ден на ползване."),
            field="ended_on",
        )
    agreement.ended_on, agreement.end_reason, agreement.end_note = ended_on, reason, note.strip()
    save(agreement, now)
    told(actor, "ended", agreement, now=now, happened_on=ended_on, details={"reason": reason})
    return agreement


@transaction.atomic
def end_for_case(actor: Actor, *, case: Case, reason: str, ended_on: date, now: datetime) -> None:
    """With the end of a case its agreements end, and what was only prepared is given up."""
    for agreement in case.agreements.filter(state__in=sorted(rules.OPEN)):
        if agreement.state in rules.IN_FORCE:
            known = reason if reason in rules.END_REASONS else "other"
            last = min(ended_on, agreement.ends_on or ended_on)
            end(
                actor, agreement=agreement, reason=known,
                ended_on=max(last, agreement.starts_on), seen=agreement.version, now=now,
            )  # fmt: skip
        else:
            withdraw(actor, agreement=agreement, seen=agreement.version, now=now)
