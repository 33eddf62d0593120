"""Pages under /o/<organization>/courts/."""

from django.urls import path

from . import pages

app_name = "courts"
urlpatterns = [
    path("", pages.index, name="index"),
    path("new/<int:person_id>/", pages.new, name="new"),
    path("<int:pk>/", pages.page, name="page"),
    path("<int:pk>/<slug:action>/", pages.act, name="act"),
]
