"""Pages of the law under /o/<organization>/, readable by every role."""

from django.urls import path

from . import pages

app_name = "law"
urlpatterns = [
    path("law/", pages.deadlines, name="deadlines"),
    path("law/calendar/", pages.calendar, name="calendar"),
    path("law/terms/", pages.terms, name="terms"),
    path("law/<int:rule_id>/revise/", pages.revise, name="revise"),
]
