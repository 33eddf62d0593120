"""Pages under /o/<organization>/cases/."""

from django.urls import URLPattern

app_name = "agreements"
urlpatterns: list[URLPattern] = []
