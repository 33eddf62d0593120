"""Kinds and states of buildings and resources; what sharing saves. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused


class Ownership(StrEnum):
    """Whose a building is."""

    MUNICIPAL = "municipal"
    STATE = "state"
    OWN = "own"
    RENTED = "rented"


class Condition(StrEnum):
    """In what state a building or a piece of equipment is."""

    GOOD = "good"
    REPAIR = "repair"
    OVERHAUL = "overhaul"
    UNFIT = "unfit"


class EnergyClass(StrEnum):
    """Of the energy certificate."""

    A_PLUS = "A+"
    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"
    G = "G"


class Answer(StrEnum):
    """To a question of the checklist."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_NEEDED = "not_needed"


class NeedKind(StrEnum):
    """What money is needed for."""

    BUILD = "build"
    RENOVATE = "renovate"
    ENERGY = "energy"
    ACCESS = "access"
    EQUIP = "equip"


class NeedState(StrEnum):
    """Whether it is still needed."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class ResourceKind(StrEnum):
    """What services share."""

    STAFF = "staff"
    ROOM = "room"
    VEHICLE = "vehicle"
    HOURS = "hours"


OWNERSHIP_LABELS: dict[str, str] = {
    Ownership.MUNICIPAL: _("общинска"),
    Ownership.STATE: _("държавна"),
    Ownership.OWN: _("собствена на доставчика"),
    Ownership.RENTED: _("наета"),
}
CONDITION_LABELS: dict[str, str] = {
    Condition.GOOD: _("добро"),
    Condition.REPAIR: _("нужен е текущ ремонт"),
    Condition.OVERHAUL: _("нужен е основен ремонт"),
    Condition.UNFIT: _("негодно"),
}
CONDITION_TONES: dict[str, str] = {
    Condition.GOOD: "ok",
    Condition.REPAIR: "soon",
    Condition.OVERHAUL: "late",
    Condition.UNFIT: "late",
}
ENERGY_LABELS: dict[str, str] = {each.value: each.value for each in EnergyClass}
ANSWER_LABELS: dict[str, str] = {
    Answer.YES: _("да"),
    Answer.PARTLY: _("отчасти"),
    Answer.NO: _("не"),
    Answer.NOT_NEEDED: _("не е нужно"),
}
ANSWER_TONES: dict[str, str] = {Answer.YES: "ok", Answer.PARTLY: "soon", Answer.NO: "late"}
NEED_LABELS: dict[str, str] = {
    NeedKind.BUILD: _("строителство"),
    NeedKind.RENOVATE: _("ремонт"),
    NeedKind.ENERGY: _("енергийна ефективност"),
    NeedKind.ACCESS: _("достъпна среда"),
    NeedKind.EQUIP: _("обзавеждане и оборудване"),
}
NEED_STATE_LABELS: dict[str, str] = {
    NeedState.OPEN: _("непокрита"),
    NeedState.DONE: _("изпълнена"),
    NeedState.DROPPED: _("отпаднала"),
}
RESOURCE_LABELS: dict[str, str] = {
    ResourceKind.STAFF: _("служител"),
    ResourceKind.ROOM: _("помещение"),
    ResourceKind.VEHICLE: _("превозно средство"),
    ResourceKind.HOURS: _("часове на специалист"),
}
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Share:
    """What part of a resource a service uses, and what its own would cost the service."""

    service_id: int
    percent: int
    alone_cents: int | None


@dataclass(frozen=True, slots=True)
class Saving:
    """What sharing one resource saves in a month; None while an amount is missing."""

    shared_cents: int | None
    alone_cents: int | None
    n_missing: int

    @property
    def cents(self) -> int | None:
        """Stand-alone less shared; below zero when sharing costs more."""
        if self.shared_cents is None or self.alone_cents is None:
            return None
        return self.alone_cents - self.shared_cents


def check_shares(percents: Iterable[int]) -> int:
    """The sum of the parts; refused when a part is no part or together they are over a whole."""
    total = 0
    for percent in percents:
        if not 0 <= percent <= WHOLE:
            raise Refused(_("Дял е число от 0 до 100."), field="percent")
        total += percent
    if total > WHOLE:
        raise Refused(
            translated(_("Дяловете заедно са %(n)s %%, а ресурсът е един.")) % {"n": total},
            rule=_("Сборът на дяловете на един ресурс е най-много 100 %."),
            remedy=_("Намалете някой дял или впишете втори ресурс."),
            field="percent",
        )
    return total


def saving(cost_cents: int | None, shares: Sequence[Share]) -> Saving:
    """What the services that use a resource save by sharing it: what each would pay for its own,
    less what the one resource costs. Nothing is guessed: a missing amount is missing."""
    used = [share for share in shares if share.percent]
    missing = [share for share in used if share.alone_cents is None]
    alone = None if missing or not used else sum(share.alone_cents or 0 for share in used)
    return Saving(cost_cents, alone, len(missing) + (cost_cents is None))


def part(cost_cents: int | None, percent: int) -> int | None:
    """What a part of a resource costs, to the cent, halves up."""
    return None if cost_cents is None else (cost_cents * percent * 2 + WHOLE) // (2 * WHOLE)
