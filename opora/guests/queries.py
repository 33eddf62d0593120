"""Reading passes: of the own organization, and the one whose code somebody holds."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from opora.lib import codes, keys
from opora.lib.actor import Actor

from . import rules
from .models import GuestPass


@dataclass(frozen=True, slots=True)
class Guest:
    """Who came by a code: which pass of which organization."""

    pass_id: int
    organization_id: int

    @property
    def actor(self) -> Actor:
        """Acts for the organization that gave the pass, as a guest and nothing else."""
        return Actor(None, self.organization_id, frozenset({rules.GUEST}))


def code_index(code: str) -> bytes:
    """What is stored of a code: found with it, not readable without the keys."""
    return keys.ring().blind_index(f"guests.code:{codes.normal(code)}")


def by_code(code: str) -> Guest | None:
    """Whose code this is; whether it still lets in is asked within that organization's wall."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, organization_id from guests_pass_by_code(%s)", [code_index(code)]
        )
        row = cursor.fetchone()
    return Guest(*row) if row else None


def of(actor: Actor, kind: str, record_id: int) -> QuerySet[GuestPass]:
    """The passes that the actor's organization gave for a record, newest first."""
    return GuestPass.objects.filter(
        organization_id=actor.organization_id, kind=kind, record_id=record_id
    ).select_related("issued_by")
