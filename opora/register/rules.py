"""The axes by which the law describes a service, the check of an ЕИК, who changes what. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from stdnum.bg import egn, pnf, vat

from opora.accounts.rules import OrganizationKind
from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import Refused


class LegalForm(StrEnum):
    """Whose a provider is: the municipality itself, a legal entity it founded, or neither."""

    MUNICIPAL = "municipal"
    PRIVATE = "private"
    ENTITY = "entity"


class Access(StrEnum):
    """чл. 12 ЗСУ: open to everybody without referral, or after an assessment."""

    GENERAL = "general"
    SPECIALIZED = "specialized"


class Level(StrEnum):
    """For whose residents a service is planned."""

    MUNICIPAL = "municipal"
    DISTRICT = "district"


class Funding(StrEnum):
    """Who pays."""

    STATE_DELEGATED = "state_delegated"
    MUNICIPAL = "municipal"
    MIXED = "mixed"
    PRIVATE = "private"
    PROJECT = "project"


class Mode(StrEnum):
    """For how long at a time a service is used."""

    HOURLY = "hourly"
    HALF_DAY = "half_day"
    DAY = "day"
    WEEKLY = "weekly"
    ROUND_THE_CLOCK = "round_the_clock"


class Environment(StrEnum):
    """Where a service is given."""

    HOME = "home"
    COMMUNITY = "community"
    MOBILE = "mobile"
    SPECIALIZED = "specialized"
    DISTANCE = "distance"


class Users(StrEnum):
    """For whom by age."""

    ALL = "all"
    CHILDREN = "children"
    ADULTS = "adults"


class Unit(StrEnum):
    """What capacity counts: beds in residential care, people with an agreement elsewhere."""

    BED = "bed"
    PERSON = "person"


class PriceUnit(StrEnum):
    """For how much of a service a price is."""

    HOUR = "hour"
    HALF_DAY = "half_day"
    DAY = "day"
    MONTH = "month"
    VISIT = "visit"


LEGAL_FORM_LABELS: dict[str, str] = {
    LegalForm.MUNICIPAL: _("общински"),
    LegalForm.PRIVATE: _("частен"),
    LegalForm.ENTITY: _("юридическо лице, създадено от община"),
}
ACCESS_LABELS: dict[str, str] = {
    Access.GENERAL: _("общодостъпна"),
    Access.SPECIALIZED: _("специализирана"),
}
LEVEL_LABELS: dict[str, str] = {
    Level.MUNICIPAL: _("общинско ниво"),
    Level.DISTRICT: _("областно ниво"),
}
FUNDING_LABELS: dict[str, str] = {
    Funding.STATE_DELEGATED: _("делегирана от държавата дейност"),
    Funding.MUNICIPAL: _("общински бюджет"),
    Funding.MIXED: _("смесено финансиране"),
    Funding.PRIVATE: _("частно заплащане"),
    Funding.PROJECT: _("проект"),
}
MODE_LABELS: dict[str, str] = {
    Mode.HOURLY: _("почасово"),
    Mode.HALF_DAY: _("полудневно"),
    Mode.DAY: _("целодневно"),
    Mode.WEEKLY: _("седмично"),
    Mode.ROUND_THE_CLOCK: _("денонощно"),
}
ENVIRONMENT_LABELS: dict[str, str] = {
    Environment.HOME: _("в дома"),
    Environment.COMMUNITY: _("в общността"),
    Environment.MOBILE: _("мобилно"),
    Environment.SPECIALIZED: _("в специализирана среда"),
    Environment.DISTANCE: _("от разстояние"),
}
USERS_LABELS: dict[str, str] = {
    Users.ALL: _("деца и пълнолетни"),
    Users.CHILDREN: _("деца"),
    Users.ADULTS: _("пълнолетни лица"),
}
UNIT_LABELS: dict[str, str] = {
    Unit.BED: _("легла"),
    Unit.PERSON: _("потребители по едно и също време"),
}


PRICE_LABELS: dict[str, str] = {
    PriceUnit.HOUR: _("час"),
    PriceUnit.HALF_DAY: _("половин ден"),
    PriceUnit.DAY: _("ден"),
    PriceUnit.MONTH: _("месец"),
    PriceUnit.VISIT: _("посещение"),
}


# The axes of a service by the name of its column.
LABELS_OF: dict[str, dict[str, str]] = {
    "level": LEVEL_LABELS,
    "funding": FUNDING_LABELS,
    "mode": MODE_LABELS,
    "environment": ENVIRONMENT_LABELS,
    "users": USERS_LABELS,
}


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What is written down about a service, as its form gives it; codes and ids, no rows."""

    named_service: str
    name: str
    municipality: str
    settlement: str
    level: str
    funding: str
    mode: str
    environment: str
    users: str
    target_groups: tuple[str, ...]
    phone: str
    line: str = ""
    email: str = ""
    complex_id: int | None = None
    is_protected: bool = False


EIK_RULE = _("ЕИК има 9 или 13 цифри, а последните от тях проверяват останалите.")
# Weights of a branch's check digit; the second row is used when the first gives 10.
_BRANCH_WEIGHTS = ((2, 7, 3, 5), (4, 9, 5, 7))


def manages(
    *,
    kind: str,
    organization_id: int,
    organization_municipality: str | None,
    provider_id: int,
    municipality: str | None,
) -> bool:
    """Whether an organization looks after a service: it is the provider's own, or it stands in the
    municipality's own territory. A protected service has no municipality here: its provider alone.
    """
    if organization_id == provider_id:
        return True
    return (
        kind == OrganizationKind.MUNICIPALITY
        and municipality is not None
        and municipality == organization_municipality
    )


def check_eik(number: str) -> str:
    """The number without separators, when its check digits are right; refused otherwise.

    9 digits: a legal entity. 10 digits: another body of БУЛСТАТ, never a person's ЕГН or ЛНЧ,
    because the register is open to every authority. 13 digits: a branch, its owner's number plus
    four.
    """
    digits = vat.compact(number)
    if len(digits) == 10 and (egn.is_valid(digits) or pnf.is_valid(digits)):
        raise Refused(
            _("Това е личен номер на човек, а не ЕИК."),
            rule=_("Регистърът се вижда от всички органи и не съдържа лични номера."),
            remedy=_("Впишете ЕИК на доставчика от Търговския регистър или БУЛСТАТ."),
            field="eik",
        )
    good = _is_branch(digits) if len(digits) == 13 else vat.is_valid(digits)
    if not good:
        raise Refused(
            _("ЕИК не е верен."),
            rule=EIK_RULE,
            remedy=_("Сравнете го цифра по цифра с документа на доставчика."),
            field="eik",
        )
    return digits


def _is_branch(digits: str) -> bool:
    if not (digits.isascii() and digits.isdigit() and vat.is_valid(digits[:9])):
        return False
    return digits[12] == branch_digit(digits[:12])


def branch_digit(digits: str) -> str:
    """The thirteenth digit of a БУЛСТАТ number, from its first twelve."""
    for weights in _BRANCH_WEIGHTS:
        rest = sum(w * int(d) for w, d in zip(weights, digits[8:12], strict=True)) % 11
        if rest < 10:
            return str(rest)
    return "0"
