"""Pages under /o/<organization>/patronage/."""

from django.urls import URLPattern

app_name = "patronage"
urlpatterns: list[URLPattern] = []
