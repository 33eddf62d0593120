"""Addresses of the register, under /o/<organization>/."""

from django.urls import path

from . import register_pages as lists
from . import register_past_pages as pasts
from . import register_service_pages as pages

app_name = "register"
urlpatterns = [
    path("services/", lists.service_list, name="services"),
    path("services/counts", lists.tab_counts, name="counts"),
    path("services/export", lists.export, name="export"),
    path("services/print", lists.print_list, name="print"),
    path("services/past/", pasts.past, name="past"),
    path("services/past.<slug:file_format>", pasts.export_past, name="export_past"),
    path(
        "services/capacities.<slug:file_format>", pasts.export_capacities, name="export_capacities"
    ),
    path("services/new", pages.create, name="create"),
    path("services/complexes/new", pages.create_complex, name="create_complex"),
    path("services/provider", pages.enter_provider, name="enter_provider"),
    path("services/<int:pk>/", pages.service_page, name="service"),
    path("services/<int:pk>/row", lists.row, name="row"),
    path("services/<int:pk>/edit", pages.edit, name="edit"),
    path("services/<int:pk>/capacity", pages.change_capacity, name="change_capacity"),
    path("services/<int:pk>/history", pasts.history, name="history"),
    path(
        "services/<int:pk>/history.<slug:file_format>", pasts.export_history, name="export_history"
    ),
    path("services/<int:pk>/prices", pasts.price, name="prices"),
    path("services/<int:pk>/close", pages.close, name="close"),
]
