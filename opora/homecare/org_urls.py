"""Pages under /o/<organization>/assistance/: assistant support."""

from django.urls import path

from . import pages

app_name = "homecare"
urlpatterns = [
    path("support/month/<slug:month>/", pages.month, name="month"),
    path("support/month/<slug:month>/visit/", pages.explain_visit, name="explain_visit"),
    path(
        "support/month/<slug:month>/report.xlsx",
        pages.report,
        {"form": "xlsx"},
        name="report_xlsx",
    ),
    path("support/month/<slug:month>/report.csv", pages.report, {"form": "csv"}, name="report_csv"),
    path("support/capacity/", pages.set_capacity, name="set_capacity"),
]
