"""Pages under /o/<organization>/protection/."""

from django.urls import URLPattern

app_name = "protection"
urlpatterns: list[URLPattern] = []
