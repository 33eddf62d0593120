"""Addresses of the map, under public/."""

from django.urls import URLPattern, path

from . import maps

urlpatterns: list[URLPattern] = [
    path("map/", maps.public_map, name="map"),
    path("map/file/", maps.file, name="map_file"),
]
