"""A child's case and its measures as tables; who reports; how near an hour is. Pure."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from opora.law.rules import UNVERIFIED
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused
from opora.lib.words import age

from .steps import PRACTICE, Who, step

CHILD_UNTIL = 18
# Practice, not a statute: how long before the end of a court's term the directorate is warned.
WARNED_BEFORE = timedelta(days=30)
REPORTING = _("чл. 7 ЗЗД")
PLACING = _("чл. 26 ЗЗД")
EMERGENCY = _("чл. 27а ЗЗД")
COURT = _("чл. 28 ЗЗД")


class CaseState(StrEnum):
    """Where a child's case stands."""

    SIGNALED = "signaled"
    IN_CHECK = "in_check"
    IN_ASSESSMENT = "in_assessment"
    ASSESSED = "assessed"
    PLANNED = "planned"
    NO_RISK = "no_risk"
    JOINED = "joined"
    CLOSED = "closed"


CASE_LABELS = {
    CaseState.SIGNALED: _("постъпил сигнал, чака проверка"),
    CaseState.IN_CHECK: _("проверява се"),
    CaseState.IN_ASSESSMENT: _("има риск, оценява се"),
    CaseState.ASSESSED: _("оценен, чака план за действие"),
    CaseState.PLANNED: _("работи се по план за действие"),
    CaseState.NO_RISK: _("проверен, няма риск"),
    CaseState.JOINED: _("присъединен към друг случай"),
    CaseState.CLOSED: _("приключен"),
}
CASE_TONES = {
    CaseState.SIGNALED: "late",
    CaseState.IN_CHECK: "soon",
    CaseState.IN_ASSESSMENT: "wait",
    CaseState.ASSESSED: "wait",
    CaseState.PLANNED: "ok",
}
CASE_ENDS = frozenset({CaseState.NO_RISK, CaseState.JOINED, CaseState.CLOSED})
CASE_OPEN = frozenset(CaseState) - CASE_ENDS
AT_RISK = frozenset({CaseState.IN_ASSESSMENT, CaseState.ASSESSED, CaseState.PLANNED})
CHECKED_FIRST = frozenset({CaseState.SIGNALED, CaseState.IN_CHECK})

C, W = CaseState, Who
CASE_STEPS = {
    "report": step(
        "signal_received", _("Подай сигнал"), (), C.SIGNALED, W.REPORTER, by=REPORTING
    ),
    "join": step("signal_joined", _("Присъедини нов сигнал"), CASE_OPEN, None, W.SYSTEM,
                 by=PRACTICE),
    "assign": step("assigned", _("Разпредели"), CASE_OPEN, None, W.OFFICER, by=PRACTICE),
    "identify": step("identified", _("Установи кое е детето"), CASE_OPEN, None, W.OFFICER,
                     by=PRACTICE),
    "join_case": step("case_joined", _("Присъедини към случая на същото дете"), CHECKED_FIRST,
                      C.JOINED, W.SYSTEM, by=PRACTICE),
    "start_check": step("check_started", _("Започни проверката"), {C.SIGNALED}, C.IN_CHECK,
                        W.OFFICER),
    "raise_danger": step("danger_raised", _("Отбележи риск за живота или здравето"),
                         CHECKED_FIRST, None, W.OFFICER),
    "open_case": step("risk_found", _("Има риск: отвори случай"), {C.IN_CHECK}, C.IN_ASSESSMENT,
                      W.OFFICER),
    "no_risk": step("no_risk_found", _("Няма риск: приключи проверката"), {C.IN_CHECK}, C.NO_RISK,
                    W.OFFICER),
    "recheck": step("rechecked", _("Впиши проверка по новия сигнал"), AT_RISK, None, W.OFFICER),
    "save_assessment": step("assessment_saved", _("Запази оценката"), {C.IN_ASSESSMENT}, None,
                            W.OFFICER),
    "finish_assessment": step("assessment_finished", _("Завърши оценката"), {C.IN_ASSESSMENT},
                              C.ASSESSED, W.OFFICER),
    "adopt_plan": step("plan_adopted", _("Приеми план за действие"), {C.ASSESSED, C.PLANNED},
                       C.PLANNED, W.OFFICER),
    "review_plan": step("plan_reviewed", _("Впиши преглед на плана"), {C.PLANNED}, None,
                        W.OFFICER),
    "propose_measure": step("measure_proposed", _("Предложи мярка"), {C.IN_CHECK, *AT_RISK}, None,
                            W.OFFICER),
    "relate": step("related", _("Свържи с дете от същото семейство"), CASE_OPEN, None, W.OFFICER,
                   by=PRACTICE),
    "give_part": step("part_given", _("Дай достъп до част от случая"), CASE_OPEN, None, W.HEAD,
                      by=PRACTICE),
    "take_part_back": step("part_taken_back", _("Спри достъпа"), frozenset(C), None, W.HEAD,
                           by=PRACTICE),
    "admit_officer": step("officer_admitted", _("Допусни служител до поверителния случай"),
                          CASE_OPEN, None, W.HEAD, by=PRACTICE),
    "remove_officer": step("officer_removed", _("Спри достъпа на служител"), frozenset(C), None,
                           W.HEAD, by=PRACTICE),
    "transfer": step("transfer_proposed", _("Предай на друга дирекция по настоящ адрес"),
                     CASE_OPEN, None, W.OFFICER, by=PRACTICE),
    "cancel_transfer": step("transfer_canceled", _("Върни предаването"), CASE_OPEN, None,
                            W.OFFICER, by=PRACTICE),
    "accept_transfer": step("transfer_accepted", _("Поеми случая"), CASE_OPEN, None, W.RECEIVER,
                            by=PRACTICE),
    "decline_transfer": step("transfer_declined", _("Не поемай случая"), CASE_OPEN, None,
                             W.RECEIVER, by=PRACTICE),
    "close": step("closed", _("Приключи случая"), AT_RISK, C.CLOSED, W.OFFICER),
}  # fmt: skip
STAGES = [
    (_("Сигнал"), {C.SIGNALED}),
    (_("Проверка"), {C.IN_CHECK}),
    (_("Оценка"), {C.IN_ASSESSMENT}),
    (_("План за действие"), {C.ASSESSED}),
    (_("Мерки и прегледи"), {C.PLANNED}),
]
AWAITED = {
    C.SIGNALED: _("начало на проверката"),
    C.IN_CHECK: _("заключение от проверката"),
    C.IN_ASSESSMENT: _("оценка на случая"),
    C.ASSESSED: _("план за действие"),
    C.PLANNED: _("работа по плана и преглед"),
}


