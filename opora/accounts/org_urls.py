"""Pages under /o/<organization>/settings/; included by `urls`, in the namespace `accounts`."""

from django.urls import path

from . import pages, retention

urlpatterns = [
    path("settings/", pages.organization, name="organization"),
    path("settings/members/", pages.members, name="members"),
    path("settings/members/<int:member_id>/add-role/", pages.add_role, name="add_role"),
    path("settings/members/<int:member_id>/remove-role/", pages.remove_role, name="remove_role"),
    path("settings/members/<int:member_id>/deactivate/", pages.deactivate, name="deactivate"),
    path(
        "settings/members/<int:member_id>/reset-second-factor/",
        pages.reset_second_factor,
        name="reset_second_factor",
    ),
    path("settings/course/", pages.course, name="course"),
    path("settings/invitations/", pages.invitations, name="invitations"),
    path(
        "settings/invitations/<int:invitation_id>/renew/",
        pages.renew_invitation,
        name="renew_invitation",
    ),
    path(
        "settings/invitations/<int:invitation_id>/revoke/",
        pages.revoke_invitation,
        name="revoke_invitation",
    ),
    path("settings/retention/", retention.retention, name="retention"),
    path("settings/roles/", pages.roles, name="roles"),
    path("settings/areas/", pages.areas, name="areas"),
    path("settings/areas/change/", pages.change_area, name="change_area"),
    path("settings/organizations/", pages.organizations, name="organizations"),
    path("settings/organizations/new/", pages.new_organization, name="new_organization"),
    path(
        "settings/organizations/<int:organization_id>/",
        pages.other_organization,
        name="other_organization",
    ),
]
