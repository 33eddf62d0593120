"""Pages under /o/<organization>/assistance/: assistant support."""

from django.urls import path

from . import pages

app_name = "homecare"
urlpatterns = [
    path("homecare/", pages.home, name="home"),
    path("homecare/capacity/", pages.set_capacity, name="set_capacity"),
]