class MeasureKind(StrEnum):
    """What protects the child."""

    FAMILY_SUPPORT = "family_support"
    RELATIVES = "relatives"
    FOSTER = "foster"
    RESIDENTIAL = "residential"
    EMERGENCY = "emergency"
    POLICE = "police"


MEASURE_KIND_LABELS = {
    MeasureKind.FAMILY_SUPPORT: _("подкрепа в семейството чрез услуги"),
    MeasureKind.RELATIVES: _("настаняване при роднини или близки"),
    MeasureKind.FOSTER: _("настаняване в приемно семейство"),
    MeasureKind.RESIDENTIAL: _("настаняване в резидентна услуга"),
    MeasureKind.EMERGENCY: _("спешно настаняване"),
    MeasureKind.POLICE: _("полицейска закрила"),
}
OUT_OF_FAMILY = frozenset(MeasureKind) - {MeasureKind.FAMILY_SUPPORT}
# What the court is asked to decide; police protection ends by itself, support needs no court.
BEFORE_COURT = OUT_OF_FAMILY - {MeasureKind.POLICE}
THROUGH_SERVICE = frozenset(
    {MeasureKind.FAMILY_SUPPORT, MeasureKind.RESIDENTIAL, MeasureKind.EMERGENCY}
)
MEASURE_ARTICLES = {
    MeasureKind.FAMILY_SUPPORT: UNVERIFIED,
    MeasureKind.RELATIVES: PLACING,
    MeasureKind.FOSTER: PLACING,
    MeasureKind.RESIDENTIAL: PLACING,
    MeasureKind.EMERGENCY: EMERGENCY,
    MeasureKind.POLICE: UNVERIFIED,
}


class MeasureState(StrEnum):
    """Where a measure stands."""

    PROPOSED = "proposed"
    ORDERED = "ordered"
    FILED = "filed"
    GRANTED = "granted"
    DROPPED = "dropped"
    ENDED = "ended"


MEASURE_LABELS = {
    MeasureState.PROPOSED: _("предложена"),
    MeasureState.ORDERED: _("в сила със заповед"),
    MeasureState.FILED: _("внесено искане в съда"),
    MeasureState.GRANTED: _("в сила с решение на съда"),
    MeasureState.DROPPED: _("не е издадена заповед"),
    MeasureState.ENDED: _("приключила"),
}
MEASURE_TONES = {
    MeasureState.PROPOSED: "wait",
    MeasureState.ORDERED: "soon",
    MeasureState.FILED: "wait",
    MeasureState.GRANTED: "ok",
}
IN_FORCE = frozenset({MeasureState.ORDERED, MeasureState.FILED, MeasureState.GRANTED})
MEASURE_OPEN = IN_FORCE | {MeasureState.PROPOSED}

