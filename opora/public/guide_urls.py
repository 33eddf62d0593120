"""Addresses of the user guide, under public/."""

from django.urls import URLPattern, path

from . import guide

urlpatterns: list[URLPattern] = [
    path("guide/", guide.guide, name="guide"),
    path("guide/<slug:name>/", guide.guide, name="guide_page"),
    path("guide/pictures/<slug:name>.png", guide.guide_picture, name="guide_picture"),
]
