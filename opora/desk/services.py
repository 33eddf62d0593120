"""The desk's small acts; they change nothing of the record and leave no event."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .models import Presence, SavedView

HERE = timedelta(seconds=25)
MAX_VIEWS = 20


@transaction.atomic
def be_present(actor: Actor, *, request_id: int, editing: bool, now: datetime) -> list[Presence]:
    """Say that the actor has the request open; returns who else has, other people only."""
    Presence.objects.update_or_create(
        user_id=actor.officer_id,
        organization_id=actor.organization_id,
        request_id=request_id,
        defaults={"editing": editing, "seen_at": now},
    )
    return list(
        Presence.objects.filter(request_id=request_id, seen_at__gt=now - HERE)
        .exclude(user=actor.user_id)
        .select_related("organization", "user")
        .order_by("organization__short_name", "user__name")
    )


@transaction.atomic
def save_view(actor: Actor, *, name: str, query: str) -> SavedView:
    """Keep the filters of a worklist under a name; the same name is overwritten."""
    mine = SavedView.objects.filter(user=actor.user_id, organization=actor.organization_id)
    if not name.strip():
        raise Refused(_("Дайте име на изгледа."), field="name")
    if mine.exclude(name=name).count() >= MAX_VIEWS:
        raise Refused(_("Имате %(n)s запазени изгледа. Изтрийте някой.") % {"n": MAX_VIEWS})
    view, _made = SavedView.objects.update_or_create(
        user_id=actor.officer_id,
        organization_id=actor.organization_id,
        name=name.strip()[:60],
        defaults={"query": query[:400]},
    )
    return view


@transaction.atomic
def drop_view(actor: Actor, *, view_id: int) -> None:
    """Forget a saved view of one's own."""
    SavedView.objects.filter(
        pk=view_id, user=actor.user_id, organization=actor.organization_id
    ).delete()
