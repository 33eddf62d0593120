"""Degrees, states and step tables of personal assistance and assistant support. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused

PRACTICE = _("практика")
BY_ASSISTANCE = _("Закон за личната помощ")
BY_DISABILITY = _("чл. 20 ЗХУ")
BY_SUPPORT = _("чл. 93 ЗСУ")
GUEST = "guest"  # the role of whoever came by a code


class Kind(StrEnum):
    """Which of the two an enrollment is."""

    PERSONAL = "personal"
    SUPPORT = "support"


class Degree(StrEnum):
    """The degree of dependence by the disability assessment."""

    I = "I"  # noqa: E741
    II = "II"
    III = "III"
    IV = "IV"


class Ground(StrEnum):
    """Who may use assistant support (чл. 93 ЗСУ)."""

    ELDERLY = "elderly"
    DISABILITY = "disability"


class DirectionState(StrEnum):
    """Where a direction stands."""

    ACTIVE = "active"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    VOID = "void"


class EnrollmentState(StrEnum):
    """Where an application to the mayor stands."""

    APPLIED = "applied"
    ACTIVE = "active"
    REFUSED = "refused"
    ENDED = "ended"


class AbsenceKind(StrEnum):
    """Why a user is not at home."""

    HOSPITAL = "hospital"
    RESIDENTIAL = "residential"
    AWAY = "away"


class Who(StrEnum):
    """What an actor is to a record."""

    DIRECTORATE = "directorate"
    MUNICIPALITY = "municipality"
    HEAD = "head"
    ASSISTANT = "assistant"
    USER = "user"


KIND_LABELS: dict[str, str] = {
    Kind.PERSONAL: _("лична помощ"),
    Kind.SUPPORT: _("асистентска подкрепа"),
}
DEGREE_LABELS: dict[str, str] = {
    Degree.I: _("първа степен"),
    Degree.II: _("втора степен"),
    Degree.III: _("трета степен"),
    Degree.IV: _("четвърта степен"),
}
GROUND_LABELS: dict[str, str] = {
    Ground.ELDERLY: _("в надтрудоспособна възраст, без решение на ТЕЛК"),
    Ground.DISABILITY: _("с решение на ТЕЛК и определена чужда помощ"),
}
DIRECTION_LABELS: dict[str, str] = {
    DirectionState.ACTIVE: _("в сила"),
    DirectionState.REPLACED: _("променено с ново"),
    DirectionState.WITHDRAWN: _("оттеглено"),
    DirectionState.VOID: _("отменено преди начало"),
}
ENROLLMENT_LABELS: dict[str, str] = {
    EnrollmentState.APPLIED: _("подадено заявление"),
    EnrollmentState.ACTIVE: _("включен"),
    EnrollmentState.REFUSED: _("отказано"),
    EnrollmentState.ENDED: _("прекратено"),
}
ABSENCE_LABELS: dict[str, str] = {
    AbsenceKind.HOSPITAL: _("в болница"),
    AbsenceKind.RESIDENTIAL: _("в услуга с настаняване"),
    AbsenceKind.AWAY: _("извън дома"),
}
WHO_LABELS: dict[str, str] = {
    Who.DIRECTORATE: _("ДСП, която издава направлението"),
    Who.MUNICIPALITY: _("служител на общината"),
    Who.HEAD: _("ръководител в общината"),
    Who.ASSISTANT: _("асистентът"),
    Who.USER: _("потребителят"),
}

# The tone of a state by its word; the words are the same in the packages above.
TONES: dict[str, str] = {
    "active": "ok",
    "applied": "wait",
    "signed": "ok",
    "draft": "soon",
    "entered": "wait",
    "returned": "soon",
    "confirmed": "brand",
    "approved": "ok",
    "closed": "wait",
    "reported": "ok",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a workflow: from where, to where (None: stays), by whom, by which rule."""

    label: str
    sources: frozenset[str]
    target: str | None
    who: frozenset[Who]
    by: str


def step(label: str, sources: set[str], target: str | None, who: set[Who], by: str) -> Step:
    """A row of the tables below; an empty state is the beginning."""
    return Step(label, frozenset(sources), target, frozenset(who), by)


Steps = Mapping[str, Step]
D, E, W = DirectionState, EnrollmentState, Who
DIRECTION_STEPS: Steps = {
    "issue": step(_("Издай направление"), {""}, D.ACTIVE, {W.DIRECTORATE}, BY_DISABILITY),
    "change": step(_("Промени от ден"), {D.ACTIVE}, D.REPLACED, {W.DIRECTORATE}, BY_DISABILITY),
    "withdraw": step(_("Оттегли"), {D.ACTIVE}, D.WITHDRAWN, {W.DIRECTORATE}, BY_DISABILITY),
    "void": step(_("Отмени преди начало"), {D.ACTIVE}, D.VOID, {W.DIRECTORATE}, PRACTICE),
}
ENROLLMENT_STEPS: Steps = {
    "apply": step(_("Впиши заявление"), {""}, E.APPLIED, {W.MUNICIPALITY}, BY_ASSISTANCE),
    "enroll": step(_("Включи"), {E.APPLIED}, E.ACTIVE, {W.MUNICIPALITY}, BY_ASSISTANCE),
    "refuse": step(_("Откажи"), {E.APPLIED}, E.REFUSED, {W.MUNICIPALITY}, BY_ASSISTANCE),
    "reopen": step(_("Върни за ново решение"), {E.REFUSED}, E.APPLIED, {W.MUNICIPALITY}, PRACTICE),
    "end": step(_("Прекрати"), {E.ACTIVE}, E.ENDED, {W.MUNICIPALITY}, BY_ASSISTANCE),
}
NOT_YOURS = _("Действието „%(action)s“ не е за Вас.")
WHO_MAY = _("Може да го направи %(who)s.")
NOT_NOW = _("Действието „%(action)s“ не е възможно, когато състоянието е „%(state)s“.")


def next_state(
    steps: Steps, state: str, action: str, who: frozenset[Who], labels: Mapping[str, str]
) -> str:
    """Where `action` leads from `state` for somebody who is `who`; Refused with a sentence when the
    state or the actor does not allow it. `labels` are those of the same table."""
    row = steps[action]
    if row.who.isdisjoint(who):
        allowed = ", ".join(translated(WHO_LABELS[one]) for one in sorted(row.who))
        raise Refused(
            translated(NOT_YOURS) % {"action": translated(row.label)},
            rule=row.by,
            remedy=translated(WHO_MAY) % {"who": allowed},
        )
    if state not in row.sources:
        words = {"action": translated(row.label), "state": translated(labels[state])}
        raise Refused(
            translated(NOT_NOW) % words,
            rule=row.by,
            remedy=_("Отворете страницата отново, за да видите какво се е променило."),
        )
    return row.target or state


def actions(steps: Steps, state: str, who: frozenset[Who]) -> list[str]:
    """What somebody may do now, in the order of the table."""
    return [
        name for name, row in steps.items() if state in row.sources and not row.who.isdisjoint(who)
    ]
