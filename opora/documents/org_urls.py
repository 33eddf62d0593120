"""Pages of documents, under /o/<organization>/."""

from django.urls import re_path

from . import pages
from .rules import KEY

app_name = "documents"
urlpatterns = [
    re_path(rf"^drafts/(?P<key>{KEY})/$", pages.save_draft, name="save_draft"),
    re_path(rf"^drafts/(?P<key>{KEY})/drop/$", pages.drop_draft, name="drop_draft"),
]
