"""Addresses of needs."""

from django.urls import URLPattern

from . import analysis_urls, methods_urls

app_name = "needs"
urlpatterns: list[URLPattern] = [*analysis_urls.urlpatterns, *methods_urls.urlpatterns]
