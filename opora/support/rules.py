"""The life of an assessment, a plan, a review; who may sign a plan. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused
from opora.lib.words import age

PRACTICE = _("практика")
REGULATION = _("чл. 1, т. 3 ППЗСУ")
CHILD_UNTIL = 18
SIGNS_FROM = 14


class AssessmentState(StrEnum):
    """An assessment is written, then finished; a new one replaces it."""

    DRAFT = "draft"
    FINISHED = "finished"
    REPLACED = "replaced"


class PlanState(StrEnum):
    """Where a version of the support plan stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    ENDED = "ended"


class Who(StrEnum):
    """What an actor is to the plan."""

    WORKER = "worker"  # does casework at the provider that leads the case
    HEAD = "head"  # of that provider
    PARTY = "party"  # takes part and sees the plan


class Frequency(StrEnum):
    """In what an activity's frequency is counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ONCE = "once"


class Signer(StrEnum):
    """In what right a plan is signed."""

    HEAD = "head"
    PERSON = "person"
    REPRESENTATIVE = "representative"
    CHILD = "child"
    COPROVIDER = "coprovider"


class ReviewKind(StrEnum):
    """Why a plan is reviewed."""

    PERIODIC = "periodic"
    CHANGE = "change"
    FINAL = "final"


class Verdict(StrEnum):
    """What a review decides."""

    CONTINUE = "continue"
    REVISE = "revise"
    CLOSE = "close"


class QuestionKind(StrEnum):
    """Who outside the system is asked one question."""

    SCHOOL = "school_question"
    DOCTOR = "doctor_question"


ASSESSMENT_LABELS = {
    AssessmentState.DRAFT: _("в работа"),
    AssessmentState.FINISHED: _("завършена"),
    AssessmentState.REPLACED: _("заменена с по-нова"),
}
PLAN_LABELS = {
    PlanState.DRAFT: _("изготвя се"),
    PlanState.PROPOSED: _("предложен на лицето"),
    PlanState.AGREED: _("съгласуван с лицето"),
    PlanState.IN_FORCE: _("в сила"),
    PlanState.REPLACED: _("заменен с нова версия"),
    PlanState.ENDED: _("приключен"),
}
PLAN_TONES = {
    PlanState.DRAFT: "plain",
    PlanState.PROPOSED: "wait",
    PlanState.AGREED: "soon",
    PlanState.IN_FORCE: "ok",
}
WHO_LABELS = {
    Who.WORKER: _("екипът на доставчика, който води случая"),
    Who.HEAD: _("ръководителят на доставчика"),
    Who.PARTY: _("който участва и вижда плана"),
}
FREQUENCY_LABELS = {
    Frequency.DAY: _("на ден"),
    Frequency.WEEK: _("на седмица"),
    Frequency.MONTH: _("на месец"),
    Frequency.YEAR: _("на година"),
    Frequency.ONCE: _("еднократно"),
}
SIGNER_LABELS = {
    Signer.HEAD: _("ръководител на услугата"),
    Signer.PERSON: _("лицето"),
    Signer.REPRESENTATIVE: _("законен представител"),
    Signer.CHILD: _("детето (14+)"),
    Signer.COPROVIDER: _("друг доставчик по плана"),
}
REVIEW_LABELS = {
    ReviewKind.PERIODIC: _("периодичен преглед"),
    ReviewKind.CHANGE: _("преглед при промяна"),
    ReviewKind.FINAL: _("преглед преди края"),
}
VERDICT_LABELS = {
    Verdict.CONTINUE: _("планът продължава"),
    Verdict.REVISE: _("планът се променя"),
    Verdict.CLOSE: _("подкрепата приключва"),
}
QUESTION_LABELS = {
    QuestionKind.SCHOOL: _("училище или детска градина"),
    QuestionKind.DOCTOR: _("лекар"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the plan's workflow: from where, to where (None: stays), by whom, by what."""

    event: str
    label: str
    sources: frozenset[PlanState]
    to: PlanState | None
    who: frozenset[Who]
    by: str


