"""Pages of people, under /o/<organization>/. Only numbers of records stand in addresses."""

from django.urls import path, re_path

from .pages import correcting, find, merging, record

app_name = "people"
urlpatterns = [
    path("people/", find.search, name="search"),
    path("people/new/", find.new, name="new"),
    path("people/meet/", find.meet, name="meet"),
    path("people/duplicates/", merging.duplicates, name="duplicates"),
    re_path(
        r"^people/duplicates/(?P<record_id>\d{1,18})/(?P<verb>confirm|refuse|undo)/$",
        merging.decide,
        name="decide",
    ),
    path("people/<int:pk>/", record.person, name="person"),
    path("people/<int:pk>/number/", record.reveal, name="reveal"),
    path("people/<int:pk>/number/add/", record.identifier, name="identifier"),
    path("people/<int:pk>/number/correct/", correcting.correction, name="correction"),
    re_path(
        r"^people/(?P<pk>\d{1,18})/number/correct/(?P<record_id>\d{1,18})/"
        r"(?P<verb>confirm|refuse|undo)/$",
        correcting.decide,
        name="decide_correction",
    ),
    path("people/<int:pk>/work/", record.work, name="work"),
    path("people/<int:pk>/edit/", record.edit, name="edit"),
    path("people/<int:pk>/access/", record.access, name="access"),
    re_path(
        r"^people/(?P<pk>\d{1,18})/add/(?P<what>address|phone|note|representative)/$",
        record.add,
        name="add",
    ),
    path("people/<int:pk>/phones/<int:phone_id>/end/", record.end_phone, name="end_phone"),
    path(
        "people/<int:pk>/representatives/<int:representative_id>/end/",
        record.end_representative,
        name="end_representative",
    ),
    path("people/<int:pk>/merge/<int:other>/", merging.merge, name="merge"),
]
