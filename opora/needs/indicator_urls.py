"""Addresses of the indicators, under needs/."""

from django.urls import URLPattern, path

from . import indicator_entry_pages as entry
from . import indicator_import_pages as imports
from . import indicator_pages as pages

urlpatterns: list[URLPattern] = [
    path("indicators/", pages.catalogue, name="indicators"),
    path("indicators/enter/", entry.enter, name="indicators_enter"),
    path("indicators/import/", imports.imports, name="indicator_imports"),
    path("indicators/import/template/", imports.template, name="indicator_template"),
    path("indicators/import/<int:pk>/", imports.one, name="indicator_import"),
    path("indicators/import/<int:pk>/apply/", imports.apply, name="indicator_import_apply"),
    path("indicators/import/<int:pk>/undo/", imports.undo, name="indicator_import_undo"),
    path("indicators/import/<int:pk>/drop/", imports.drop, name="indicator_import_drop"),
    path("indicators/of/<slug:code>/", pages.indicator, name="indicator"),
    path("indicators/of/<slug:code>/export/<slug:kind>/", pages.export, name="indicator_export"),
    path(
        "indicators/of/<slug:code>/in/<slug:municipality>/", pages.history, name="indicator_history"
    ),
]
