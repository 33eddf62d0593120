"""When a code still opens something. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from opora.lib.labels import gettext_noop as _

GUEST = "guest"  # the only role of whoever came by a code
LONGEST = timedelta(days=92)


class PassState(StrEnum):
    """Where a pass stands."""

    OPEN = "open"
    DONE = "done"
    REVOKED = "revoked"
    EXPIRED = "expired"


STATE_LABELS = {
    PassState.OPEN: _("отворен"),
    PassState.DONE: _("използван"),
    PassState.REVOKED: _("оттеглен"),
    PassState.EXPIRED: _("изтекъл"),
}


def state(
    *,
    done_at: datetime | None,
    revoked_at: datetime | None,
    expires_at: datetime,
    now: datetime,
) -> PassState:
    """The state at a moment; only an open pass lets anybody in."""
    if done_at:
        return PassState.DONE
    if revoked_at:
        return PassState.REVOKED
    return PassState.OPEN if now < expires_at else PassState.EXPIRED
