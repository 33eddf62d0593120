"""The lane in which a court places an adult under guardianship (чл. 97 ЗСУ), as a table. Pure."""

from datetime import date, timedelta
from enum import StrEnum
from functools import partial

from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import Refused
from opora.protection import steps
from opora.protection.steps import PRACTICE, Who

ARTICLE = _("чл. 97 ЗСУ")
TERM = "D8"
# Practice, not a statute: how long before the end of the term the directorate is warned.
WARNED_BEFORE = timedelta(days=90)


class CourtState(StrEnum):
    """Where a court placement stands."""

    DRAFT = "draft"
    FILED = "filed"
    HEARING = "hearing"
    GRANTED = "granted"
    ADMITTED = "admitted"
    PROLONGING = "prolonging"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


LABELS = {
    CourtState.DRAFT: _("подготвя се искане"),
    CourtState.FILED: _("внесено искане, чака заседание"),
    CourtState.HEARING: _("насрочено заседание"),
    CourtState.GRANTED: _("съдът реши, чака прием"),
    CourtState.ADMITTED: _("настанено"),
    CourtState.PROLONGING: _("настанено, поискано е продължаване"),
    CourtState.REJECTED: _("съдът отхвърли искането"),
    CourtState.WITHDRAWN: _("искането е оттеглено"),
    CourtState.ENDED: _("настаняването приключи"),
}
TONES = {
    CourtState.DRAFT: "plain",
    CourtState.FILED: "wait",
    CourtState.HEARING: "wait",
    CourtState.GRANTED: "soon",
    CourtState.ADMITTED: "ok",
    CourtState.PROLONGING: "wait",
    CourtState.REJECTED: "late",
}
ENDS = frozenset({CourtState.REJECTED, CourtState.WITHDRAWN, CourtState.ENDED})
INSIDE = frozenset({CourtState.ADMITTED, CourtState.PROLONGING})

S, W = CourtState, Who
step = partial(steps.step, of="courts")
STEPS = {
    "propose": step("prepared", _("Подготви искане до съда"), (), S.DRAFT, W.OFFICER,
                    by=ARTICLE),
    "file": step("filed", _("Внеси искането в съда"), {S.DRAFT}, S.FILED, W.HEAD, by=ARTICLE),
    "withdraw": step("withdrawn", _("Оттегли искането"), {S.DRAFT, S.FILED, S.HEARING},
                     S.WITHDRAWN, W.HEAD, by=PRACTICE),
    "set_hearing": step("hearing_set", _("Впиши насрочено заседание"),
                        {S.FILED, S.HEARING}, S.HEARING, W.OFFICER, by=PRACTICE),
    "grant": step("decided", _("Впиши решението: настанява"), {S.FILED, S.HEARING},
                  S.GRANTED, W.OFFICER, by=ARTICLE),
    "reject": step("refused", _("Впиши решението: отхвърля"), {S.FILED, S.HEARING},
                   S.REJECTED, W.OFFICER, by=ARTICLE),
    "admit": step("admitted", _("Настани по решението"), {S.GRANTED}, S.ADMITTED, W.OFFICER,
                  by=ARTICLE),
    "ask_prolongation": step("prolongation_asked", _("Поискай продължаване"), {S.ADMITTED},
                             S.PROLONGING, W.HEAD, by=ARTICLE),
    "prolong": step("prolonged", _("Впиши решението: продължава"), {S.PROLONGING},
                    S.ADMITTED, W.OFFICER, by=ARTICLE),
    "refuse_prolongation": step("prolongation_refused", _("Впиши решението: не продължава"),
                                {S.PROLONGING}, S.ADMITTED, W.OFFICER, by=ARTICLE),
    "end": step("ended", _("Впиши край на настаняването"), INSIDE, S.ENDED, W.OFFICER,
                by=PRACTICE),
}  # fmt: skip
AWAITED = {
    S.DRAFT: _("внасяне на искането от директора"),
    S.FILED: _("насрочване на заседание от съда"),
    S.HEARING: _("решение на съда"),
    S.GRANTED: _("прием по решението"),
    S.ADMITTED: _("нищо до наближаване на края на срока"),
    S.PROLONGING: _("решение за продължаване"),
}
STAGES = [
    (_("Искане"), {S.DRAFT}),
    (_("Съд"), {S.FILED, S.HEARING}),
    (_("Решение"), {S.GRANTED}),
    (_("Настанено"), {S.ADMITTED, S.PROLONGING}),
]

TOO_LONG = _("Решението настанява за най-много %(term)s от деня, в който е постановено.")
BACKWARDS = _("Краят на срока е преди началото му.")
IS_A_CHILD = _("Лицето не е навършило 18 години. Дете се настанява по Закона за закрила на детето.")
NO_GUARDIAN = _("Впишете настойника или попечителя: този ред е за пълнолетни под запрещение.")


def check_term(decided_on: date, until: date, latest: date | None, term: str) -> None:
    """A decision lasts no longer than the dated rule; without a rule any end after it."""
    if until <= decided_on:
        raise Refused(BACKWARDS, field="until")
    if latest and until > latest:
        raise Refused(TOO_LONG % {"term": term}, rule=ARTICLE, field="until")


def is_ending(until: date | None, today: date) -> bool:
    """Whether the directorate is to be warned that the term ends."""
    return until is not None and until - WARNED_BEFORE <= today
