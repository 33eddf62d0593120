"""The acts of accounts, one file per thing."""

from .access import require, who_may
from .invitations import (
    accept_as,
    accept_invitation,
    invite,
    renew_invitation,
    revoke_invitation,
)
from .keys import reencrypt_second_factors
from .members import (
    add_role,
    deactivate,
    edit_profile,
    end_sessions,
    remove_role,
    reset_second_factor,
)
from .organizations import change_area, create_organization, edit_organization, found_agency
from .retention import set_retention

__all__ = [
    "accept_as",
    "accept_invitation",
    "add_role",
    "change_area",
    "create_organization",
    "deactivate",
    "edit_organization",
    "edit_profile",
    "end_sessions",
    "found_agency",
    "invite",
    "reencrypt_second_factors",
    "remove_role",
    "renew_invitation",
    "require",
    "reset_second_factor",
    "revoke_invitation",
    "set_retention",
    "who_may",
]
