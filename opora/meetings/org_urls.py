"""Addresses of meetings, under /o/<organization>/meetings/."""

from django.urls import path

from .pages import groups, letters, minutes, sessions, votes

app_name = "meetings"
urlpatterns = [
    path("", groups.mine, name="groups"),
    path("new/", groups.new, name="new"),
    path("<int:pk>/", groups.group, name="group"),
    path("<int:pk>/rules/", groups.change_rules, name="rules"),
    path("<int:pk>/members/new/", groups.add_member, name="add_member"),
    path("members/<int:pk>/end/", groups.end_member, name="end_member"),
    path("<int:pk>/sessions/new/", sessions.new, name="new_session"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/edit/", sessions.edit, name="edit_session"),
    path("sessions/<int:pk>/votes/new/", votes.new, name="new_vote"),
    path("sessions/<int:pk>/letter/", letters.own, name="letter"),
    path("sessions/<int:pk>/codes/", letters.codes, name="codes"),
    path("sessions/<int:pk>/codes/<int:member_id>/issue/", letters.issue, name="issue_code"),
    path("sessions/<int:pk>/codes/<int:member_id>/letter/", letters.printed, name="print_letter"),
    path("sessions/<int:pk>/codes/<int:member_id>/revoke/", letters.revoke, name="revoke_code"),
    path("sessions/<int:pk>/<slug:action>/", sessions.act, name="session_act"),
    path("votes/<int:pk>/<slug:action>/", votes.act, name="vote_act"),
    path("minutes/<int:pk>/", minutes.page, name="minutes"),
    path("minutes/<int:pk>/pdf/", minutes.document, name="minutes_pdf"),
    path("minutes/<int:pk>/<slug:action>/", minutes.act, name="minutes_act"),
]
