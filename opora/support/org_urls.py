"""Pages under /o/<organization>/cases/."""

from django.urls import path

from .pages import assessing, overview, planning, reviewing

app_name = "support"
urlpatterns = [
    path("<int:pk>/plan/", overview.plan_page, name="plan"),
    path("<int:pk>/plan/versions/<int:n>/", overview.version, name="version"),
    path("<int:pk>/plan/compare/", overview.compare, name="compare"),
    path("<int:pk>/plan/new/", planning.draft, name="draft"),
    path("<int:pk>/plan/edit/", planning.edit, name="edit"),
    path("<int:pk>/plan/goals/new/", planning.goal, name="new_goal"),
    path("<int:pk>/plan/goals/<int:mark>/", planning.goal, name="goal"),
    path("<int:pk>/plan/goals/<int:mark>/remove/", planning.remove_goal, name="remove_goal"),
    path("<int:pk>/plan/sign/", planning.sign_jointly, name="sign"),
    path("<int:pk>/plan/review/", reviewing.review, name="review"),
    path("<int:pk>/plan/<slug:action>/", planning.act, name="act"),
    path("<int:pk>/assessment/", assessing.assessment, name="assessment"),
    path("<int:pk>/assessment/start/", assessing.start, name="start_assessment"),
    path("<int:pk>/assessment/<int:n>/", assessing.reading, name="read_assessment"),
    path("<int:pk>/questions/new/", reviewing.ask, name="ask"),
    path("<int:pk>/questions/<int:question>/revoke/", reviewing.revoke, name="revoke"),
]
