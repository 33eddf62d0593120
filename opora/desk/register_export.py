"""The list of services as a spreadsheet."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from opora.lib import words
from opora.register import queries as register

from .register_list import Line

IN_MEMORY = 2 * 1024 * 1024
# Text stays text: a name that begins with „=“ is never computed.
AS_TEXT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(lines: Iterable[Line], addresses: dict[int, object], *, now: datetime) -> IO[bytes]:
    """An XLSX file, written row by row, ready to be sent from its beginning."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    book = xlsxwriter.Workbook(file, AS_TEXT)
    sheet = book.add_worksheet(_("Услуги"))
    bold = book.add_format({"bold": True, "text_wrap": True})
    sheet.set_column(0, 1, 42)
    sheet.set_column(2, 10, 22)
    sheet.freeze_panes(2, 1)
    sheet.write_string(0, 0, _("Регистър на услугите към %(at)s") % {"at": words.moment(now)})
    for column, title in enumerate(titles()):
        sheet.write_string(1, column, title, bold)
    for number, line in enumerate(lines, 2):
        for column, value in enumerate(cells(line, addresses.get(line.service.pk))):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, value)
    book.close()
    file.seek(0)
    return file


def titles() -> list[str]:
    """The heads of the columns."""
    return [
        _("Услуга"),
        _("Вид услуга"),
        _("Доставчик"),
        _("Област"),
        _("Община"),
        _("Адрес"),
        _("Телефон"),
        _("За кого е"),
        _("Ниво"),
        _("Финансиране"),
        _("Начин на ползване"),
        _("Капацитетът брои"),
        _("Капацитет"),
        _("Заети места"),
        _("Свободни места"),
        _("Чакащи"),
    ]


def cells(line: Line, address: object | None) -> Iterator[str | int]:
    """The values of one row; of a protected service nothing that says where it is."""
    service = line.service
    yield service.name
    yield str(service.named_service)
    yield str(service.provider) if register.shown_whole(service) else ""
    yield str(service.district)
    yield str(service.municipality or "")
    yield str(address or "")
    yield service.phone
    yield ", ".join(str(group) for group in service.target_groups.all())
    yield service.get_level_display()
    yield service.get_funding_display()
    yield service.get_mode_display()
    yield service.named_service.get_unit_of_capacity_display()
    yield line.places.capacity
    yield line.places.n_users
    yield line.places.n_vacancies
    yield line.n_queue