M = MeasureState
MEASURE_STEPS = {
    "propose": step("measure_proposed", _("Предложи мярка"), (), M.PROPOSED, W.OFFICER),
    "order": step("measure_ordered", _("Издай заповед"), {M.PROPOSED}, M.ORDERED, W.HEAD),
    "drop": step("measure_dropped", _("Не издавай заповед"), {M.PROPOSED}, M.DROPPED, W.HEAD),
    "direct": step("measure_directed", _("Насочи към услуга"), IN_FORCE, None, W.OFFICER,
                   by=PRACTICE),
    "place": step("measure_placed", _("Настани в услугата"), IN_FORCE, None, W.OFFICER,
                  by=PLACING),
    "file": step("court_asked", _("Внеси искане в съда"), {M.ORDERED}, M.FILED, W.HEAD, by=COURT),
    "grant": step("court_granted", _("Впиши решението: настанява"), {M.FILED}, M.GRANTED,
                  W.OFFICER, by=COURT),
    "reject": step("court_rejected", _("Впиши решението: отхвърля"), {M.FILED}, M.ENDED, W.OFFICER,
                   by=COURT),
    "serve": step("measure_served", _("Впиши съобщаването на заповедта"), IN_FORCE, None,
                  W.OFFICER),
    "change": step("measure_changed", _("Замени с друга мярка"), IN_FORCE, M.ENDED, W.OFFICER),
    "end": step("measure_ended", _("Прекрати мярката"), IN_FORCE, M.ENDED, W.HEAD),
}  # fmt: skip


class Source(StrEnum):
    """From whom a signal came."""

    BODY = "body"
    PROFESSIONAL = "professional"
    CITIZEN = "citizen"
    CHILD = "child"
    ANONYMOUS = "anonymous"


SOURCE_LABELS = {
    Source.BODY: _("орган или институция"),
    Source.PROFESSIONAL: _("специалист, който работи с деца"),
    Source.CITIZEN: _("гражданин"),
    Source.CHILD: _("самото дете"),
    Source.ANONYMOUS: _("анонимен сигнал"),
}


class Channel(StrEnum):
    """How a signal came."""

    PHONE = "phone"
    PAPER = "paper"
    PERSON = "person"
    ELECTRONIC = "electronic"
    OPORA = "opora"


CHANNEL_LABELS = {
    Channel.PHONE: _("по телефон"),
    Channel.PAPER: _("на хартия"),
    Channel.PERSON: _("на място"),
    Channel.ELECTRONIC: _("по електронен път"),
    Channel.OPORA: _("през Опора"),
}


class Part(StrEnum):
    """What of a case may be given to another organization. The signal is never given."""

    CORE = "core"
    PLAN = "plan"
    MEASURES = "measures"


PART_LABELS = {
    Part.CORE: _("че се води случай и кой го води"),
    Part.PLAN: _("планът за действие"),
    Part.MEASURES: _("мерките, заповедите и решенията"),
}


class Kinship(StrEnum):
    """Why two cases belong together."""

    SIBLING = "sibling"
    HOUSEHOLD = "household"


KINSHIP_LABELS = {
    Kinship.SIBLING: _("брат или сестра"),
    Kinship.HOUSEHOLD: _("живеят в едно домакинство"),
}

# Which term runs for which signal (dated rows of the law).
CHECK_IN_DANGER, CHECK, ASSESSMENT = "D11", "D11-2", "D11-3"
REVIEW, REVIEW_OUTSIDE, COURT_REQUEST, POLICE_LASTS = "D12", "D12-2", "D9", "D9-2"

NOT_A_CHILD = _("Лицето е навършило 18 години. Закрилата по този закон е за деца.")
FUTURE = _("Моментът на сигнала не може да е в бъдещето.")
TOO_OLD = timedelta(days=365)
LONG_AGO = _("Сигнал отпреди повече от година не може да е получен сега. Проверете датата.")


def check_child(birth_date: date | None, on: date) -> None:
    """Refuse somebody who is known to be of age."""
    if birth_date and age(birth_date, on) >= CHILD_UNTIL:
        raise Refused(NOT_A_CHILD, field="person")


def check_moment(received_at: datetime, now: datetime) -> None:
    """A signal was received before now, and not very long ago."""
    if received_at > now:
        raise Refused(FUTURE, field="received_at")
    if now - received_at > TOO_OLD:
        raise Refused(LONG_AGO, field="received_at")


def code_of_check(*, is_dangerous: bool) -> str:
    """The term of a check."""
    return CHECK_IN_DANGER if is_dangerous else CHECK


LATE_BY = _("просрочено с %(hours)s ч. %(minutes)s мин.")
LEFT = _("остават %(hours)s ч. %(minutes)s мин.")
NEAR_HOURS = timedelta(hours=24)


def hours_words(due_at: datetime, now: datetime) -> str:
    """An exact moment in hours and minutes: остават 5 ч. 20 мин., просрочено с 1 ч. 5 мин."""
    minutes = int(abs((due_at - now).total_seconds()) // 60)
    words = {"hours": minutes // 60, "minutes": minutes % 60}
    return translated(LATE_BY if due_at < now else LEFT) % words


def hours_tone(due_at: datetime, now: datetime) -> str:
    """Late, or soon when a day or less is left."""
    if due_at < now:
        return "late"
    return "soon" if due_at - now <= NEAR_HOURS else "plain"
