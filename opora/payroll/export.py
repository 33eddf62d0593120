"""The month for payroll (with names and numbers) and for АСП (without them)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from opora.assistance.rules import KIND_LABELS
from opora.lib.actor import Actor
from opora.lib.labels import translated
from opora.people import services as people
from opora.timesheets.board import Board, Line
from opora.timesheets.rules import SheetState
from opora.timesheets.tables import Cell, Sheet, in_hours

from .costs import Costs


def payroll(actor: Actor, board: Board, costs: Costs) -> Sheet:
    """Who is paid for how many hours. Every number that goes out is logged with the purpose."""
    purpose = _("изплащане на лична помощ за %s г.") % f"{board.month:%m.%Y}"
    rows: list[list[Cell]] = []
    for line in board.in_state(SheetState.APPROVED):
        person = line.assistant.person
        paid = costs.of(line)
        rows.append(
            [
                person.full_name,
                people.reveal_identifier(actor, person=person, purpose=purpose),
                line.agreement.number,
                translated(KIND_LABELS[line.enrollment.kind]),
                in_hours(line.total),
                None if paid.n_unpriced else Decimal(paid.money.cents) / 100,
                str(paid.money.currency),
            ]
        )
    heads = [
        _("Асистент"),
        _("ЕГН"),
        _("Споразумение"),
        _("Вид"),
        _("Часове"),
        _("Сума"),
        _("Валута"),
    ]
    return Sheet(_("Изплащане"), heads, rows)


def report(board: Board, costs: Costs) -> Sheet:
    """By direction, without names, numbers and addresses: what АСП pays for and no more."""
    sums: dict[int, list[Line]] = {}
    for line in board.in_state(SheetState.APPROVED):
        if line.enrollment.direction:
            sums.setdefault(line.enrollment.pk, []).append(line)
    rows: list[list[Cell]] = []
    for lines in sums.values():
        direction = lines[0].enrollment.direction
        pays = [costs.of(line) for line in lines]
        rows.append(
            [
                direction.number if direction else "",
                direction.degree if direction else "",
                direction.n_hours if direction else None,
                in_hours(sum(line.total for line in lines)),
                len(lines),
                None
                if any(each.n_unpriced for each in pays)
                else Decimal(sum(each.money.cents for each in pays)) / 100,
            ]
        )
    rows.sort(key=lambda row: str(row[0]))
    heads = [
        _("Направление"),
        _("Степен"),
        _("Часове по направлението"),
        _("Отчетени часове"),
        _("Асистенти"),
        _("Сума"),
    ]
    return Sheet(_("Отчет за АСП"), heads, rows)
