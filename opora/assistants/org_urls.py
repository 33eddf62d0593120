"""Pages under /o/<organization>/assistance/: assistants and agreements."""

from django.urls import path

from .pages import agreements, lists, users

app_name = "assistants"
urlpatterns = [
    path("users/<int:pk>/agreement/", users.add_agreement, name="add_agreement"),
    path("users/<int:pk>/end/", users.end, name="end"),
    path("assistants/", lists.assistants, name="assistants"),
    path("assistants/new/<int:person_id>/", lists.new_assistant, name="new_assistant"),
    path("assistants/<int:pk>/", lists.assistant, name="assistant"),
    path("assistants/<int:pk>/leave/", lists.leave, name="leave"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/sign/", agreements.sign, name="sign"),
    path("agreements/<int:pk>/amend/", agreements.amend, name="amend"),
    path("agreements/<int:pk>/end/", agreements.end, name="end_agreement"),
    path("agreements/<int:pk>/drop/", agreements.drop, name="drop"),
    path("agreements/<int:pk>/paper/", agreements.paper, name="agreement_paper"),
]
