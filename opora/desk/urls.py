"""Addresses of the desk, under /o/<slug>/."""

from django.urls import path

from . import merger_pages, pages, queue_pages

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
    path("queues/rule/", queue_pages.order_rule, name="order_rule"),
    path("queues/<int:pk>/check/", queue_pages.check_order, name="check_order"),
    path("queues/facts/<int:pk>/", queue_pages.order_facts, name="order_facts"),
    path("find/", pages.find, name="find"),
    path("settings/territory/merge/", merger_pages.merge, name="merge"),
    path("requests/<int:pk>/presence/", pages.presence, name="presence"),
]
