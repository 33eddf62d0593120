"""Who acts, and for which organization."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for one organization; the first argument of every query and service.

    `user_id` is None only for the system's own jobs, which act for one organization at a time.
    `roles` holds the names of `accounts.rules.Role` that the person has in that organization.
    """

    user_id: int | None
    organization_id: int
    roles: frozenset[str] = frozenset()

    @property
    def officer_id(self) -> int:
        """The person who acts, for what only a person may do; the system's jobs have none."""
        if self.user_id is None:
            raise ValueError("the system cannot sign this")
        return self.user_id

    def has(self, *roles: str) -> bool:
        """Whether the actor has at least one of these roles."""
        return not self.roles.isdisjoint(roles)
