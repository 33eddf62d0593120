"""Giving, using and ending passes."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal import services as journal
from opora.journal.context import acting
from opora.lib import codes
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from . import queries, rules
from .models import GuestPass
from .queries import Guest
from .rules import PassState


@transaction.atomic
def invite(
    actor: Actor,
    *,
    kind: str,
    record_id: int,
    for_whom: str,
    purpose: str,
    expires_at: datetime,
    now: datetime,
) -> tuple[GuestPass, str]:
    """A pass for somebody outside, and its code, which is shown once and kept nowhere.

    Refused without saying for whom, for a past moment, and for more than three months. Whether the
    actor may give it is for the package of the record to know.
    """
    if not for_whom.strip():
        raise Refused(_("Напишете на кого давате кода."), field="for_whom")
    if not now < expires_at <= now + rules.LONGEST:
        raise Refused(
            _("Кодът може да важи до три месеца и не по-малко от днес."), field="expires_at"
        )
    code = codes.new()
    made = GuestPass.objects.create(
        organization_id=actor.organization_id,
        kind=kind,
        record_id=record_id,
        for_whom=for_whom.strip(),
        purpose=purpose,
        code_index=queries.code_index(code),
        issued_by_id=actor.user_id,
        issued_at=now,
        expires_at=expires_at,
    )
    _tell(actor, "guests.invited", made, now)
    return made, code


@transaction.atomic
def revoke(actor: Actor, *, guest_pass: GuestPass, now: datetime) -> GuestPass:
    """The code opens nothing from now on. Refused when it is already over."""
    held = _held(actor, guest_pass.pk)
    if held.state(now) != PassState.OPEN:
        raise Refused(_("Този код вече не важи."))
    held.revoked_at = now
    held.save(update_fields=["revoked_at"])
    _tell(actor, "guests.revoked", held, now)
    return held


@transaction.atomic
def finish(actor: Actor, *, guest_pass: GuestPass, now: datetime) -> GuestPass:
    """What was asked has been answered; the code opens nothing from now on."""
    held = _held(actor, guest_pass.pk)
    held.done_at = now
    held.save(update_fields=["done_at"])
    _tell(actor, "guests.done", held, now)
    return held


@transaction.atomic
def enter(code: str, *, now: datetime) -> Guest:
    """Who holds an open code. The same refusal for a wrong, an expired and a revoked one: it tells
    nobody which codes there are."""
    guest = queries.by_code(code)
    if guest is None:
        raise _wrong_code()
    with acting(guest.actor):
        held = _held(guest.actor, guest.pass_id)
        if held.state(now) != PassState.OPEN:
            raise _wrong_code()
        if held.first_used_at is None:
            held.first_used_at = now
            held.save(update_fields=["first_used_at"])
            _tell(guest.actor, "guests.used", held, now)
    return guest


def _held(actor: Actor, pass_id: int) -> GuestPass:
    found = (
        GuestPass.objects.select_for_update()
        .filter(pk=pass_id, organization_id=actor.organization_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def _tell(actor: Actor, name: str, guest_pass: GuestPass, now: datetime) -> None:
    journal.record(
        actor,
        name,
        kind="guest",
        record_id=guest_pass.pk,
        happened_on=timezone.localdate(now),
        recorded_at=now,
        details={"kind": guest_pass.kind, "record": guest_pass.record_id},
    )


def _wrong_code() -> Refused:
    return Refused(
        _("Този код не отваря нищо: грешен е, изтекъл е, използван е или е оттеглен."),
        rule=_("Кодът е за един човек и за едно нещо."),
        remedy=_("Проверете го по листа или поискайте нов от който Ви го е дал."),
        field="code",
    )
