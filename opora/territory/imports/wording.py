"""A report as plain lines, for the terminal and for the page. Pure."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .report import Report

MAX_SHOWN = 20


def lines(report: Report) -> Iterator[str]:
    """The report in sentences: figures first, then warnings, refused rows and changes."""
    yield _heading(report)
    names = figure_names()
    for name, count in report.counts():
        yield f"  {names[name]}: {count}"
    yield from report.warnings
    refused = [
        _("ред %(row)s (%(code)s): %(reason)s")
        % {"row": refusal.row, "code": refusal.code or "–", "reason": refusal.reason}
        for refusal in report.refused
    ]
    yield from _some(_("Отказани редове"), refused)
    changed = [
        f"{change.code} {change.name}, {change.label}: „{change.old}“ → „{change.new}“"
        for change in report.changed
        if change.name
    ]
    yield from _some(_("Променени"), changed)
    yield from _some(_("Липсват във файла"), report.missing)


def figure_names() -> dict[str, str]:
    """What each figure of a report is called."""
    return {
        "read": _("прочетени"),
        "added": _("нови"),
        "changed": _("променени"),
        "unchanged": _("без промяна"),
        "missing": _("липсват във файла"),
        "refused": _("отказани"),
    }


def _heading(report: Report) -> str:
    done = _("записано") if report.is_applied else _("проба, нищо не е записано")
    day = f", {_('към')} {report.as_of:%d.%m.%Y} г." if report.as_of else ""
    return f"{report.file_name}{day} – {done}"


def _some(title: str, items: list[str]) -> Iterator[str]:
    if not items:
        return
    yield f"{title}:"
    yield from (f"  {item}" for item in items[:MAX_SHOWN])
    if len(items) > MAX_SHOWN:
        yield "  " + _("… и още %(n)s") % {"n": len(items) - MAX_SHOWN}
