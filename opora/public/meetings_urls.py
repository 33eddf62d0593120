"""Addresses of a member from outside, under /public/."""

from django.urls import path

from . import meetings

urlpatterns = [
    path("meetings/", meetings.enter, name="meetings"),
    path("meetings/session/", meetings.session, name="meeting"),
    path(
        "meetings/version/<slug:what>/<int:record_id>/",
        meetings.version,
        name="meeting_version",
    ),
    path("meetings/leave/", meetings.leave, name="meeting_leave"),
    path("meetings/minutes/<int:record_id>/", meetings.minutes_pdf, name="meeting_minutes"),
    path("meetings/<slug:what>/<int:record_id>/<slug:action>/", meetings.act, name="meeting_act"),
]
