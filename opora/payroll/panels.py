"""What a timesheet costs, on its page."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from opora.accounts.requests import ActingRequest
from opora.timesheets.board import Board, Line

from . import costs


def of_sheet(request: ActingRequest, board: Board, line: Line) -> SafeString:
    """The sum by the rates of its days."""
    paid = costs.load(request.actor, board.month).of(line)
    return render_to_string("payroll/of_sheet.html", {"pay": paid}, request)
