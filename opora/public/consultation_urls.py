"""Addresses of the consultations, under public/."""

from django.urls import URLPattern, path

from . import consultations

urlpatterns: list[URLPattern] = [
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/<int:pk>/", consultations.consultation, name="consultation"),
]
