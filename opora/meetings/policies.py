"""The second wall of meetings."""

from opora.lib.wall import Policy

POLICIES: list[Policy] = []
EXEMPT: dict[str, str] = {}
