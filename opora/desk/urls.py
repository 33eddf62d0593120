"""Addresses of the desk, under /o/<slug>/."""

from django.urls import path

from . import pages

app_name = "desk"
urlpatterns = [
    path("", pages.home, name="home"),
    path("worklist/", pages.worklist, name="worklist"),
    path("worklist/preview/<int:pk>/", pages.preview, name="preview"),
    path("worklist/views/", pages.save_view, name="save_view"),
    path("worklist/views/<int:pk>/drop/", pages.drop_view, name="drop_view"),
    path("workload/", pages.workload, name="workload"),
    path("queues/", pages.queues, name="queues"),
    path("queues/answer/", pages.answer_time, name="answer_time"),
    path("find/", pages.find, name="find"),
    path("requests/<int:pk>/presence/", pages.presence, name="presence"),
]
