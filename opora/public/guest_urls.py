"""Addresses of a guest, under /public/."""

from django.urls import path

from . import guests

urlpatterns = [
    path("guests/", guests.enter, name="guests"),
    path("guests/open/", guests.show, name="guest"),
    path("guests/leave/", guests.leave, name="guest_leave"),
]
