"""Pages of territory under /o/<organization>/."""

from django.urls import path

from . import pages

app_name = "territory"
urlpatterns = [
    path("settings/territory/import/", pages.import_page, name="import"),
]
