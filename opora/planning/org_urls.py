"""Addresses of planning: the districts, one district, its versions, the coordination."""

from django.urls import path

from . import map_pages, pages, paper_pages

app_name = "planning"
urlpatterns = [
    path("", pages.index, name="index"),
    path("districts/", pages.districts, name="districts"),
    path("districts/<slug:code>/", pages.district, name="district"),
    path("districts/<slug:code>/open/", pages.open_variant, name="open"),
    path("districts/<slug:code>/coordination/", pages.coordination, name="coordination"),
    path("districts/<slug:code>/paper/", paper_pages.enter, name="paper"),
    path("districts/<slug:code>/paper/template.xlsx", paper_pages.template, name="paper_template"),
    path("coordination/<int:pk>/answer/", pages.answer, name="answer"),
    path("coordination/<int:pk>/letter/", pages.record_answer, name="record_answer"),
    path("alternatives/", pages.alternatives, name="alternatives"),
    path("maps/<int:pk>/", map_pages.map_page, name="map"),
    path("maps/<int:pk>/row/", map_pages.row, name="new_row"),
    path("maps/<int:pk>/row/<slug:municipality>/<slug:service>/", map_pages.row, name="row"),
    path("maps/<int:pk>/rows/<int:entry_id>/remove/", map_pages.remove_row, name="remove_row"),
    path("maps/<int:pk>/rows/<int:entry_id>/move/", map_pages.move_host, name="move_host"),
    path("maps/<int:pk>/host/<slug:service>/", map_pages.host, name="host"),
    path("maps/<int:pk>/act/<slug:action>/", map_pages.act, name="act"),
    path("maps/<int:pk>/export.<slug:kind>", map_pages.export, name="export"),
]
