"""Addresses of files of services, under /o/<organization>/services/imports/."""

from django.urls import path

from . import pages

app_name = "imports"
urlpatterns = [
    path("", pages.index, name="index"),
    path("template", pages.template, name="template"),
    path("<int:pk>/", pages.one, name="one"),
    path("<int:pk>/apply", pages.apply, name="apply"),
    path("<int:pk>/undo", pages.undo, name="undo"),
    path("<int:pk>/cancel", pages.cancel, name="cancel"),
    path("<int:pk>/mistakes", pages.mistakes, name="mistakes"),
]
