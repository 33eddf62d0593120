"""Pages under /o/<organization>/usage/: write an incident, write its signal."""

from django.urls import path

from . import pages

app_name = "incidents"
urlpatterns = [
    path("incidents/<int:pk>/signal/", pages.signal, name="signal"),
    path("service/<int:pk>/incident/", pages.write, name="write"),
]
