"""Addresses of the National Map and annual plans, under public/."""

from django.urls import URLPattern, path

from . import national

urlpatterns: list[URLPattern] = [
    path("national/", national.national, name="national"),
    path("national/<int:pk>/", national.national_map, name="national_map"),
    path("national/plans/<int:pk>/", national.annual_plan, name="annual_plan"),
]
