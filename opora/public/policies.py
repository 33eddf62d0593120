"""The second wall of public."""

from opora.lib.wall import Policy

POLICIES: list[Policy] = []
EXEMPT: dict[str, str] = {}
