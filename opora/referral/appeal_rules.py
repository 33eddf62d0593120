"""How a refusal is told and appealed, as a table; its term is a dated row of the law. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused

TERM = "D22"
UNVERIFIED = _("предстои проверка")


class AppealState(StrEnum):
    """Where an appeal stands."""

    FILED = "filed"
    SENT = "sent"
    UPHELD = "upheld"
    ANNULLED = "annulled"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class BodyKind(StrEnum):
    """Who decides."""

    COURT = "court"
    SUPERIOR = "superior"


class Served(StrEnum):
    """How the person got the refusal."""

    PERSON = "person"
    POST = "post"
    ELECTRONIC = "electronic"
    NOTICE = "notice"


APPEAL_LABELS = {
    AppealState.FILED: _("подадена, предстои изпращане"),
    AppealState.SENT: _("изпратена, чака решение"),
    AppealState.UPHELD: _("отказът остава в сила"),
    AppealState.ANNULLED: _("отказът е отменен"),
    AppealState.RETURNED: _("върната за ново решение"),
    AppealState.WITHDRAWN: _("оттеглена"),
}
APPEAL_TONES = {
    AppealState.FILED: "soon",
    AppealState.SENT: "wait",
    AppealState.ANNULLED: "ok",
    AppealState.RETURNED: "ok",
}
BODY_LABELS = {
    BodyKind.COURT: _("административен съд"),
    BodyKind.SUPERIOR: _("по-горестоящ орган"),
}
SERVED_LABELS = {
    Served.PERSON: _("лично, срещу подпис"),
    Served.POST: _("с писмо с обратна разписка"),
    Served.ELECTRONIC: _("по електронен път"),
    Served.NOTICE: _("чрез съобщение, лицето не е намерено"),
}
APPEAL_OPEN = frozenset({AppealState.FILED, AppealState.SENT})
WON = frozenset({AppealState.ANNULLED, AppealState.RETURNED})


@dataclass(frozen=True, slots=True)
class Step:
    """One row: from where, to where, which event."""

    event: str
    label: str
    sources: frozenset[AppealState]
    to: AppealState


S = AppealState
# Every step is written by the organ that leads the request: it helps the person, also against
# the refusal of a provider (practice).
APPEAL_STEPS = {
    "file": Step("appeal_filed", _("Впиши жалба"), frozenset(), S.FILED),
    "send": Step("appeal_sent", _("Изпрати жалбата"), frozenset({S.FILED}), S.SENT),
    "uphold": Step("appeal_upheld", _("Отказът остава"), frozenset({S.SENT}), S.UPHELD),
    "annul": Step("appeal_annulled", _("Отказът е отменен"), frozenset({S.SENT}), S.ANNULLED),
    "return": Step(
        "appeal_returned", _("Върнато за ново решение"), frozenset({S.SENT}), S.RETURNED
    ),
    "withdraw": Step("appeal_withdrawn", _("Жалбата е оттеглена"), APPEAL_OPEN, S.WITHDRAWN),
}
NOT_NOW = _("Действието „%(action)s“ не е възможно, когато жалбата е „%(state)s“.")
LOOK_AGAIN = _("Отворете отказа отново, за да видите какво се е променило.")


def next_state(state: AppealState, action: str) -> AppealState:
    """Where `action` leads; raises Refused in words."""
    row = APPEAL_STEPS[action]
    if state not in row.sources:
        words = {"action": translated(row.label), "state": translated(APPEAL_LABELS[state])}
        raise Refused(translated(NOT_NOW) % words, remedy=LOOK_AGAIN)
    return row.to


def actions_for(state: AppealState) -> list[str]:
    """The steps open from a state, in the order of the table."""
    return [name for name, row in APPEAL_STEPS.items() if state in row.sources]


BEFORE_REFUSAL = _("Отказът не може да е съобщен преди да е постановен.")
NOT_SERVED = _("Първо впишете кога отказът е съобщен на лицето: оттогава тече срокът за жалба.")
BEFORE_NOTICE = _("Жалбата е преди съобщаването на отказа.")


def check_served(served_on: date, refused_on: date) -> None:
    """A refusal is served on its own day or later."""
    if served_on < refused_on:
        raise Refused(BEFORE_REFUSAL, field="happened_on")


def is_late(filed_on: date, until: date | None) -> bool:
    """Whether the term was over. A late appeal is sent too: only the one who decides may say so."""
    return until is not None and filed_on > until
