"""Addresses of requests for places, under /o/<organization>/services/."""

from django.urls import path

from . import pages

app_name = "capacity"
urlpatterns = [
    path("requests/", pages.index, name="index"),
    path("requests/new", pages.ask_new, name="ask_new"),
    path("requests/<int:pk>/", pages.page, name="one"),
    path("requests/<int:pk>/<slug:action>", pages.act, name="act"),
    path("<int:pk>/request", pages.ask, name="ask"),
]
