"""States and steps of applications and licenses; the arithmetic of their terms. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused

PRACTICE = _("практика")
REVOKED_BY = _("чл. 158 ЗСУ")  # revocation, appealable in the administrative court
# Codes of the terms in law.DeadlineRule; three of them are this package's own rows.
NOTIFY_CHANGE, DECIDE_CHANGE, DECIDE_RENEWAL, VALIDITY = "D15", "D16", "D17", "D18"
RENEWAL_WINDOW, HAND_OVER = "D17-2", "D17-3"
APPEAL = "D22"


class Kind(StrEnum):
    """What is applied for."""

    GRANT = "grant"
    CHANGE = "change"
    RENEWAL = "renewal"


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Who(StrEnum):
    """What somebody is to an application."""

    PROVIDER = "provider"
    AGENCY = "agency"


class Standing(StrEnum):
    """How a license stands on a day."""

    COMING = "coming"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"


KIND_LABELS: dict[str, str] = {
    Kind.GRANT: _("издаване на лиценз"),
    Kind.CHANGE: _("променени обстоятелства"),
    Kind.RENEWAL: _("подновяване на лиценз"),
}
STATE_LABELS: dict[str, str] = {
    State.DRAFT: _("подготвя се"),
    State.SUBMITTED: _("разглежда се от АКСУ"),
    State.INCOMPLETE: _("чака допълване"),
    State.GRANTED: _("уважено"),
    State.REFUSED: _("отказано"),
    State.WITHDRAWN: _("оттеглено"),
}
STATE_TONES: dict[str, str] = {
    State.SUBMITTED: "brand",
    State.INCOMPLETE: "soon",
    State.GRANTED: "ok",
    State.REFUSED: "late",
}
STANDING_LABELS: dict[str, str] = {
    Standing.COMING: _("още не е в сила"),
    Standing.VALID: _("в сила"),
    Standing.EXPIRING: _("изтича скоро"),
    Standing.EXPIRED: _("изтекъл"),
    Standing.REVOKED: _("отнет"),
    Standing.REPLACED: _("подновен"),
}
STANDING_TONES: dict[str, str] = {
    Standing.COMING: "plain",
    Standing.VALID: "ok",
    Standing.EXPIRING: "soon",
    Standing.EXPIRED: "late",
    Standing.REVOKED: "late",
    Standing.REPLACED: "plain",
}
WHO_LABELS: dict[str, str] = {
    Who.PROVIDER: _("ръководителят на доставчика"),
    Who.AGENCY: _("Агенцията за качеството на социалните услуги"),
}
OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.INCOMPLETE})
ENDS = frozenset(State) - OPEN


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the workflow: from where, to where (None: stays), by whom, by which rule."""

    event: str
    label: str
    sources: frozenset[str]
    to: State | None
    who: Who
    by: str = PRACTICE


def _step(event: str, label: str, sources: set[State], to: State | None, who: Who) -> Step:
    return Step(f"licensing.{event}", label, frozenset(sources), to, who)


S, W = State, Who
BEGIN = _step("application_begun", _("Започни заявление"), set(), S.DRAFT, W.PROVIDER)
STEPS = {
    "save": _step("application_saved", _("Запиши"), {S.DRAFT, S.INCOMPLETE}, None, W.PROVIDER),
    "submit": _step("application_submitted", _("Подай в АКСУ"), {S.DRAFT}, S.SUBMITTED, W.PROVIDER),
    "complete": _step(
        "application_completed", _("Подай допълнението"), {S.INCOMPLETE}, S.SUBMITTED, W.PROVIDER
    ),
    "withdraw": _step(
        "application_withdrawn", _("Оттегли"), {S.DRAFT, S.SUBMITTED, S.INCOMPLETE}, S.WITHDRAWN,
        W.PROVIDER,
    ),
    "ask": _step(
        "addition_asked", _("Поискай допълване"), {S.SUBMITTED}, S.INCOMPLETE, W.AGENCY
    ),
    "grant": _step(
        "application_granted", _("Уважи"), {S.SUBMITTED, S.INCOMPLETE}, S.GRANTED, W.AGENCY
    ),
    "refuse": _step(
        "application_refused", _("Откажи"), {S.SUBMITTED, S.INCOMPLETE}, S.REFUSED, W.AGENCY
    ),
    "notify": _step(
        "decision_handed_over", _("Връчи решението"), {S.GRANTED, S.REFUSED}, None, W.AGENCY
    ),
}  # fmt: skip

