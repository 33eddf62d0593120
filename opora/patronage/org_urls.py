"""Pages under /o/<organization>/patronage/."""

from django.urls import path

from . import fee_pages, pages

app_name = "patronage"
urlpatterns = [
    path("", pages.users, name="users"),
    path("new/", pages.find, name="find"),
    path("new/<int:person_id>/", pages.apply, name="apply"),
    path("users/<int:pk>/", pages.user, name="user"),
    path("users/<int:pk>/accept/", pages.accept, name="accept"),
    path("users/<int:pk>/stop/", pages.stop, name="stop"),
    path("users/<int:pk>/pay/", fee_pages.pay, name="pay"),
    path("users/<int:pk>/correct/<slug:month>/", fee_pages.correct, name="correct"),
    path("payments/<int:pk>/reverse/", fee_pages.reverse, name="reverse"),
    path("debts/", fee_pages.debts, name="debts"),
    path("users/<int:pk>/<slug:action>/", pages.close, name="close"),
    path("stops/<int:pk>/resume/", pages.resume, name="resume"),
    path("routes/", pages.routes, name="routes"),
    path("routes/<int:pk>/<slug:day>/", pages.tour, name="tour"),
    path("kitchen/", pages.kitchen, name="kitchen"),
    path("month/", pages.months, name="months"),
    path("month/<slug:month>/", pages.month, name="month"),
    path("month/<slug:month>/close/", pages.close_month, name="close_month"),
    path("month/<slug:month>/charge/", fee_pages.charge, name="charge"),
    path("month/<slug:month>/export/", pages.export, name="export"),
]
