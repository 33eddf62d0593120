"""Pages under /o/<organization>/licenses/."""

from django.urls import path

from . import application_pages as applications
from . import pages

app_name = "licensing"
urlpatterns = [
    path("", pages.index, name="index"),
    path("export.<slug:file_format>", pages.export, name="export"),
    path("transcribe", pages.transcribe, name="transcribe"),
    path("<int:pk>/", pages.license_page, name="license"),
    path("<int:pk>/revoke", pages.revoke, name="revoke"),
    path("applications/", applications.index, name="applications"),
    path("applications/new/<slug:kind>", applications.begin, name="begin"),
    path("applications/<int:pk>/", applications.page, name="application"),
    path("applications/<int:pk>/edit", applications.edit, name="edit"),
    path("applications/<int:pk>/<slug:action>", applications.act, name="act"),
]
