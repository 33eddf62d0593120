"""Pages of notices, under /o/<organization>/."""

from django.urls import path

from . import pages

app_name = "notices"
urlpatterns = [
    path("notices/", pages.notices, name="notices"),
    path("notices/read/", pages.read_all, name="read_all"),
    path("notices/<int:notice_id>/open/", pages.open_notice, name="open_notice"),
]
