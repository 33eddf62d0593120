"""Addresses of criteria under /o/<organization>/criteria/."""

from django.urls import path

from . import edit_pages, number_pages, pages

app_name = "criteria"
urlpatterns = [
    path("", pages.sets, name="sets"),
    path("population/", number_pages.population, name="population"),
    path("<int:pk>/", pages.one, name="set"),
    path("<int:pk>/copy/", pages.copy, name="copy"),
    path("<int:pk>/name/", pages.rename, name="rename"),
    path("<int:pk>/discard/", pages.discard, name="discard"),
    path("<int:pk>/repeal/", pages.repeal, name="repeal"),
    path("<int:pk>/changes/", number_pages.preview, name="preview"),
    path("<int:pk>/changes.xlsx", number_pages.preview_file, name="preview-file"),
    path("<int:pk>/publish/", number_pages.publish, name="publish"),
    path("<int:pk>/<slug:code>/", edit_pages.edit, name="edit"),
    path("<int:pk>/<slug:code>/confirm/", edit_pages.confirm, name="confirm"),
    path("<int:pk>/<slug:code>/how/<slug:unit>/", number_pages.explain, name="explain"),
]
