"""Opens a published file whatever its format: JSON, XLS (BIFF) or XLSX. Pure.

Refuses with a plain sentence what is no such file, is cut off, too large or in another encoding.
"""

import hashlib
import json
import math
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from opora.lib.refusals import Refused

MEGABYTE = 1024 * 1024
# The largest published list is 3 MB; the outlines of all municipalities in full detail about 20.
MAX_LIST_BYTES = 16 * MEGABYTE
MAX_OUTLINES_BYTES = 64 * MEGABYTE
LOCKED = "EncryptedPackage".encode("utf-16-le")
# What a packed XLSX may unpack to.
MAX_UNPACKED_BYTES = 256 * MEGABYTE
XLS, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
AS_OF = re.compile(r"(\d{2})[/.](\d{2})[/.](\d{4})")
# Keys of the last record of the JSON files, which describes the file.
FOOTER, FOOTER_AS_OF = "Дата и час на изготвяне на справката", "Данните са актуални към"
# The code of the row of the XLS lists that describes the file.
SERVICE_CODE = "00000"


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it came: its name without folders, its bytes, their digest."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Digest of the content, kept with the import."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with their numbers in the file; every value is text, "" when there is none."""

    columns: frozenset[str]
    rows: list[tuple[int, dict[str, str]]]
    as_of: date | None


def open_source(path: Path, limit: int) -> Source:
    """Read a file unless it is larger than `limit` bytes, which is asked before reading."""
    if not path.is_file():
        raise Refused(_("Няма такъв файл: %(name)s.") % {"name": path.name})
    check_size(path.stat().st_size, limit)
    return Source(path.name, path.read_bytes())


def check_size(n_bytes: int, limit: int) -> None:
    """Refuse a file that is empty or too large."""
    if n_bytes == 0:
        raise Refused(_("Файлът е празен."), remedy=_("Изтеглете го отново."))
    if n_bytes > limit:
        raise Refused(
            _("Файлът е твърде голям: %(size)s MB. Приемат се файлове до %(limit)s MB.")
            % {"size": math.ceil(n_bytes / MEGABYTE), "limit": limit // MEGABYTE},
            remedy=_("Проверете дали е избран правилният файл."),
        )


def read_table(source: Source) -> Table:
    """The rows of a published list in any of the three formats."""
    if is_workbook(source):
        return _read_workbook(source)
    return _read_records(read_json(source))


def read_json(source: Source) -> Any:
    """The value of a JSON file in UTF-8, with or without a byte order mark."""
    try:
        text = source.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(
            _("Файлът не е нито JSON в кодиране UTF-8, нито таблица XLS или XLSX."),
            remedy=_(
                "Внесете файла така, както е публикуван, без да го записвате с друга програма."
            ),
        ) from None
    if not text.lstrip().startswith(("[", "{")):
        raise Refused(
            _("Файлът не е от познат вид. Приемат се JSON, XLS и XLSX."),
            remedy=_("Проверете дали е избран правилният файл."),
        )
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise Refused(_("Файлът не е подреден като публикуваните списъци.")) from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise Refused(
            _("Файлът е прекъснат или повреден: не може да се прочете след ред %(line)s.")
            % {"line": line},
            remedy=_("Изтеглете го отново и го внесете пак."),
        ) from None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _read_records(records: Any) -> Table:
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise Refused(
            _("Във файла няма списък от записи."),
            remedy=_("За граници на общини използвайте вноса на граници."),
        )
    rows, as_of = [], None
    for number, record in enumerate(records, start=1):
        if FOOTER in record or FOOTER_AS_OF in record:
            as_of = _day_in(str(record.get(FOOTER_AS_OF, "")))
        else:
            rows.append((number, {_column(key): _text(value) for key, value in record.items()}))
    return _table(rows, as_of)


def is_workbook(source: Source) -> bool:
    """Whether the bytes are those of an XLS or XLSX file, whatever its name says."""
    return source.content.startswith((XLS, ZIP))


@contextmanager
def reading_workbook(source: Source) -> Iterator[None]:
    """Around the reading of a workbook: what the reader cannot open is refused in words."""
    # An XLSX behind a password is locked inside a package of the old kind, which the reader cannot
    # tell from a broken file.
    if source.content.startswith(XLS) and LOCKED in source.content:
        raise _locked()
    try:
        yield
    except PasswordError:
        raise _locked() from None
    except BaseException as error:
        # At a cut file of the old kind the reader panics, and its panic is no Exception.
        if isinstance(error, CalamineError) or type(error).__name__ == "PanicException":
            raise Refused(
                _("Таблицата е прекъсната или повредена и не може да се прочете."),
                remedy=_("Изтеглете я отново и я внесете пак."),
            ) from None
        raise


def _locked() -> Refused:
    return Refused(_("Таблицата е защитена с парола."), remedy=_("Махнете паролата."))


def read_sheet(source: Source, *, from_first_cell: bool = False) -> list[list[Any]]:
    """The cells of the first filled sheet of a workbook, as the program kept them.

    Empty rows and columns before the first value are left out, unless `from_first_cell`: then the
    places in the list are those that a person sees."""
    if source.content.startswith(ZIP):
        _check_unpacked(source.content)
    with reading_workbook(source):
        workbook = CalamineWorkbook.from_filelike(BytesIO(source.content))
        sheets = [
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=not from_first_cell)
            for name in workbook.sheet_names
        ]
    filled = [sheet for sheet in sheets if sheet]
    if not filled:
        raise Refused(_("В таблицата няма редове."))
    return filled[0]


def _read_workbook(source: Source) -> Table:
    header, *lines = read_sheet(source)
    columns = [_column(str(cell)) for cell in header]
    rows, as_of = [], None
    for number, line in enumerate(lines, start=2):
        row = dict(zip(columns, map(_text, line), strict=False))
        if row.get("ekatte") == SERVICE_CODE:
            as_of = _day_in(row.get("name", ""))
        elif any(row.values()):
            rows.append((number, row))
    return _table(rows, as_of)


def _check_unpacked(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            n_bytes = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile:
        raise Refused(
            _("Таблицата е прекъсната или повредена и не може да се прочете."),
            remedy=_("Изтеглете я отново и я внесете пак."),
        ) from None
    check_size(n_bytes, MAX_UNPACKED_BYTES)


def _table(rows: list[tuple[int, dict[str, str]]], as_of: date | None) -> Table:
    if not rows:
        raise Refused(_("Във файла няма нито един ред с данни."))
    return Table(frozenset().union(*(row for _number, row in rows)), rows, as_of)


def _column(name: str) -> str:
    """A column's name as the lists of today write it; until 2018 they wrote `obstina`."""
    name = name.strip().lower()
    return "obshtina" if name == "obstina" else name


def _text(value: Any) -> str:
    """A cell as text: numbers without a decimal point, dates as days, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()


def _day_in(text: str) -> date | None:
    found = AS_OF.search(text)
    if not found:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def first_columns(columns: Iterable[str]) -> str:
    """A few column names for a sentence, so that one sees which file it was."""
    return ", ".join(sorted(columns)[:6])
