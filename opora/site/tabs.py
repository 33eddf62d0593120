"""The tabs of assistance in their order, over all packages that share it."""

from opora.assistance.parts import DIRECTIONS, USERS, Part
from opora.lib.labels import gettext_noop as _

OF_ASSISTANCE = [
    USERS,
    Part("month", _("Месец"), "timesheets:month", by_month=True),
    Part("pay", _("Изплащане"), "payroll:pay", by_month=True),
    Part("homecare", _("Асистентска подкрепа"), "homecare:month", by_month=True),
    Part("assistants", _("Асистенти"), "assistants:assistants"),
    DIRECTIONS,
    Part("settings", _("Ставки и правила"), "payroll:settings"),
]
