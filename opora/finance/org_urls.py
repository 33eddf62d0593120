"""Pages of money under /o/<organization>/money/."""

from django.urls import path

from . import edit_pages, need_pages, pages

app_name = "finance"
urlpatterns = [
    path("", pages.own, name="overview"),
    path("all/", pages.table, name="all"),
    path("all.xlsx", pages.workbook, name="workbook"),
    path("all.csv", pages.csv, name="csv"),
    path("municipality/<slug:code>/", pages.municipality, name="municipality"),
    path("standards/", pages.standards, name="standards"),
    path("standards/<slug:item>/<int:year>/", edit_pages.standard, name="standard"),
    path(
        "standards/<slug:item>/<int:year>/withdraw/",
        edit_pages.withdraw_standard,
        name="withdraw_standard",
    ),
    path("indexation/", edit_pages.indexation, name="indexation"),
    path(
        "indexation/<int:year>/withdraw/",
        edit_pages.withdraw_indexation,
        name="withdraw_indexation",
    ),
    path("references/", pages.references, name="references"),
    path("sources/", pages.sources, name="sources"),
    path("import/", edit_pages.import_page, name="import"),
    path("import/<int:run_id>/undo/", edit_pages.undo_import, name="undo_import"),
    path("needs/add/", need_pages.add, name="add_need"),
    path("needs/<int:need_id>/", need_pages.need, name="need"),
    path("needs/<int:need_id>/share/", need_pages.set_share, name="set_share"),
    path(
        "needs/<int:need_id>/share/<slug:source>/remove/",
        need_pages.remove_share,
        name="remove_share",
    ),
    path("needs/<int:need_id>/withdraw/", need_pages.withdraw, name="withdraw_need"),
]
