"""The papers after an urgent admission: what is ready, and the provider's own days for each."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts import queries as accounts
from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from ..models import UrgentPaperRule
from ..urgent_rules import UrgentPaper


@transaction.atomic
def set_urgent_days(
    actor: Actor, *, days: Mapping[str, int | None], valid_from: date, now: datetime
) -> None:
    """Say in how many days each paper is ready after an urgent admission; None: no rule.

    The rules are dated: admissions before `valid_from` keep theirs.
    """
    if not accounts.allowed(actor, "places.manage"):
        raise Refused(_("Дните определя доставчикът."))
    if valid_from < timezone.localdate(now):
        raise Refused(_("Правилото важи най-рано от днес."), field="valid_from")
    for paper in UrgentPaper:
        _set(actor, paper, days.get(paper.value), valid_from)
    journal.record(
        actor,
        "referral.urgent_days_set",
        kind="organization",
        record_id=actor.organization_id,
        recorded_at=now,
        details={"days": dict(days)},
    )


def _set(actor: Actor, paper: UrgentPaper, n_days: int | None, valid_from: date) -> None:
    mine = UrgentPaperRule.objects.filter(
        organization=actor.organization_id, paper=paper, valid_to=None
    )
    now_in_force = mine.first()
    if now_in_force and now_in_force.n_days == n_days:
        return
    mine.update(valid_to=valid_from)
    if n_days:
        UrgentPaperRule.objects.create(
            organization_id=actor.organization_id,
            paper=paper,
            n_days=n_days,
            valid_from=valid_from,
        )
