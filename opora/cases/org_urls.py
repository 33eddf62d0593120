"""Pages under /o/<organization>/cases/."""

from django.urls import path

from . import act_pages, pages

app_name = "cases"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("search/", pages.search, name="search"),
    path("<int:pk>/", pages.case_page, name="case"),
    path("<int:pk>/course/", pages.course, name="course"),
    path("<int:pk>/papers/", pages.papers, name="papers"),
    path("<int:pk>/act/<slug:action>/", act_pages.act, name="act"),
    path("<int:pk>/parties/<int:party>/", act_pages.parts, name="parts"),
    path("<int:pk>/remove/<slug:what>/<int:row>/", act_pages.remove, name="remove"),
    path("<int:pk>/follow-ups/<int:row>/", act_pages.follow_up, name="follow_up"),
]
