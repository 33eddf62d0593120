"""The second wall of finance."""

from opora.lib.wall import Policy

POLICIES: list[Policy] = []
EXEMPT: dict[str, str] = {}
