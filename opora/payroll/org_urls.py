"""Pages under /o/<organization>/assistance/: what a month costs, and the rates."""

from django.urls import path

from . import pages

app_name = "payroll"
urlpatterns = [
    path("settings/", pages.settings, name="settings"),
    path("settings/rate/", pages.set_rate, name="set_rate"),
    path("month/<slug:month>/pay/", pages.pay_table, name="pay"),
    path(
        "month/<slug:month>/payroll.xlsx",
        pages.download,
        {"what": "payroll", "form": "xlsx"},
        name="payroll_xlsx",
    ),
    path(
        "month/<slug:month>/payroll.csv",
        pages.download,
        {"what": "payroll", "form": "csv"},
        name="payroll_csv",
    ),
    path(
        "month/<slug:month>/report.xlsx",
        pages.download,
        {"what": "report", "form": "xlsx"},
        name="report_xlsx",
    ),
]
