"""The month of a service as a table: who, how much, the days one by one, why absent."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from opora.agreements import queries as agreements
from opora.agreements.models import ServiceAgreement
from opora.agreements.rules import UseUnit
from opora.agreements.typed import clock
from opora.lib.actor import Actor
from opora.register.models import Service

from . import queries, rules
from .measures import Used
from .models import Attendance

AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(slots=True)
class Person:
    """One row of the report: the marks by day, sums, absences by reason."""

    agreement: ServiceAgreement
    name: str
    days: dict[date, Attendance] = field(default_factory=dict)

    @property
    def used(self) -> Used:
        """The sums of the month."""
        here = [row for row in self.days.values() if row.reason_id is None]
        n: Counter[str] = Counter(row.unit for row in here)
        return Used(
            minutes=sum(row.amount for row in here if row.unit == UseUnit.MINUTE),
            half_days=n[UseUnit.HALF_DAY],
            days=n[UseUnit.DAY],
            nights=n[UseUnit.NIGHT],
            absences=len(self.days) - len(here),
        )

    @property
    def used_words(self) -> str:
        """21 дни; 42:30 ч."""
        return used_words(self.used)

    @property
    def absence_words(self) -> str:
        """болест 2, отпуск 1."""
        why = Counter(str(row.reason) for row in self.days.values() if row.reason_id)
        return ", ".join(f"{reason} {n}" for reason, n in why.most_common())

    def cell(self, day: date) -> str:
        """A day in one sign: a dot or hours, the first letter of the reason, nothing."""
        row = self.days.get(day)
        if row is None:
            return ""
        if row.reason_id:
            return str(row.reason)[:1].upper()
        return clock(row.amount) if row.unit == UseUnit.MINUTE else "•"


def used_words(used: Used) -> str:
    """The sums that are not zero, in words."""
    pairs = [
        (used.days, UseUnit.DAY), (used.half_days, UseUnit.HALF_DAY),
        (used.nights, UseUnit.NIGHT), (used.minutes, UseUnit.MINUTE),
    ]  # fmt: skip
    return ", ".join(rules.amount_words(n, unit) for n, unit in pairs if n) or "—"


def people(actor: Actor, *, service: Service, month: date) -> list[Person]:
    """Everybody with an agreement or a mark in the month, by name."""
    found = {
        each.pk: each
        for each in agreements.within(
            actor, service_id=service.pk, first=month, last=rules.last_of(month)
        )
    }
    marked = queries.attendance(actor, service=service, month=month)
    missing = {row.agreement_id for row in marked} - set(found)
    found |= ServiceAgreement.objects.in_bulk(missing)
    called = queries.names(actor, found.values())
    rows = {key: Person(each, called[key]) for key, each in found.items()}
    for mark in marked:
        rows[mark.agreement_id].days[mark.day] = mark
    return sorted(rows.values(), key=lambda row: (row.name, row.agreement.pk))


def titles(month: date) -> list[str]:
    """The heads of the columns."""
    days = [str(day.day) for day in rules.days_of(month)]
    sums = [_("Часове"), _("Полудни"), _("Дни"), _("Денонощия"), _("Отсъствия"), _("Причини")]
    return [_("Лице"), _("Договор"), *days, *sums]


def cells(row: Person, month: date) -> list[str | int]:
    """The values of one row."""
    used = row.used
    return [
        row.name,
        row.agreement.number,
        *(row.cell(day) for day in rules.days_of(month)),
        clock(used.minutes) if used.minutes else "",
        used.half_days,
        used.days,
        used.nights,
        used.absences,
        row.absence_words,
    ]


def workbook(service: Service, month: date, state: str, rows: Iterable[Person]) -> BytesIO:
    """The report as a spreadsheet: text stays text, counts are numbers."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, AS_TEXT)
    sheet = book.add_worksheet(f"{month:%m.%Y}")
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 32, 4)
    sheet.freeze_panes(2, 1)
    heading = _("%(service)s, %(month)s: %(state)s") % {
        "service": service.name, "month": rules.month_words(month), "state": state,
    }  # fmt: skip
    sheet.write_string(0, 0, heading, bold)
    for column, title in enumerate(titles(month)):
        sheet.write_string(1, column, title, bold)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(cells(row, month)):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, value)
    book.close()
    file.seek(0)
    return file
