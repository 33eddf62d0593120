"""A table from paper on a page: read, shown before it is entered, with its mistakes by cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.register.models import PlannedService
from opora.territory.models import Municipality

from . import paper, paper_template
from .models import Cycle
from .paper import Entry, Known, Mistake, Read
from .paper_forms import TableForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 300
SHOWN_MISTAKES = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """What was read, with names; the first rows of many."""

    read: Read
    rows: list[tuple[str, str, Entry]]

    @property
    def mistakes(self) -> list[Mistake]:
        """The first of the mistakes."""
        return self.read.mistakes[:SHOWN_MISTAKES]


def known(
    cycle: Cycle, services: Iterable[PlannedService], municipalities: Iterable[Municipality] = ()
) -> Known:
    """What a table of this cycle may name."""
    return Known(
        municipalities={
            each.pk: _names(each.name, each.full_name, each.name_en) for each in municipalities
        },
        services={each.pk: _names(each.short_name, each.name, each.name_en) for each in services},
        first_year=cycle.opened_on.year,
        last_year=cycle.horizon_year,
    )


def _names(*names: str) -> frozenset[str]:
    return frozenset(paper.plain(name) for name in names)


def take(
    actor: Actor, form: TableForm, columns: Sequence[str], known_ones: Known
) -> tuple[Read | None, Read | None]:
    """What of the form's file is to be entered now, and what is to be shown first.

    One of both: a file with mistakes, or not yet looked through, is only shown. What cannot be
    read at all becomes an error of the form.
    """
    try:
        source = form.source(actor)
        read = paper.read(source, columns, known_ones)
    except Refused as refused:
        form.add_error("file", f"{refused.sentence} {refused.remedy}".strip())
        return None, None
    if read.mistakes:
        form.add_error(
            "file", _("Поправете посочените клетки и изберете файла отново. Нищо не е записано.")
        )
        return None, read
    is_looked_through = form.is_looked_through
    form.keep(actor, source)  # also when it is entered now: a refusal shows the page once more
    return (read if is_looked_through else None), read


def shown(
    read: Read | None, services: Iterable[PlannedService], municipalities: Iterable[Municipality]
) -> Shown | None:
    """The rows with the names of what they are about."""
    if read is None:
        return None
    kinds = {each.pk: str(each) for each in services}
    units = {each.pk: str(each) for each in municipalities}
    return Shown(
        read,
        [
            (units.get(entry.municipality, ""), kinds[entry.service], entry)
            for entry in read.entries[:SHOWN]
        ],
    )


def template(
    name: str,
    columns: Sequence[str],
    municipalities: Sequence[Municipality],
    services: Sequence[PlannedService],
) -> HttpResponse:
    """The workbook to be filled in."""
    body = paper_template.workbook(columns, municipalities, services)
    response = HttpResponse(body, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
