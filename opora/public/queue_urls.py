"""Addresses of the rules of waiting lists, under public/."""

from django.urls import URLPattern, path

from . import queue_rules

urlpatterns: list[URLPattern] = [
    path("queues/", queue_rules.queue_rules, name="queue_rules"),
    path("queues/<int:pk>/", queue_rules.queue_rule, name="queue_rule"),
]
