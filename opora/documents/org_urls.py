"""Pages of documents, under /o/<organization>/."""

from django.urls import path, re_path

from . import pages, paper_pages, register_pages
from .rules import KEY

app_name = "documents"
urlpatterns = [
    path("documents/", register_pages.register, name="register"),
    path("documents/incoming/", register_pages.incoming, name="incoming"),
    path("documents/export/", register_pages.export, name="export"),
    path("documents/file/", paper_pages.file, name="file"),
    path("documents/attach/", paper_pages.attach, name="attach"),
    path("documents/<int:pk>/", paper_pages.document, name="document"),
    path("documents/<int:pk>/withdraw/", paper_pages.withdraw, name="withdraw"),
    path("documents/files/<int:pk>/", paper_pages.attachment, name="attachment"),
    path("documents/files/<int:pk>/remove/", paper_pages.remove, name="remove"),
    re_path(rf"^drafts/(?P<key>{KEY})/$", pages.save_draft, name="save_draft"),
    re_path(rf"^drafts/(?P<key>{KEY})/drop/$", pages.drop_draft, name="drop_draft"),
]
