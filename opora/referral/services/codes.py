"""The citizen's code: given by whoever owns the request, used without an account, taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal import services as journal
from opora.journal.context import acting
from opora.lib import codes, keys
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .. import queries
from ..models import RequestCode, ServiceRequest
from ..rules import Who
from .steps import KIND

CITIZEN = "citizen"  # the role of whoever came by a code: it may do nothing


@dataclass(frozen=True, slots=True)
class Opened:
    """What a code opened: the request, and in whose name it is read."""

    code_id: int
    request_id: int
    organization_id: int

    @property
    def actor(self) -> Actor:
        """Reads what the owner of the request reads; may do nothing."""
        return Actor(None, self.organization_id, frozenset({CITIZEN}))


@transaction.atomic
def issue_code(actor: Actor, *, request: ServiceRequest, now: datetime) -> tuple[RequestCode, str]:
    """A code for the person, which is shown once and kept nowhere; the one before it ends.

    Refused for others than the owner's officers, and for a person who is in hiding: who reads over
    their shoulder must learn nothing.
    """
    found = _owned(actor, request)
    if is_in_hiding(found.person_id):
        raise Refused(
            _("За това лице код за справка не се издава."),
            rule=_("Достъпът с код е изключен, когато справката може да издаде къде е лицето."),
            remedy=_("Справка за преписката се прави на място."),
        )
    _end_open(found, now)
    code = codes.new()
    made = RequestCode.objects.create(
        request=found,
        organization_id=actor.organization_id,
        code_index=code_index(code),
        issued_by_id=actor.user_id,
        issued_at=now,
    )
    _tell(actor, "referral.code_issued", found, now)
    return made, code


@transaction.atomic
def revoke_code(actor: Actor, *, request: ServiceRequest, now: datetime) -> None:
    """The code opens nothing from now on. Refused when there is none."""
    found = _owned(actor, request)
    if not _end_open(found, now):
        raise Refused(_("По тази преписка няма код, който важи."))
    _tell(actor, "referral.code_revoked", found, now)


@transaction.atomic
def open_by_code(code: str, *, birth_year: int, now: datetime) -> Opened:
    """What a code opens together with the year of birth. One refusal for all that is wrong: it
    tells nobody which codes there are."""
    row = _opens(code_index(code), None)
    if row is None or row[3] != birth_year:
        raise Refused(
            _("Кодът и годината на раждане не отварят преписка."),
            remedy=_("Проверете ги по писмото или поискайте нов код от органа, който го е дал."),
            field="code",
        )
    opened = Opened(*row[:3])
    with acting(opened.actor):
        held = RequestCode.objects.select_for_update().get(pk=opened.code_id)
        if held.first_used_at is None:
            held.first_used_at = now
            held.save(update_fields=["first_used_at"])
            request = ServiceRequest.objects.get(pk=opened.request_id)
            _tell(opened.actor, "referral.code_used", request, now)
    return opened


def still_opens(code_id: int) -> Opened | None:
    """Asked at every page: a revoked code ends at once, and a handed over request is read in the
    name of its new owner."""
    row = _opens(None, code_id)
    return Opened(*row[:3]) if row else None


def is_in_hiding(person_id: int) -> bool:
    """Whether anything about the person is confidential now, wherever it is known."""
    with connection.cursor() as cursor:
        cursor.execute("select referral_is_in_hiding(%s)", [person_id])
        (found,) = cursor.fetchone()
    return bool(found)


def code_index(code: str) -> bytes:
    """What is stored of a code: found with it, not readable without the keys."""
    return keys.ring().blind_index(f"referral.code:{codes.normal(code)}")


def _opens(index: bytes | None, code_id: int | None) -> tuple[int, int, int, int] | None:
    with connection.cursor() as cursor:
        cursor.execute("select * from referral_code_opens(%s, %s)", [index, code_id])
        row: tuple[int, int, int, int] | None = cursor.fetchone()
    return row


def _owned(actor: Actor, request: ServiceRequest) -> ServiceRequest:
    """The locked request. Refused for everybody but the officers of its owner."""
    found = (
        queries.visible(actor)
        .select_for_update(of=("self",))
        .select_related("owner_organization")
        .filter(pk=request.pk)
        .first()
    )
    if found is None:
        raise NotVisible
    if Who.OWNER not in queries.who_is(actor, found):
        raise Refused(_("Код за справка издава органът, който води преписката."))
    return found


def _end_open(request: ServiceRequest, now: datetime) -> int:
    return request.codes.filter(revoked_at=None).update(revoked_at=now)


def _tell(actor: Actor, name: str, request: ServiceRequest, now: datetime) -> None:
    journal.record(
        actor,
        name,
        kind=KIND,
        record_id=request.pk,
        version=request.version,
        audience=request.audience,
        happened_on=timezone.localdate(now),
        recorded_at=now,
        subject_id=request.person_id,
    )
