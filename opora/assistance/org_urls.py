"""Pages under /o/<organization>/assistance/: directions, applications, users."""

from django.urls import path

from .pages import directions, users

app_name = "assistance"
urlpatterns = [
    path("", users.users, name="users"),
    path("users/<int:pk>/", users.user, name="user"),
    path("users/<int:pk>/enroll/", users.enroll, name="enroll"),
    path("users/<int:pk>/absence/", users.add_absence, name="add_absence"),
    path("absences/<int:pk>/remove/", users.remove_absence, name="remove_absence"),
    path("support/<int:person_id>/", users.new_support, name="new_support"),
    path("directions/", directions.directions, name="directions"),
    path("directions/new/<int:person_id>/", directions.new, name="new_direction"),
    path("directions/<int:pk>/", directions.direction, name="direction"),
    path("directions/<int:pk>/change/", directions.change, name="change_direction"),
    path("directions/<int:pk>/withdraw/", directions.withdraw, name="withdraw_direction"),
    path("directions/<int:pk>/apply/", directions.apply, name="apply"),
    path("directions/<int:pk>/paper/", directions.paper, name="direction_paper"),
]
