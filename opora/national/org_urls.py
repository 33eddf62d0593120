"""Addresses of the National Map and of annual plans."""

from django.urls import path

from . import change_pages, pages, paper_pages, plan_pages

app_name = "national"
urlpatterns = [
    path("", pages.index, name="index"),
    path("assemble/", pages.assemble, name="assemble"),
    path("paper/", paper_pages.enter, name="paper"),
    path("paper/template.xlsx", paper_pages.template, name="paper_template"),
    path("compare/", change_pages.comparison, name="comparison"),
    path("maps/<int:pk>/", pages.map_page, name="map"),
    path("maps/<int:pk>/act/<slug:action>/", pages.act, name="act"),
    path("maps/<int:pk>/vote/", pages.vote, name="vote"),
    path("maps/<int:pk>/comments/<int:comment_id>/", pages.answer, name="answer"),
    path("maps/<int:pk>/export.<slug:kind>", pages.export, name="export"),
    path("amendments/propose/", change_pages.propose, name="propose"),
    path("amendments/<int:pk>/<slug:action>/", change_pages.amendment, name="amendment"),
    path("plans/", plan_pages.index, name="plans"),
    path("plans/open/", plan_pages.open_plan, name="open_plan"),
    path("plans/<int:pk>/", plan_pages.plan_page, name="plan"),
    path("plans/<int:pk>/act/<slug:action>/", plan_pages.act, name="plan_act"),
    path("plans/<int:pk>/rows/new/", plan_pages.row, name="new_plan_row"),
    path("plans/<int:pk>/rows/<int:row_id>/", plan_pages.row, name="plan_row"),
    path("plans/<int:pk>/rows/<int:row_id>/remove/", plan_pages.remove_row, name="remove_plan_row"),
    path("plans/<int:pk>/comments/<int:comment_id>/", plan_pages.answer, name="answer_plan"),
    path("plans/<int:pk>/export.<slug:kind>", plan_pages.export, name="export_plan"),
]
