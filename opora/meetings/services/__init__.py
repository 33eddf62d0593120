"""The acts of meetings, a file for each thing: groups, invitations, sessions, votes, minutes."""

from . import groups, invitations, minutes, sessions, votes

__all__ = ["groups", "invitations", "minutes", "sessions", "votes"]
