"""Pages under /o/<organization>/fees/."""

from django.urls import path

from . import case_pages, means_pages, month_pages, price_pages

app_name = "fees"
urlpatterns = [
    path("", month_pages.index, name="index"),
    path("services/<int:pk>/<str:month>/", month_pages.month, name="month"),
    path("services/<int:pk>/<str:month>/export/", month_pages.export, name="export"),
    path("debts/", month_pages.debts, name="debts"),
    path("debts/export/", month_pages.export_debts, name="export_debts"),
    path("tariffs/", price_pages.tariffs, name="tariffs"),
    path("tariffs/new/", price_pages.new_tariff, name="new_tariff"),
    path("costs/new/", price_pages.new_cost, name="new_cost"),
    path("cases/<int:pk>/", case_pages.case, name="case"),
    path("cases/<int:pk>/charges/<str:month>/correct/", case_pages.correct, name="correct"),
    path("cases/<int:pk>/payments/<int:number>/reverse/", case_pages.reverse, name="reverse"),
    path(
        "cases/<int:pk>/<slug:what>/<int:number>/<slug:action>/", means_pages.change, name="means"
    ),
    path("cases/<int:pk>/<slug:action>/", case_pages.act, name="act"),
]
