"""Addresses of needs."""

from django.urls import URLPattern

from . import analysis_urls, indicator_urls, methods_urls

app_name = "needs"
urlpatterns: list[URLPattern] = [
    *indicator_urls.urlpatterns,
    *analysis_urls.urlpatterns,
    *methods_urls.urlpatterns,
]
