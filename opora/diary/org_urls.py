"""Pages under /o/<organization>/usage/: the day book."""

from django.urls import path

from . import case_pages, pages, utilization_pages

app_name = "diary"
urlpatterns = [
    path("", pages.index, name="index"),
    path("expiring/", pages.expiring, name="expiring"),
    path("utilization/", utilization_pages.page, name="utilization"),
    path("incidents/", pages.incidents, name="incidents"),
    path("case/<int:pk>/", case_pages.case, name="case"),
    path("case/<int:pk>/deliver/", case_pages.deliver, name="deliver"),
    path("case/<int:pk>/delivered/<int:row>/", case_pages.take_back, name="take_back"),
]
