"""What a row of a file means and would do, or which of its cells is wrong and why. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused
from opora.register import rules

from . import cells
from .cells import Wrong
from .fields import AXES, BY_CODE, FIELDS, plain
from .states import RowStatus

LENGTHS = {"name": 200, "settlement": 80, "line": 200, "phone": 40, "email": 254, "basis": 200}
MOVED = _("Услугата е на друг доставчик и не се премества с файл.")
NOT_FOR_AGENCY = _("Услугата е вписана. Поправя я доставчикът ѝ или общината.")
FREE_TEXT = ("name", "settlement", "line", "basis")


@dataclass(frozen=True, slots=True)
class Known:
    """A service that stands in the register already, as far as a file can change it."""

    pk: int
    version: int
    values: Mapping[str, Any]


@dataclass(slots=True)
class Lists:
    """Everything that cells are compared with; words as `fields.plain` gives them."""

    today: date
    kinds: Mapping[str, str]
    protected_kinds: frozenset[str]
    groups: Mapping[str, str]
    municipalities: Mapping[str, str]
    ambiguous: frozenset[str]
    axes: Mapping[str, Mapping[str, str]]
    providers: Mapping[str, int]
    own_providers: frozenset[int] | None = None  # None: of the whole country
    own_municipality: str | None = None
    seen: dict[tuple[int, str, str], int] = field(default_factory=dict)
    seen_ids: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Checked:
    """A row as it is understood."""

    line: int
    texts: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    marks: list[tuple[str, str, bool]] = field(default_factory=list)
    status: RowStatus = RowStatus.NEW
    service_id: int | None = None
    seen_version: int | None = None
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, str, str] | None:
        """By what a service without its number is recognized: provider, name, municipality."""
        values = self.values
        if not {"provider", "name", "municipality"} <= values.keys():
            return None
        return values["provider"], plain(values["name"]), values["municipality"]

    def wrong(self, code: str, sentence: str) -> None:
        """A cell that must be mended."""
        self.marks.append((code, sentence, True))
        self.status = RowStatus.WRONG


def read_row(line: int, row: Mapping[str, Any], lists: Lists) -> Checked:
    """The cells of a row as values, each wrong one marked; nothing is compared yet."""
    checked = Checked(line, {code: _text(value) for code, value in row.items()})
    for code, value in row.items():
        if value in ("", None):
            continue
        try:
            checked.values.update(_value(code, value, lists, checked))
        except Wrong as wrong:
            checked.wrong(code, wrong.sentence)
    return checked


def _text(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def _value(code: str, value: Any, lists: Lists, checked: Checked) -> dict[str, Any]:
    readers: dict[str, Callable[[], dict[str, Any]]] = {
        "id": lambda: {"id": cells.whole(value) if not isinstance(value, int) else value},
        "eik": lambda: {"provider": _provider(value, lists)},
        "kind": lambda: {"kind": _kind(value, lists)},
        "municipality": lambda: {"municipality": _municipality(value, lists)},
        "groups": lambda: {"groups": list(cells.several(value, lists.groups, _head("groups")))},
        "opened_on": lambda: {"opened_on": _past(value, lists.today)},
        "places_from": lambda: {"places_from": cells.day(value).isoformat()},
        "n_places": lambda: {"n_places": cells.whole(value)},
    }
    if code in readers:
        return readers[code]()
    if code in AXES:
        return {code: cells.one_of(value, lists.axes[code], _head(code))}
    if code in FREE_TEXT:
        text, was_fixed = cells.name(value, LENGTHS[code])
        if was_fixed:
            fixed = translated(_("Латинските букви са прочетени като кирилица: „%(text)s“."))
            checked.marks.append((code, fixed % {"text": text}, False))
        return {code: text}
    return {code: _contact(code, str(value))}


def _head(code: str) -> str:
    return translated(BY_CODE[code].head)


def _contact(code: str, text: str) -> str:
    if len(text) > LENGTHS[code]:
        raise Wrong(_("Текстът е над %(n)s знака."), n=LENGTHS[code])
    if code == "email" and (text.count("@") != 1 or " " in text or text.strip("@") != text):
        raise Wrong(_("„%(text)s“ не е адрес на електронна поща."), text=text)
    return text


def _past(value: Any, today: date) -> str:
    found = cells.day(value)
    if found > today:
        raise Wrong(_("%(day)s е в бъдещето. Вписват се открити услуги."), day=f"{found:%d.%m.%Y}")
    return found.isoformat()


def _provider(value: Any, lists: Lists) -> int:
    digits = str(value).replace(" ", "")
    if isinstance(value, int) and len(digits) == 8:
        digits = digits.zfill(9)  # a spreadsheet drops the leading zero
    try:
        digits = rules.check_eik(digits)
    except Refused as refused:
        raise Wrong("%(said)s", said=refused.sentence) from None
    found = lists.providers.get(digits)
    if found is None:
        raise Wrong(
            _("Няма вписан доставчик с ЕИК %(eik)s. Първо го впишете в регистъра."), eik=digits
        )
    if lists.own_providers is not None and found not in lists.own_providers:
        raise Wrong(_("Доставчикът с ЕИК %(eik)s не е на Вашата територия."), eik=digits)
    return found


def _kind(value: Any, lists: Lists) -> str:
    code = cells.one_of(value, lists.kinds, _head("kind"))
    if code in lists.protected_kinds:
        raise Wrong(
            _("Услуга със защитен адрес не се внася от файл: адресът ѝ не бива да стои в таблица.")
        )
    return code


def _municipality(value: Any, lists: Lists) -> str:
    word = plain(value).removeprefix("община ").strip()
    if word in lists.ambiguous:
        raise Wrong(
            _("Има повече от една община „%(text)s“. Напишете кода ѝ, например SFO39."), text=value
        )
    code = lists.municipalities.get(word)
    if code is None:
        raise Wrong(_("Няма община „%(text)s“. Проверете името или напишете кода ѝ."), text=value)
    if lists.own_municipality and code != lists.own_municipality:
        raise Wrong(_("Общината „%(text)s“ не е Вашата."), text=value)
    return code


def compare(checked: Checked, known: Known | None, lists: Lists) -> None:
    """Say what the row would do: a new service, a changed one, nothing; or what it lacks."""
    if "id" in checked.values and known is None and checked.status != RowStatus.WRONG:
        checked.wrong("id", translated(_("Няма Ваша услуга с този номер.")))
    _check_twice(checked, lists)
    if known is None:
        _check_complete(checked)
    if checked.status == RowStatus.WRONG:
        return
    if known is None:
        return
    checked.service_id, checked.seen_version = known.pk, known.version
    changed = {
        code: known.values.get(code)
        for code, value in checked.values.items()
        if code in known.values and known.values[code] != value
    }
    if "provider" in changed:
        checked.wrong("eik", translated(MOVED))
        return
    if "n_places" in changed and "basis" not in checked.values:
        checked.wrong("basis", translated(_("Местата се променят на основание: впишете го.")))
        return
    if changed and lists.own_providers is None:
        checked.wrong("name", translated(NOT_FOR_AGENCY))
        return
    checked.status = RowStatus.CHANGED if changed else RowStatus.SAME
    checked.before = changed


def _check_complete(checked: Checked) -> None:
    """A new service has every needed cell."""
    named = {"eik": "provider"}
    marked = {code for code, _sentence, is_error in checked.marks if is_error}
    for each in FIELDS:
        lacks = named.get(each.code, each.code) not in checked.values
        if each.is_needed and lacks and each.code not in marked:
            sentence = translated(_("Празно: „%(head)s“ трябва за нова услуга."))
            checked.wrong(each.code, sentence % {"head": translated(each.head)})


def _check_twice(checked: Checked, lists: Lists) -> None:
    """The same service twice in one file: the first row counts."""
    pk = checked.values.get("id")
    first: int | None = None
    if pk is not None:
        first = lists.seen_ids.setdefault(pk, checked.line)
    elif key := checked.key:
        first = lists.seen.setdefault(key, checked.line)
    if first is not None and first != checked.line:
        sentence = translated(_("Същата услуга вече стои на ред %(line)s. Оставете единия ред."))
        checked.wrong("name" if pk is None else "id", sentence % {"line": first})
