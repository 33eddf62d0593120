"""Where a timesheet and a month stand, and who may move them. Pure."""

from enum import StrEnum

from opora.assistance.rules import BY_ASSISTANCE, PRACTICE, Steps, Who, step
from opora.lib.labels import gettext_noop as _


class SheetState(StrEnum):
    """Where a month of one assistant at one user stands."""

    EXPECTED = "expected"
    ENTERED = "entered"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    APPROVED = "approved"


class MonthState(StrEnum):
    """Where a month of the municipality stands."""

    OPEN = "open"
    CLOSED = "closed"
    APPROVED = "approved"
    REPORTED = "reported"


SHEET_LABELS: dict[str, str] = {
    SheetState.EXPECTED: _("очаква се"),
    SheetState.ENTERED: _("подаден"),
    SheetState.RETURNED: _("върнат за поправка"),
    SheetState.CONFIRMED: _("потвърден от потребителя"),
    SheetState.APPROVED: _("утвърден"),
}
MONTH_LABELS: dict[str, str] = {
    MonthState.OPEN: _("отворен"),
    MonthState.CLOSED: _("приключен, чака утвърждаване"),
    MonthState.APPROVED: _("утвърден и заключен"),
    MonthState.REPORTED: _("отчетен пред АСП"),
}
S, M, W = SheetState, MonthState, Who
SHEET_STEPS: Steps = {
    "expect": step(_("Дай код на асистента"), {""}, S.EXPECTED, {W.MUNICIPALITY}, PRACTICE),
    "enter": step(
        _("Подай"),
        {"", S.EXPECTED, S.ENTERED, S.RETURNED},
        S.ENTERED,
        {W.ASSISTANT, W.MUNICIPALITY},
        BY_ASSISTANCE,
    ),
    "confirm": step(
        _("Потвърди"), {S.ENTERED}, S.CONFIRMED, {W.USER, W.MUNICIPALITY}, BY_ASSISTANCE
    ),
    "return": step(
        _("Върни за поправка"),
        {S.ENTERED, S.CONFIRMED},
        S.RETURNED,
        {W.USER, W.MUNICIPALITY},
        PRACTICE,
    ),
    "explain": step(
        _("Напиши причина"), {S.ENTERED, S.CONFIRMED}, None, {W.MUNICIPALITY}, PRACTICE
    ),
    "approve": step(_("Утвърди"), {S.CONFIRMED}, S.APPROVED, {W.HEAD}, BY_ASSISTANCE),
    "correct": step(_("Поправи след утвърждаване"), {S.APPROVED}, None, {W.HEAD}, PRACTICE),
}
MONTH_STEPS: Steps = {
    "close": step(_("Приключи месеца"), {M.OPEN}, M.CLOSED, {W.MUNICIPALITY}, PRACTICE),
    "reopen": step(_("Отвори отново"), {M.CLOSED}, M.OPEN, {W.HEAD}, PRACTICE),
    "approve": step(_("Утвърди и заключи"), {M.CLOSED}, M.APPROVED, {W.HEAD}, BY_ASSISTANCE),
    "report": step(
        _("Впиши изпратения отчет"), {M.APPROVED}, M.REPORTED, {W.MUNICIPALITY}, BY_ASSISTANCE
    ),
}
