"""The second wall of planning."""

from opora.lib.wall import Policy

POLICIES: list[Policy] = []
EXEMPT: dict[str, str] = {}
