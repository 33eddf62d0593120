"""The month's report of assistant support to АСП: sums by settlement, without names."""

from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.timesheets.tables import Cell, Sheet, in_hours

from .rules import REASON_LABELS
from .visits import Month, Place


def report(office: Organization, month: Month) -> Sheet:
    """A row for each settlement and one for the municipality, with the missed visits by reason."""
    reasons = list(REASON_LABELS)
    heads = [
        _("Община"),
        _("Населено място"),
        _("Месец"),
        _("Потребители"),
        _("Часове по план"),
        _("Дадени часове"),
        _("Пропуснати посещения"),
        *(_(REASON_LABELS[reason]) for reason in reasons),
        _("без записана причина"),
    ]
    rows = [_row(office, month, place, reasons) for place in month.places]
    rows.append(_row(office, month, month.total, reasons, _("Общо")))
    return Sheet(_("Асистентска подкрепа"), heads, rows)


def _row(
    office: Organization, month: Month, place: Place, reasons: list[str], name: str = ""
) -> list[Cell]:
    here = [
        each for each in month.missed if name or str(each.enrollment.settlement or "") == place.name
    ]
    return [
        str(office.municipality or office.short_name),
        name or place.name,
        f"{month.month:%m.%Y}",
        place.n_users,
        in_hours(place.planned),
        in_hours(place.given),
        place.n_missed,
        *(sum(each.reason == reason for each in here) for reason in reasons),
        sum(not each.reason for each in here),
    ]
