"""Pages under /o/<organization>/protection/."""

from django.urls import path

from .pages import cases, children, lists

app_name = "protection"
urlpatterns = [
    path("", lists.worklist, name="worklist"),
    path("signals/new/", lists.new_signal, name="signal"),
    path("signals/new/<int:person_id>/", lists.new_signal, name="signal_about"),
    path("cases/<int:pk>/", cases.case_page, name="case"),
    path("cases/<int:pk>/course/", cases.history, name="history"),
    path("cases/<int:pk>/child/", children.identify, name="identify"),
    path("cases/<int:pk>/assessment/", cases.assessment, name="assessment"),
    path("cases/<int:pk>/reporter/<int:signal_id>/", children.reporter, name="reporter"),
    path("cases/<int:pk>/parts/<int:part_id>/end/", cases.take_back, name="take_back"),
    path("cases/<int:pk>/<slug:action>/", cases.act, name="act"),
    path("measures/<int:pk>/<slug:action>/", cases.measure_act, name="measure"),
]
