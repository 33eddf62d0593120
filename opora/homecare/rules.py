"""Why a visit was not made, and what was done about it. Pure."""

from enum import StrEnum

from opora.lib.labels import gettext_noop as _


class Reason(StrEnum):
    """Why nobody came, or nobody was there."""

    HOSPITAL = "hospital"
    AWAY = "away"
    DECLINED = "declined"
    ASSISTANT_ILL = "ill"
    ASSISTANT_AWAY = "leave"
    ROAD = "road"
    OTHER = "other"


class Done(StrEnum):
    """What was done about it."""

    SUBSTITUTE = "substitute"
    MOVED = "moved"
    CALLED = "called"
    RELATIVES = "relatives"
    NOTHING = "nothing"


REASON_LABELS: dict[str, str] = {
    Reason.HOSPITAL: _("потребителят е в болница"),
    Reason.AWAY: _("потребителят не е у дома"),
    Reason.DECLINED: _("потребителят е отказал"),
    Reason.ASSISTANT_ILL: _("асистентът е болен"),
    Reason.ASSISTANT_AWAY: _("асистентът е в отпуск"),
    Reason.ROAD: _("път или време"),
    Reason.OTHER: _("друга"),
}
DONE_LABELS: dict[str, str] = {
    Done.SUBSTITUTE: _("отиде заместник"),
    Done.MOVED: _("преместено на друг ден"),
    Done.CALLED: _("проверено по телефона"),
    Done.RELATIVES: _("помогнаха близките"),
    Done.NOTHING: _("не е било нужно нищо"),
}
# The reason that an absence of the user already tells.
OF_ABSENCE = {
    "hospital": Reason.HOSPITAL,
    "residential": Reason.AWAY,
    "away": Reason.AWAY,
}
