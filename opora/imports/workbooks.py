"""The template to fill in, the own services in its shape, and the rows to mend with their cells."""

from collections.abc import Iterable, Sequence
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.register import queries, rules
from opora.register.models import TargetGroup
from opora.register.tables import AS_TEXT, IN_MEMORY

from .fields import AXES, FIELDS
from .models import ServiceImport
from .states import RowStatus


def template(kinds: Sequence[Any], rows: Iterable[dict[str, Any]] = ()) -> IO[bytes]:
    """An empty table with the heads and, on a second sheet, every word that is understood; with
    `rows`, the services that stand already, to be changed and given back."""
    file, book = _open()
    page = book.add_worksheet(_("Услуги"))
    _heads(book, page, 0)
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for number, row in enumerate(rows, 1):
        for column, field in enumerate(FIELDS):
            _write(page, number, column, row.get(field.code, ""), day)
    _lists(book, kinds)
    return _close(file, book)


def mistakes(run: ServiceImport) -> IO[bytes]:
    """The rows that cannot be entered, in the template's shape: each wrong cell is colored and says
    what to mend, and the last column says it once more. The mended file can be given back."""
    file, book = _open()
    page = book.add_worksheet(_("За поправяне"))
    _heads(book, page, 0)
    page.write_string(0, len(FIELDS), _("Какво да се поправи"))
    page.write_string(0, len(FIELDS) + 1, _("Ред във Вашия файл"))
    page.set_column(len(FIELDS), len(FIELDS), 70)
    wrong = book.add_format({"bg_color": "#F8D7DA", "font_color": "#7A1020", "border": 1})
    rows = run.rows.filter(status=RowStatus.WRONG).order_by("line")
    for number, row in enumerate(rows.iterator(1000), 1):
        said = {code: sentence for code, sentence, is_error in row.marks if is_error}
        for column, field in enumerate(FIELDS):
            text = row.texts.get(field.code, "")
            if field.code in said:
                page.write_string(number, column, text, wrong)
                page.write_comment(number, column, said[field.code], {"x_scale": 2})
            else:
                page.write_string(number, column, text)
        heads = {field.code: _(field.head) for field in FIELDS}
        words = "\n".join(f"{heads[code]}: {sentence}" for code, sentence in said.items())
        page.write_string(number, len(FIELDS), words)
        page.write_number(number, len(FIELDS) + 1, row.line)
    return _close(file, book)


def _open() -> tuple[IO[bytes], Any]:
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    return file, xlsxwriter.Workbook(file, AS_TEXT)


def _close(file: IO[bytes], book: Any) -> IO[bytes]:
    book.close()
    file.seek(0)
    return file


def _heads(book: Any, page: Any, row: int) -> None:
    needed = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DDEBEA"})
    free = book.add_format({"text_wrap": True, "bg_color": "#F2EFE9"})
    page.set_column(0, len(FIELDS) - 1, 22)
    page.freeze_panes(row + 1, 0)
    for column, field in enumerate(FIELDS):
        page.write_string(row, column, _(field.head), needed if field.is_needed else free)
        if field.hint:
            page.write_comment(row, column, _(field.hint))


def _write(page: Any, row: int, column: int, value: Any, day: Any) -> None:
    if hasattr(value, "isoformat"):
        page.write_datetime(row, column, value, day)
    elif isinstance(value, int):
        page.write_number(row, column, value)
    elif value:
        page.write_string(row, column, value)


def _lists(book: Any, kinds: Sequence[Any]) -> None:
    page = book.add_worksheet(_("Списъци"))
    bold = book.add_format({"bold": True})
    lists = [
        (_("Вид услуга"), [(each.pk, each.name) for each in kinds if not each.is_protected]),
        (_("За кого е"), [(each.pk, each.name) for each in TargetGroup.objects.all()]),
    ]
    heads = {field.code: _(field.head) for field in FIELDS}
    for axis in AXES:
        lists.append((heads[axis], list(rules.LABELS_OF[axis].items())))
    longest = max(len(words) for _head, words in lists)
    page.set_column(0, 2 * len(lists), 26)
    for n, (head, _words) in enumerate(lists):
        page.write_string(0, 2 * n, _("код"), bold)
        page.write_string(0, 2 * n + 1, head, bold)
    for row in range(longest):
        for n, (_head, words) in enumerate(lists):
            if row < len(words):
                page.write_string(row + 1, 2 * n, str(words[row][0]))
                page.write_string(row + 1, 2 * n + 1, str(words[row][1]))


def rows_of(actor: Actor, today: date) -> Iterable[dict[str, Any]]:
    """The actor's own open services as rows of the template."""
    own = queries.my_providers(actor).values_list("pk", flat=True)
    services = queries.in_full(
        queries.services(actor, on=today).filter(provider__in=list(own), is_protected=False)
    ).select_related("address", "provider")
    places = queries.capacities_on([each.pk for each in services], today)
    for each in services:
        facts = queries.facts_of(each)
        yield {
            "id": each.pk,
            "eik": each.provider.eik,
            "kind": facts.named_service,
            "groups": "; ".join(facts.target_groups),
            "opened_on": each.opened_on,
            "n_places": places.get(each.pk, 0),
            **{axis: rules.LABELS_OF[axis][getattr(facts, axis)] for axis in AXES},
            **{
                name: getattr(facts, name)
                for name in ("name", "municipality", "settlement", "line", "phone", "email")
            },
        }
