"""Cases of people who belong together."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .. import queries
from ..models import Case, CaseLink
from ..rules import LinkKind
from .steps import led_now, tell


@transaction.atomic
def link(actor: Actor, *, case: Case, other: Case, kind: LinkKind, now: datetime) -> CaseLink:
    """Write that two people's cases belong together; the actor's organization must see both.

    The link is told only in the course of the case from which it was made: who hears the other one
    need not hear of this.
    """
    case = led_now(actor, case)
    if not queries.visible(actor).filter(pk=other.pk).exists():
        raise NotVisible
    if other.person_id == case.person_id:
        raise Refused(_("Двата случая са на едно и също лице."), field="other")
    first, second = sorted((case.pk, other.pk))
    if CaseLink.objects.filter(case=first, other=second).exists():
        raise Refused(_("Тези случаи вече са свързани."), field="other")
    made = CaseLink.objects.create(
        case_id=first,
        other_id=second,
        organization_id=actor.organization_id,
        kind=kind,
        linked_at=now,
    )
    tell(actor, case, "linked", now=now)
    return made


@transaction.atomic
def unlink(actor: Actor, *, case: Case, link: CaseLink, now: datetime) -> None:
    """The cases no longer belong together."""
    case = led_now(actor, case)
    n_gone, _by_model = queries.links(actor, case).filter(pk=link.pk).delete()
    if n_gone:
        tell(actor, case, "unlinked", now=now)
