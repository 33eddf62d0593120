"""Pages under /o/<organization>/assistance/: the month and its timesheets."""

from django.urls import path

from .pages import months, sheets

app_name = "timesheets"
urlpatterns = [
    path("month/<slug:month>/", months.month, name="month"),
    path("month/<slug:month>/confirm/", months.confirm_many, name="confirm_many"),
    path("month/<slug:month>/approve/", months.approve_many, name="approve_many"),
    path("month/<slug:month>/expect/<slug:key>/", sheets.expect, name="expect"),
    path("month/<slug:month>/close/", months.step, {"verb": "close"}, name="close_month"),
    path("month/<slug:month>/reopen/", months.step, {"verb": "reopen"}, name="reopen_month"),
    path("month/<slug:month>/lock/", months.step, {"verb": "approve"}, name="approve_month"),
    path("month/<slug:month>/report/", months.step, {"verb": "report"}, name="report_month"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/confirm/", sheets.confirm, name="confirm_sheet"),
    path("sheets/<int:pk>/return/", sheets.return_sheet, name="return_sheet"),
    path("sheets/<int:pk>/explain/<slug:code>/", sheets.explain, name="explain"),
    path("sheets/<int:pk>/approve/", sheets.approve, name="approve_sheet"),
    path("sheets/<int:pk>/correct/", sheets.correct, name="correct"),
    path("sheets/<int:pk>/code/", sheets.invite, name="invite"),
    path("sheets/<int:pk>/code/<int:pass_id>/revoke/", sheets.revoke, name="revoke_code"),
]
