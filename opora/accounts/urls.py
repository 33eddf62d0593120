"""Pages of accounts, outside an organization and inside one."""

from django.urls import include, path

from . import entrance

app_name = "accounts"
urlpatterns = [
    path("", entrance.home, name="home"),
    path("profile/", entrance.profile, name="profile"),
    path("profile/sessions/", entrance.sessions, name="sessions"),
    path("invitation/", entrance.invitation, name="invitation"),
    path("invitation/<str:token>/", entrance.open_invitation, name="open_invitation"),
    path("demo-sign-in/", entrance.demo_sign_in, name="demo_sign_in"),
    path("o/<slug:organization>/", include("opora.accounts.org_urls")),
]
