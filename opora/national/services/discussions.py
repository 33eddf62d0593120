"""Opinions of the public on a National Map or an annual plan, and the answers to them."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .. import rules
from ..models import AnnualPlan, DiscussionComment, NationalMap
from ..rules import Who
from .steps import TABLES, Act, begin, tell

LONGEST = 5000


@transaction.atomic
def comment(
    *, about: NationalMap | AnnualPlan, author: str, text: str, now: datetime
) -> DiscussionComment:
    """An opinion without an account, in the name of who holds the discussion; public once it is
    answered. Refused before and after the days of the discussion."""
    steps, labels, _kind = TABLES[type(about)]
    rules.next_state(steps, labels, about.state, "comment", frozenset({Who.CITIZEN}))
    _check(text, about.discussion_to, timezone.localdate(now))
    system = Actor(None, about.organization_id, frozenset({"system"}))
    with acting(system):
        is_map = isinstance(about, NationalMap)
        row = DiscussionComment.objects.create(
            national_map_id=about.pk if is_map else None,
            plan_id=None if is_map else about.pk,
            organization_id=about.organization_id,
            author=author.strip()[:120],
            text=text.strip(),
            written_at=now,
        )
        if isinstance(about, NationalMap):
            tell(Act(system, "comment", about, now))
        else:
            tell(Act(system, "comment", about, now))
    return row


def _check(text: str, last: date | None, today: date) -> None:
    if not text.strip():
        raise Refused(_("Напишете становището си."), field="text")
    if len(text.strip()) > LONGEST:
        raise Refused(_("Становището е по-дълго от 5000 знака."), field="text")
    if last and today > last:
        raise Refused(_("Обсъждането приключи на %(day)s.") % {"day": f"{last:%d.%m.%Y} г."})


@transaction.atomic
def answer(
    actor: Actor,
    *,
    about: NationalMap | AnnualPlan,
    comment_id: int,
    text: str,
    now: datetime,
    is_withheld: bool = False,
) -> DiscussionComment:
    """Answer an opinion. With `is_withheld` its words are not shown, because they name people."""
    act: Act[NationalMap] | Act[AnnualPlan]
    if isinstance(about, NationalMap):
        act = begin(actor, about, "answer", now=now)
    else:
        act = begin(actor, about, "answer", now=now)
    row = act.record.comments.filter(pk=comment_id).first()
    if row is None:
        raise NotVisible
    if not text.strip():
        raise Refused(_("Напишете отговора."), field="text")
    row.answer, row.answered_at, row.is_withheld = text.strip(), now, is_withheld
    row.save(update_fields=["answer", "answered_at", "is_withheld"])
    tell(act)  # type: ignore[misc]
    return row
