"""Pages under /o/<organization>/usage/."""

from django.urls import path

from . import month_pages, other_pages, pages, utilization_pages

app_name = "usage"
urlpatterns = [
    path("", pages.index, name="index"),
    path("expiring/", other_pages.expiring, name="expiring"),
    path("utilization/", utilization_pages.page, name="utilization"),
    path("incidents/", other_pages.incidents, name="incidents"),
    path("incidents/<int:pk>/signal/", other_pages.signal, name="signal"),
    path("service/<int:pk>/incident/", other_pages.write_incident, name="write_incident"),
    path("service/<int:pk>/week/", other_pages.week, name="week"),
    path("service/<int:pk>/day/<slug:day>/", pages.day, name="day"),
    path("service/<int:pk>/month/<slug:month>/", month_pages.month, name="month"),
    path("service/<int:pk>/month/<slug:month>/report.xlsx", month_pages.workbook, name="workbook"),
    path("service/<int:pk>/month/<slug:month>/paper/", month_pages.paper, name="paper"),
    path("service/<int:pk>/month/<slug:month>/correct/", month_pages.correct, name="correct"),
    path("service/<int:pk>/month/<slug:month>/<slug:action>/", month_pages.act, name="month_act"),
    path("case/<int:pk>/", other_pages.case, name="case"),
    path("case/<int:pk>/deliver/", other_pages.deliver, name="deliver"),
    path("case/<int:pk>/delivered/<int:row>/", other_pages.take_back, name="take_back"),
]
