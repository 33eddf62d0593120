"""Identifiers, birth dates and what binds an organization to a person. Pure."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.bg import egn, pnf

from opora.lib.labels import gettext_noop as _

OLDEST_YEARS = 120
MAX_IDENTIFIER = 40
MAX_TEXT = 2000
# Demo numbers are taken from the end of the serial range only.
DEMO_SERIALS = range(980, 1000)


class IdentifierKind(StrEnum):
    """What kind of number tells a person from all others."""

    EGN = "egn"
    LNCH = "lnch"
    OTHER = "other"
    NONE = "none"


class Sex(StrEnum):
    """Sex as the identity documents state it."""

    FEMALE = "female"
    MALE = "male"


class Missing(StrEnum):
    """Why a person has no identifier yet."""

    NEWBORN = "newborn"
    FOREIGN = "foreign"
    HOMELESS = "homeless"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """Why an organization is involved with a person."""

    REFERRAL = "referral"
    COUNTERPART = "counterpart"
    PROVIDER = "provider"
    HANDOVER = "handover"
    KNOWN_IDENTIFIER = "known_identifier"
    GENERAL_SERVICE = "general_service"
    MERGE = "merge"
    CASE = "case"
    PROTECTION = "protection"
    ASSISTANCE = "assistance"
    FOSTER = "foster"
    PATRONAGE = "patronage"


class Kin(StrEnum):
    """On what ground somebody speaks for a person."""

    PARENT = "parent"
    GUARDIAN = "guardian"
    TRUSTEE = "trustee"
    AUTHORIZED = "authorized"


class AddressKind(StrEnum):
    """The two addresses of the civil registration."""

    CURRENT = "current"
    PERMANENT = "permanent"


class MergeState(StrEnum):
    """Where a proposal to merge two records stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNDONE = "undone"


