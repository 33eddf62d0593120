"""Addresses of the two methods and of sensitivity, under /o/<organization>/needs/."""

from django.urls import path

from . import methods_pages

urlpatterns = [
    path("methods/", methods_pages.methods, name="methods"),
    path("sensitivity/", methods_pages.sensitivity, name="sensitivity"),
]
