"""Pages under /o/<organization>/fees/."""

from django.urls import URLPattern

app_name = "fees"
urlpatterns: list[URLPattern] = []
