"""Addresses of the referral, under /o/<slug>/."""

from django.urls import path

from . import appeal_pages, case_pages, code_pages, letter_pages, pages

app_name = "referral"
urlpatterns = [
    path("people/<int:person_id>/request/", pages.new, name="new"),
    path("requests/<int:pk>/", pages.request_page, name="request"),
    path("requests/<int:pk>/history/", pages.history, name="history"),
    path("requests/<int:pk>/code/", code_pages.code, name="code"),
    path("requests/<int:pk>/code/letter/", code_pages.letter, name="code_letter"),
    path("requests/<int:pk>/code/revoke/", code_pages.revoke, name="revoke_code"),
    path("requests/<int:pk>/letters/<slug:what>/", letter_pages.letter, name="letter"),
    path("requests/<int:pk>/<slug:action>/", pages.act, name="act"),
    path("cases/<int:pk>/end/", case_pages.end_case, name="end_case"),
    path("refusals/<int:pk>/", appeal_pages.refusal, name="refusal"),
    path("appeals/bodies/", appeal_pages.bodies, name="bodies"),
    path("appeals/bodies/<int:pk>/end/", appeal_pages.end_body, name="end_body"),
    path("appeals/<int:pk>/withdraw/", appeal_pages.withdraw, name="withdraw_appeal"),
    path("urgent-papers/", appeal_pages.urgent_days, name="urgent_days"),
    path("placements/<int:pk>/<slug:action>/", pages.placement, name="placement"),
    path("usage/<int:service_id>/", pages.usage, name="usage"),
]
