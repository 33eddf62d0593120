"""The second wall of public: figures that are counted for everybody."""

from opora.lib.wall import Policy

POLICIES: list[Policy] = []
EXEMPT: dict[str, str] = {
    "public_publiclayer": "the names of the public map's pictures",
    "public_publicfigure": "figures without small counts of people, told to everybody",
}