class CorrectionState(StrEnum):
    """Where a proposal to correct a number stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNDONE = "undone"


IDENTIFIER_LABELS = {
    IdentifierKind.EGN: _("ЕГН"),
    IdentifierKind.LNCH: _("ЛНЧ"),
    IdentifierKind.OTHER: _("друг документ"),
    IdentifierKind.NONE: _("без идентификатор"),
}
SEX_LABELS = {Sex.FEMALE: _("жена"), Sex.MALE: _("мъж")}
MISSING_LABELS = {
    Missing.NEWBORN: _("новородено, още няма ЕГН"),
    Missing.FOREIGN: _("чужд гражданин без ЛНЧ"),
    Missing.HOMELESS: _("човек без документи"),
    Missing.UNKNOWN: _("номерът още не е известен"),
}
BASIS_LABELS = {
    Basis.REFERRAL: _("води заявено желание"),
    Basis.COUNTERPART: _("участва по искане на друг орган"),
    Basis.PROVIDER: _("предоставя услуга"),
    Basis.HANDOVER: _("прие предаден случай"),
    Basis.KNOWN_IDENTIFIER: _("откри лицето по номер"),
    Basis.GENERAL_SERVICE: _("общодостъпна услуга"),
    Basis.MERGE: _("обединени записи"),
    Basis.CASE: _("случай при доставчика"),
    Basis.PROTECTION: _("закрила"),
    Basis.ASSISTANCE: _("лична помощ или асистентска подкрепа"),
    Basis.FOSTER: _("приемна грижа"),
    Basis.PATRONAGE: _("домашен социален патронаж"),
}
KIN_LABELS = {
    Kin.PARENT: _("родител"),
    Kin.GUARDIAN: _("настойник"),
    Kin.TRUSTEE: _("попечител"),
    Kin.AUTHORIZED: _("упълномощено лице"),
}
ADDRESS_LABELS = {
    AddressKind.CURRENT: _("настоящ адрес"),
    AddressKind.PERMANENT: _("постоянен адрес"),
}
MERGE_LABELS = {
    MergeState.PROPOSED: _("предложено"),
    MergeState.CONFIRMED: _("обединени"),
    MergeState.REFUSED: _("отказано"),
    MergeState.UNDONE: _("върнато"),
}


CORRECTION_LABELS = {
    CorrectionState.PROPOSED: _("чака втори служител"),
    CorrectionState.CONFIRMED: _("поправен"),
    CorrectionState.REFUSED: _("отказана поправка"),
    CorrectionState.UNDONE: _("върнат предишният"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field: a sentence, its values, what to do, and the repaired text."""

    field: str
    sentence: str
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    remedy: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that passed its own checks, with what it says about its bearer."""

    kind: IdentifierKind
    number: str
    birth_date: date | None = None
    sex: Sex | None = None


def compact(text: str) -> str:
    """The number without spaces, dots and hyphens, in capitals."""
    return re.sub(r"[\s.\-]", "", text).upper()


def index_text(kind: str, number: str) -> str:
    """What the blind index is made of: numbers of different kinds never meet."""
    return f"{kind}:{number}"


def identifier(kind: str, text: str, today: date) -> Identifier | Problem | None:
    """Read a number of this kind; None for a person without one."""
    if kind == IdentifierKind.NONE:
        return None
    number = compact(text)
    if not number:
        return Problem("identifier", _("Въведете номера или изберете „без идентификатор“."))
    if kind == IdentifierKind.EGN:
        return _egn(number, today)
    return _lnch(number) if kind == IdentifierKind.LNCH else _other(number)


def _other(number: str) -> Identifier | Problem:
    if len(number) > MAX_IDENTIFIER:
        return _problem(
            _("Номерът на документа е твърде дълъг: %(n)s знака при най-много %(most)s."),
            n=str(len(number)), most=str(MAX_IDENTIFIER),
        )  # fmt: skip
    if not re.fullmatch(r"[\w/]+", number):
        return _problem(_("В номера на документа може да има само букви, цифри и наклонена черта."))
    return Identifier(IdentifierKind.OTHER, number)


def _problem(sentence: str, remedy: str = "", **values: str) -> Problem:
    return Problem("identifier", sentence, values, remedy)


def _ten_digits(number: str, name: str) -> Problem | None:
    if not re.fullmatch(r"[0-9]*", number):
        return _problem(_("%(name)s съдържа само цифри."), name=name)
    if len(number) != 10:
        return _problem(_("%(name)s има 10 цифри, а тук са %(n)s."), name=name, n=str(len(number)))
    return None


def _egn(number: str, today: date) -> Identifier | Problem:
    if problem := _ten_digits(number, "ЕГН"):
        return problem
    try:
        born = egn.get_birth_date(number)
    except egn.InvalidComponent:
        return _problem(
            _("Това ЕГН започва с дата, която не съществува (%(digits)s)."),
            _("Проверете първите шест цифри по документа за самоличност."),
            digits=number[:6],
        )
    if egn.calc_check_digit(number[:-1]) != number[-1]:
        return _problem(
            _("Контролната цифра на това ЕГН не излиза: някоя от десетте цифри е сгрешена."),
            _("Сверете номера с документа за самоличност."),
        )
    if born > today:
        return _problem(
            _("По това ЕГН лицето е родено в бъдещето, на %(day)s"),
            _("Проверете първите шест цифри."),
            day=written(born),
        )
    return Identifier(IdentifierKind.EGN, number, born, sex_of(number))


def _lnch(number: str) -> Identifier | Problem:
    if problem := _ten_digits(number, "ЛНЧ"):
        return problem
    if pnf.calc_check_digit(number[:-1]) != number[-1]:
        return _problem(
            _("Контролната цифра на това ЛНЧ не излиза: някоя от десетте цифри е сгрешена."),
            _("Сверете номера с документа за пребиваване."),
        )
    return Identifier(IdentifierKind.LNCH, number)


def sex_of(number: str) -> Sex:
    """The ninth digit of an ЕГН is even for men, odd for women."""
    return Sex.FEMALE if int(number[8]) % 2 else Sex.MALE


def is_demo_number(number: str) -> bool:
    """Whether an ЕГН is from the serials that the demonstration uses for invented people."""
    return len(number) == 10 and number.isdigit() and int(number[6:9]) in DEMO_SERIALS


def demo_egn(born: date, sex: Sex, turn: int) -> str:
    """The `turn`-th (0–9) invented ЕГН for this day and sex, with a right check digit."""
    shift = {18: 20, 19: 0, 20: 40}[born.year // 100]
    serial = DEMO_SERIALS.start + 2 * (turn % 10) + (1 if sex == Sex.FEMALE else 0)
    head = f"{born.year % 100:02d}{born.month + shift:02d}{born.day:02d}{serial}"
    return head + egn.calc_check_digit(head)


def written(day: date) -> str:
    """31.01.2026 г."""
    return f"{day:%d.%m.%Y} г."


def read_date(text: str, name: str = "birth_date") -> date | Problem:
    """A day as a person types it: 3.1.1980, 03.01.1980 г. or 1980-01-03."""
    plain = text.strip().removesuffix("г.").removesuffix("г").strip()
    if not plain:
        return Problem(name, _("Въведете дата."))
    local = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", plain)
    standard = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", plain)
    if local:
        day, month, year = map(int, local.groups())
    elif standard:
        year, month, day = map(int, standard.groups())
    else:
        return Problem(name, _("Напишете датата като ден.месец.година, например 21.11.1980."))
    try:
        return date(year, month, day)
    except ValueError:
        return Problem(name, _("Няма такъв ден: %(day)s."), {"day": plain[:10]})


def birth_date_problem(born: date, today: date) -> Problem | None:
    """A birth date lies in the past and not further than a long life."""
    if born > today:
        return Problem(
            "birth_date",
            _("Датата на раждане %(day)s е в бъдещето."),
            {"day": written(born)},
        )
    if born.year < today.year - OLDEST_YEARS:
        return Problem(
            "birth_date",
            _("По тази дата (%(day)s) лицето е на повече от %(years)s години."),
            {"day": written(born), "years": str(OLDEST_YEARS)},
            _("Проверете годината."),
        )
    return None


def contradictions(found: Identifier | None, birth_date: date, sex: str) -> list[Problem]:
    """Where the number says something else than what was typed."""
    problems = []
    if found and found.birth_date and found.birth_date != birth_date:
        problems.append(
            Problem(
                "birth_date",
                _("Въведената дата на раждане е %(typed)s, а по ЕГН е %(read)s"),
                {"typed": written(birth_date), "read": written(found.birth_date)},
                _("Сверете двете с документа за самоличност."),
                written(found.birth_date),
            )
        )
    if found and found.sex and found.sex != sex:
        word = SEX_LABELS[found.sex]
        problems.append(
            Problem(
                "sex",
                _("Въведеният пол не отговаря на ЕГН: по него лицето е %(word)s."),
                {"word": word},
                _("Сверете деветата цифра на ЕГН и пола с документа за самоличност."),
                found.sex.value,
            )
        )
    return problems


def masked(number: str) -> str:
    """******1234: enough to recognize, not enough to use."""
    return "******" + number[-4:]


def missing_problem(kind: str, reason: str) -> Problem | None:
    """Who has no identifier is entered with the reason."""
    if kind == IdentifierKind.NONE and reason not in set(Missing):
        return Problem("missing_reason", _("Изберете защо лицето няма идентификатор."))
    return None


def text_problem(field: str, text: str, most: int, *, required: bool = True) -> Problem | None:
    """A free text is not empty and not longer than its column."""
    stripped = text.strip()
    if required and not stripped:
        return Problem(field, _("Това поле не може да е празно."))
    if len(stripped) > most:
        return Problem(
            field,
            _("Текстът е твърде дълъг: %(n)s знака при най-много %(most)s."),
            {"n": str(len(stripped)), "most": str(most)},
            _("Съкратете го; нищо от написаното не е изгубено."),
        )
    return None


@dataclass(frozen=True, slots=True)
class Query:
    """What a search was asked: a number, or words with perhaps a birth year or date."""

    number: str = ""
    words: str = ""
    born_from: date | None = None
    born_to: date | None = None


def read_query(text: str) -> Query:
    """Tell numbers, years and dates from names: „Иванов 1984“, „12.03.1984“, „8403121234“."""
    together = compact(text)
    if re.fullmatch(r"[0-9]{10}", together) or re.fullmatch(r"(?=.*[0-9]{4})\w{6,}", text.strip()):
        return Query(number=together)
    words, born_from, born_to = [], None, None
    for word in text.replace(",", " ").split():
        day = read_date(word)
        if isinstance(day, date):
            born_from = born_to = day
        elif re.fullmatch(r"(18|19|20)[0-9]{2}", word):
            born_from, born_to = date(int(word), 1, 1), date(int(word), 12, 31)
        elif word not in {"г.", "г"}:
            words.append(word)
    return Query("", " ".join(words), born_from, born_to)


def guesses(number: str, today: date) -> list[Identifier] | Problem:
    """What a bare number may be, the likeliest first: ten digits are an ЕГН or a ЛНЧ, whichever
    check they pass, and one in ten passes both. The problem of the ЕГН when they pass none."""
    if len(number) != 10 or not number.isdigit():
        found = _other(number)
        return found if isinstance(found, Problem) else [found]
    egn_, lnch = _egn(number, today), _lnch(number)
    if isinstance(egn_, Problem):
        return [lnch] if isinstance(lnch, Identifier) else egn_
    return [egn_, lnch] if isinstance(lnch, Identifier) else [egn_]
