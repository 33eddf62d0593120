"""Pages under /o/<organization>/assistance/: refusals and appeals."""

from django.urls import path

from . import pages

app_name = "appeals"
urlpatterns = [
    path("users/<int:pk>/refuse/", pages.refuse, name="refuse"),
    path("directions/<int:pk>/withdrawal/", pages.tell_withdrawal, name="tell_withdrawal"),
    path("refusals/<int:pk>/", pages.refusal, name="refusal"),
    path("refusals/<int:pk>/withdraw/", pages.withdraw, name="withdraw"),
]
