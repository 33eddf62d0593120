"""The second wall of needs."""

from opora.lib.wall import Policy

POLICIES: list[Policy] = []
EXEMPT: dict[str, str] = {}
