"""Pages under /o/<organization>/usage/: a group's day, a month, the week of a service."""

from django.urls import path

from . import month_pages, pages, week_pages

app_name = "usage"
urlpatterns = [
    path("service/<int:pk>/week/", week_pages.week, name="week"),
    path("service/<int:pk>/day/<slug:day>/", pages.day, name="day"),
    path("service/<int:pk>/month/<slug:month>/", month_pages.month, name="month"),
    path("service/<int:pk>/month/<slug:month>/report.xlsx", month_pages.workbook, name="workbook"),
    path("service/<int:pk>/month/<slug:month>/paper/", month_pages.paper, name="paper"),
    path("service/<int:pk>/month/<slug:month>/correct/", month_pages.correct, name="correct"),
    path("service/<int:pk>/month/<slug:month>/<slug:action>/", month_pages.act, name="month_act"),
]
