"""Addresses of public."""

from django.urls import URLPattern

from . import (
    citizen_urls,
    consultation_urls,
    guest_urls,
    guide_urls,
    map_urls,
    meetings_urls,
    national_urls,
    queue_urls,
)

app_name = "public"
urlpatterns: list[URLPattern] = [
    *citizen_urls.urlpatterns,
    *consultation_urls.urlpatterns,
    *meetings_urls.urlpatterns,
    *guest_urls.urlpatterns,
    *guide_urls.urlpatterns,
    *map_urls.urlpatterns,
    *national_urls.urlpatterns,
    *queue_urls.urlpatterns,
]
