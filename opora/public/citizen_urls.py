"""Addresses for citizens, under public/: the entry, services, one municipality, my request."""

from django.urls import URLPattern, path

from . import entry, finding_pages, my_request

urlpatterns: list[URLPattern] = [
    path("", entry.entry, name="entry"),
    path("services/", finding_pages.services, name="services"),
    path("services/<int:pk>/", finding_pages.service, name="service"),
    path("municipalities/<slug:code>/", finding_pages.municipality, name="municipality"),
    path("request/", my_request.enter, name="my_request"),
    path("request/shown/", my_request.show, name="my_request_shown"),
    path("request/leave/", my_request.leave, name="my_request_leave"),
]
