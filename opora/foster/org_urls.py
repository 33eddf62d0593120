"""Pages under /o/<organization>/foster/."""

from django.urls import path

from .pages import families, months, stays

app_name = "foster"
urlpatterns = [
    path("", families.families, name="families"),
    path("new/", families.find_parent, name="find_parent"),
    path("new/<int:person_id>/", families.apply, name="apply"),
    path("families/<int:pk>/", families.family, name="family"),
    path("families/<int:pk>/profile/", families.profile, name="profile"),
    path("families/<int:pk>/contact/", families.contact, name="contact"),
    path("families/<int:pk>/training/", families.training, name="training"),
    path("families/<int:pk>/<slug:action>/", families.act, name="act"),
    path("match/", stays.children, name="children"),
    path("match/<int:person_id>/", stays.match, name="match"),
    path("match/<int:person_id>/<int:pk>/", stays.place, name="place"),
    path("stays/", stays.stays, name="stays"),
    path("stays/<int:pk>/", stays.stay, name="stay"),
    path("stays/<int:pk>/end/", stays.end, name="end_stay"),
    path("stays/<int:pk>/invite/", stays.invite, name="invite"),
    path("month/", months.months, name="months"),
    path("month/<slug:month>/", months.month, name="month"),
    path("month/<slug:month>/close/", months.close, name="close_month"),
    path("month/<slug:month>/export/", months.export, name="export"),
    path("rates/", months.rates, name="rates"),
]
