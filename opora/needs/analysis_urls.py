"""Addresses of the analyses, under needs/."""

from django.urls import URLPattern, path

from . import analysis_lists, analysis_pages, cycle_pages, paper_pages

urlpatterns: list[URLPattern] = [
    path("", analysis_lists.analyses, name="analyses"),
    path("cycles/", cycle_pages.cycles, name="cycles"),
    path("cycles/<slug:cycle>/close/", cycle_pages.close, name="close_cycle"),
    path("paper/", paper_pages.enter, name="paper"),
    path("paper/template.xlsx", paper_pages.template, name="paper_template"),
    path("open/<slug:cycle>/", analysis_pages.open_analysis, name="open"),
    path("<int:pk>/", analysis_pages.analysis_page, name="analysis"),
    path("<int:pk>/act/<slug:action>/", analysis_pages.act, name="act"),
    path("<int:pk>/section/<slug:code>/", analysis_pages.section, name="section"),
    path("<int:pk>/service/<slug:code>/", analysis_pages.proposal, name="proposal"),
    path("<int:pk>/how/<slug:code>/", analysis_pages.how, name="how"),
    path("<int:pk>/comment/<int:comment_id>/", analysis_pages.answer, name="answer"),
    path("<int:pk>/version/<int:number>/", analysis_lists.version, name="version"),
    path("<int:pk>/compare/", analysis_lists.compare, name="compare"),
    path("<int:pk>/print/", analysis_lists.printed, name="print"),
    path("<int:pk>/export/<slug:kind>/", analysis_lists.export, name="export"),
]
