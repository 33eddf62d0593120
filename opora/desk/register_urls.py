"""Addresses of the register, under /o/<organization>/."""

from django.urls import path

from . import register_pages as pages

app_name = "register"
urlpatterns = [
    path("services/", pages.service_list, name="services"),
    path("services/counts", pages.tab_counts, name="counts"),
    path("services/export", pages.export, name="export"),
    path("services/print", pages.print_list, name="print"),
    path("services/new", pages.create, name="create"),
    path("services/complexes/new", pages.create_complex, name="create_complex"),
    path("services/provider", pages.enter_provider, name="enter_provider"),
    path("services/<int:service_id>/", pages.service_page, name="service"),
    path("services/<int:service_id>/row", pages.row, name="row"),
    path("services/<int:service_id>/edit", pages.edit, name="edit"),
    path("services/<int:service_id>/capacity", pages.change_capacity, name="change_capacity"),
    path("services/<int:service_id>/close", pages.close, name="close"),
]
