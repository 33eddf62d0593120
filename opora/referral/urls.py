"""Addresses of the referral, under /o/<slug>/."""

from django.urls import path

from . import case_pages, pages

app_name = "referral"
urlpatterns = [
    path("people/<int:person_id>/request/", pages.new, name="new"),
    path("requests/<int:pk>/", pages.request_page, name="request"),
    path("requests/<int:pk>/history/", pages.history, name="history"),
    path("requests/<int:pk>/<slug:action>/", pages.act, name="act"),
    path("cases/<int:pk>/end/", case_pages.end_case, name="end_case"),
    path("placements/<int:pk>/<slug:action>/", pages.placement, name="placement"),
    path("usage/<int:service_id>/", pages.usage, name="usage"),
]
