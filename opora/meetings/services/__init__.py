"""The acts of meetings, a file for each thing: groups, invitations, sessions, votes, minutes."""

from . import votes

__all__ = ["votes"]
