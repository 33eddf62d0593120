"""Addresses of the map."""

from django.urls import path

from . import pages

app_name = "atlas"
urlpatterns = [
    path("", pages.map_page, name="map"),
    path("file/", pages.file, name="file"),
]