NOT_YOURS = _("Действието „%(action)s“ не е за Вашата организация.")
WHO_MAY = _("Може да го направи %(who)s.")
NOT_NOW = _("Действието „%(action)s“ не е възможно, когато заявлението е „%(state)s“.")
LOOK_AGAIN = _("Отворете заявлението отново, за да видите какво се е променило.")


def next_state(state: State, action: str, who: frozenset[Who]) -> State:
    """Where `action` leads from `state` for somebody who is `who` to the application.

    Raises Refused with the sentence for the person when the state or the actor does not allow it.
    """
    row = STEPS[action]
    label = translated(row.label)
    if row.who not in who:
        raise Refused(
            translated(NOT_YOURS) % {"action": label},
            rule=row.by,
            remedy=translated(WHO_MAY) % {"who": translated(WHO_LABELS[row.who])},
        )
    if state not in row.sources:
        shown = {"action": label, "state": translated(STATE_LABELS[state])}
        raise Refused(translated(NOT_NOW) % shown, rule=row.by, remedy=LOOK_AGAIN)
    return row.to or state


def actions_for(state: State, who: frozenset[Who]) -> list[str]:
    """What somebody who is `who` to an application in this state may do with it."""
    return [name for name, row in STEPS.items() if state in row.sources and row.who in who]


@dataclass(frozen=True, slots=True)
class Term:
    """The days of a license: [valid_from, valid_to), perhaps ended earlier."""

    valid_from: date
    valid_to: date
    revoked_on: date | None = None
    renewed_on: date | None = None  # since when a renewed license stands in its place

    def holds(self, day: date) -> bool:
        """Whether the provider may work by it on a day."""
        ended = self.revoked_on is not None and day >= self.revoked_on
        return self.valid_from <= day < self.valid_to and not ended


def standing(term: Term, day: date, window_months: int) -> Standing:
    """How a license stands on a day; it expires soon inside the window of its renewal."""
    if term.revoked_on and day >= term.revoked_on:
        return Standing.REVOKED
    if day < term.valid_from:
        return Standing.COMING
    if term.renewed_on and day >= term.renewed_on:
        return Standing.REPLACED
    if day >= term.valid_to:
        return Standing.EXPIRED
    is_late = day >= months_before(term.valid_to, window_months) and not term.renewed_on
    return Standing.EXPIRING if is_late else Standing.VALID


def months_before(day: date, n: int) -> date:
    """The same day of the month so many months earlier, or the last one that the month has."""
    year, month = divmod(day.year * 12 + day.month - 1 - n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def years_after(day: date, n: int) -> date:
    """The first day on which a term of so many years from `day` no longer runs."""
    return months_before(day, -12 * n)


def check_renewal(term: Term, day: date, window_months: int) -> None:
    """A renewal is asked in the last months of a license that still holds."""
    opens = months_before(term.valid_to, window_months)
    if day < opens:
        raise Refused(
            translated(_("Подновяването на лиценза още не може да се иска.")),
            rule=translated(_("Иска се в последните %(n)s месеца от срока му."))
            % {"n": window_months},
            remedy=translated(_("Елате отново на %(day)s г.")) % {"day": f"{opens:%d.%m.%Y}"},
        )
    if not term.holds(day):
        raise Refused(
            translated(_("Лицензът вече не е в сила и не може да бъде подновен.")),
            rule=translated(_("Подновява се лиценз, който още действа.")),
            remedy=translated(_("Подайте заявление за нов лиценз.")),
        )


def check_reason(text: str, field: str = "reason") -> None:
    """An adverse decision has its reasons."""
    if len(text.split()) < 3:
        raise Refused(
            _("Напишете мотивите: поне няколко думи, които доставчикът да разбере."),
            rule=_("Отказ и отнемане без мотиви не се издават."),
            field=field,
        )
