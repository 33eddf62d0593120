"""A report in words, for the terminal and for the page. Pure."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .report import Report

MAX_SHOWN = 20


def lines(report: Report) -> Iterator[str]:
    """The whole report as lines: figures first, then warnings, refused rows and changes."""
    done = _("записано") if report.is_applied else _("проба, нищо не е записано")
    day = f", {_('към')} {report.as_of:%d.%m.%Y} г." if report.as_of else ""
    yield f"{report.file_name}{day} – {done}"
    yield from (f"  {name}: {count}" for name, count in figures(report))
    yield from report.warnings
    for title, items, n_more in details(report):
        yield f"{title}:"
        yield from (f"  {item}" for item in items)
        if n_more:
            yield "  " + _("… и още %(n)s") % {"n": n_more}


def figures(report: Report) -> list[tuple[str, int]]:
    """What was counted, in the order of reading."""
    return [
        (_("прочетени"), report.n_read),
        (_("нови"), len(report.added)),
        (_("променени"), report.n_changed),
        (_("без промяна"), report.n_unchanged),
        (_("липсват във файла"), len(report.missing)),
        (_("отказани"), len(report.refused)),
    ]


def details(report: Report) -> list[tuple[str, list[str], int]]:
    """The refused rows with reasons, the changes from and to, what is missing.

    Each as a title, the first items and how many more there are.
    """
    refused = [
        _("ред %(row)s (%(code)s): %(reason)s")
        % {"row": refusal.row, "code": refusal.code or "–", "reason": refusal.reason}
        for refusal in report.refused
    ]
    changed = [
        f"{change.code} {change.name}, {change.label}: „{change.old}“ → „{change.new}“"
        for change in report.changed
        if change.name
    ]
    parts = {
        _("Отказани редове"): refused,
        _("Променени"): changed,
        _("Липсват във файла"): report.missing,
    }
    return [
        (title, items[:MAX_SHOWN], max(0, len(items) - MAX_SHOWN))
        for title, items in parts.items()
        if items
    ]
