"""Pages under /o/<organization>/facilities/."""

from django.urls import path

from . import complex_pages as complexes
from . import pages

app_name = "facilities"
urlpatterns = [
    path("", pages.index, name="index"),
    path("new", pages.new, name="new"),
    path("export.<slug:file_format>", pages.export, name="export"),
    path("needs.<slug:file_format>", pages.export_needs, name="export_needs"),
    path("<int:pk>/", pages.building, name="building"),
    path("<int:pk>/edit", pages.edit, name="edit"),
    path("<int:pk>/access", pages.access, name="access"),
    path("<int:pk>/equipment", pages.equipment, name="equipment"),
    path("<int:pk>/need", pages.need, name="need"),
    path("equipment/<int:pk>/retire", pages.retire, name="retire"),
    path("needs/<int:pk>/<slug:state>", pages.close_need, name="close_need"),
    path("complexes/", complexes.index, name="complexes"),
    path("complexes/export.<slug:file_format>", complexes.export, name="export_complexes"),
    path("complexes/<int:pk>/", complexes.page, name="complex"),
    path("complexes/<int:pk>/resource", complexes.new_resource, name="new_resource"),
    path("resources/<int:pk>/", complexes.shares, name="shares"),
]
