"""Pages under /o/<organization>/cases/."""

from django.urls import URLPattern

app_name = "support"
urlpatterns: list[URLPattern] = []
