"""The procedure by which places are changed: request, order of АСП, council decision. Pure.

The municipality needs the prior approval of АСП, whose order together with the decision of the
council sets the capacity (elhovo.bg; nasoki.bg). No article and no term of it is confirmed, so no
clock runs.
"""

from dataclasses import dataclass
from enum import StrEnum

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused

PRACTICE = _("практика")


class RequestKind(StrEnum):
    """What is asked for."""

    CHANGE = "change"
    OPENING = "opening"


class RequestState(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"
    ORDERED = "ordered"
    DECIDED = "decided"
    APPLIED = "applied"
    REFUSED = "refused"
    DROPPED = "dropped"


class Side(StrEnum):
    """What somebody is to a request."""

    MUNICIPALITY = "municipality"
    AGENCY = "agency"


KIND_LABELS: dict[str, str] = {
    RequestKind.CHANGE: _("промяна на местата"),
    RequestKind.OPENING: _("нова услуга"),
}
STATE_LABELS: dict[str, str] = {
    RequestState.DRAFT: _("подготвя се"),
    RequestState.SENT: _("разглежда се от АСП"),
    RequestState.RETURNED: _("върнато за допълване"),
    RequestState.ORDERED: _("има заповед, чака решение на съвета"),
    RequestState.DECIDED: _("има решение, чака вписване"),
    RequestState.APPLIED: _("вписано в регистъра"),
    RequestState.REFUSED: _("отказано от АСП"),
    RequestState.DROPPED: _("оттеглено"),
}
STATE_TONES: dict[str, str] = {
    RequestState.SENT: "brand",
    RequestState.RETURNED: "soon",
    RequestState.ORDERED: "wait",
    RequestState.DECIDED: "soon",
    RequestState.APPLIED: "ok",
    RequestState.REFUSED: "late",
}
SIDE_LABELS: dict[str, str] = {
    Side.MUNICIPALITY: _("общината"),
    Side.AGENCY: _("изпълнителният директор на АСП"),
}
R = RequestState
OPEN = frozenset({R.DRAFT, R.SENT, R.RETURNED, R.ORDERED, R.DECIDED})


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the procedure: from where, to where, by whom, by which rule."""

    event: str
    label: str
    sources: frozenset[str]
    to: RequestState
    who: Side
    by: str = PRACTICE


def _step(event: str, label: str, sources: set[R], to: R, who: Side) -> Step:
    return Step(f"register.{event}", label, frozenset(sources), to, who)


M, A = Side.MUNICIPALITY, Side.AGENCY
BEGIN = _step("capacity_begun", _("Започни искане"), set(), R.DRAFT, M)
STEPS = {
    "send": _step("capacity_sent", _("Изпрати до АСП"), {R.DRAFT, R.RETURNED}, R.SENT, M),
    "drop": _step("capacity_dropped", _("Оттегли"), {R.DRAFT, R.SENT, R.RETURNED}, R.DROPPED, M),
    "return": _step("capacity_returned", _("Върни за допълване"), {R.SENT}, R.RETURNED, A),
    "order": _step("capacity_ordered", _("Издай заповед"), {R.SENT}, R.ORDERED, A),
    "refuse": _step("capacity_refused", _("Откажи"), {R.SENT}, R.REFUSED, A),
    "decide": _step(
        "capacity_decided", _("Впиши решение на общинския съвет"), {R.ORDERED}, R.DECIDED, M
    ),
    "apply": _step("capacity_applied", _("Впиши в регистъра"), {R.DECIDED}, R.APPLIED, M),
}

NOT_YOURS = _("Действието „%(action)s“ не е за Вашата организация.")
WHO_MAY = _("Може да го направи %(who)s.")
NOT_NOW = _("Действието „%(action)s“ не е възможно, когато искането е „%(state)s“.")
LOOK_AGAIN = _("Отворете искането отново, за да видите какво се е променило.")


def next_state(state: str, action: str, sides: frozenset[Side]) -> RequestState:
    """Where `action` leads for somebody who is `sides` to the request; Refused otherwise."""
    row = STEPS[action]
    label = translated(row.label)
    if row.who not in sides:
        raise Refused(
            translated(NOT_YOURS) % {"action": label},
            rule=row.by,
            remedy=translated(WHO_MAY) % {"who": translated(SIDE_LABELS[row.who])},
        )
    if state not in row.sources:
        shown = {"action": label, "state": translated(STATE_LABELS[state])}
        raise Refused(translated(NOT_NOW) % shown, rule=row.by, remedy=LOOK_AGAIN)
    return row.to


def actions_for(state: str, sides: frozenset[Side]) -> list[str]:
    """What somebody who is `sides` to a request in this state may do with it."""
    return [name for name, row in STEPS.items() if state in row.sources and row.who in sides]
