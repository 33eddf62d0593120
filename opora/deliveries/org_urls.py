"""Pages under /o/<organization>/usage/: activities of a group."""

from django.urls import path

from . import pages

app_name = "deliveries"
urlpatterns = [
    path("service/<int:pk>/day/<slug:day>/activities/", pages.group, name="group"),
    path(
        "service/<int:pk>/day/<slug:day>/activities/<int:row>/back/",
        pages.take_back,
        name="take_back",
    ),
]