P, W = PlanState, Who
EDITED = frozenset({P.DRAFT})
STEPS = {
    "write": Step(
        "support.plan_written", _("Запиши"), EDITED, None, frozenset({W.WORKER}), REGULATION
    ),
    "propose": Step(
        "support.plan_proposed",
        _("Предложи на лицето"),
        EDITED,
        P.PROPOSED,
        frozenset({W.WORKER}),
        REGULATION,
    ),
    "take_back": Step(
        "support.plan_taken_back",
        _("Върни за промяна"),
        frozenset({P.PROPOSED, P.AGREED}),
        P.DRAFT,
        frozenset({W.WORKER}),
        PRACTICE,
    ),
    "agree": Step(
        "support.plan_agreed",
        _("Впиши съгласието"),
        frozenset({P.PROPOSED}),
        P.AGREED,
        frozenset({W.WORKER}),
        REGULATION,
    ),
    "enter_force": Step(
        "support.plan_in_force",
        _("Подпиши и въведи в сила"),
        frozenset({P.AGREED}),
        P.IN_FORCE,
        frozenset({W.HEAD}),
        REGULATION,
    ),
    "review": Step(
        "support.reviewed",
        _("Впиши преглед"),
        frozenset({P.IN_FORCE}),
        None,
        frozenset({W.WORKER}),
        PRACTICE,
    ),
}
NOT_YOURS = _("Действието „%(action)s“ не е за Вас.")
WHO_MAY = _("Може да го направи %(who)s.")
NOT_NOW = _("Действието „%(action)s“ не е възможно, когато планът е „%(state)s“.")


def next_state(state: PlanState, action: str, who: frozenset[Who]) -> PlanState:
    """Where `action` leads from `state` for somebody who is `who`; Refused with the sentence."""
    row = STEPS[action]
    if row.who.isdisjoint(who):
        allowed = ", ".join(translated(WHO_LABELS[one]) for one in sorted(row.who))
        raise Refused(
            translated(NOT_YOURS) % {"action": translated(row.label)},
            rule=row.by,
            remedy=translated(WHO_MAY) % {"who": allowed},
        )
    if state not in row.sources:
        words = {"action": translated(row.label), "state": translated(PLAN_LABELS[state])}
        raise Refused(translated(NOT_NOW) % words, rule=row.by)
    return row.to or state


def actions_for(state: PlanState, who: frozenset[Who]) -> list[str]:
    """The actions open to somebody who is `who`, in the order of the table."""
    return [
        name for name, row in STEPS.items() if state in row.sources and not row.who.isdisjoint(who)
    ]


def is_child(birth_date: date | None, on: date) -> bool:
    """Under 18 on a day; somebody without a known birth date counts as an adult."""
    return birth_date is not None and age(birth_date, on) < CHILD_UNTIL


class Kin(StrEnum):
    """On what ground somebody represents the person; as `people.rules.Kin` names them."""

    PARENT = "parent"
    GUARDIAN = "guardian"
    TRUSTEE = "trustee"
    AUTHORIZED = "authorized"


def needed_signers(birth_date: date | None, on: date, kin: Iterable[str]) -> list[Signer]:
    """Whose signatures agree a plan (practice). `kin`: on what grounds the person is represented.

    A child under 14: its representative; from 14 on the child as well. An adult: the person; with
    a trustee the two together; with a guardian the guardian alone.
    """
    grounds = set(kin)
    if is_child(birth_date, on):
        is_small = birth_date is not None and age(birth_date, on) < SIGNS_FROM
        return [Signer.REPRESENTATIVE] if is_small else [Signer.REPRESENTATIVE, Signer.CHILD]
    if Kin.GUARDIAN in grounds:
        return [Signer.REPRESENTATIVE]
    return [Signer.PERSON, Signer.REPRESENTATIVE] if Kin.TRUSTEE in grounds else [Signer.PERSON]


def may_represent(kin: str, *, is_child: bool) -> bool:
    """Whether this ground lets somebody sign: a parent speaks for a child, not for an adult; who is
    authorized speaks for an adult."""
    return kin != (Kin.AUTHORIZED if is_child else Kin.PARENT)


def missing_signers(needed: Iterable[Signer], signed: Iterable[Signer]) -> list[Signer]:
    """Who has still to sign. Somebody authorized may sign instead of an adult."""
    there = set(signed)
    wanted = list(needed)
    if wanted == [Signer.PERSON] and Signer.REPRESENTATIVE in there:
        return []
    return [one for one in wanted if one not in there]


WITHOUT_RIGHT = _("„%(signer)s“ няма право да подпише този план.")
STILL_MISSING = _("Планът още не е подписан от: %(who)s.")
ASK_THE_RIGHT_ONE = _("За дете подписва родител или настойник, а от 14 години и детето.")


SCALE = range(-2, 3)  # goal attainment scaling: five steps, 0 is what was expected


def attainment(scores: Iterable[int]) -> int | None:
    """How many of a hundred goals stand at least where they were expected; None without goals.

    A plain share. The T-score of the scale's authors needs weights and an assumed correlation that
    no norm gives.
    """
    known = list(scores)
    if not known:
        return None
    return round(100 * sum(score >= 0 for score in known) / len(known))
