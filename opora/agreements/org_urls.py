"""Pages under /o/<organization>/cases/."""

from django.urls import path

from . import pages

app_name = "agreements"
urlpatterns = [
    path("limits/", pages.limits, name="limits"),
    path("<int:pk>/agreement/", pages.agreement, name="agreement"),
    path("<int:pk>/agreement/draft/", pages.draft, name="draft"),
    path("<int:pk>/agreement/<int:number>/paper/", pages.paper, name="paper"),
    path("<int:pk>/agreement/<int:number>/tell-end/", pages.tell_end, name="tell_end"),
    path("<int:pk>/agreement/<int:number>/<slug:action>/", pages.act, name="act"),
]
