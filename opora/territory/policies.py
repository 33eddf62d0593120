"""The second wall of territory: everything here is public."""

from opora.lib.wall import Policy

POLICIES: list[Policy] = []
EXEMPT = {
    "territory_district": "public list of the National Statistical Institute",
    "territory_municipality": "public list of the National Statistical Institute",
    "territory_settlement": "public list of the National Statistical Institute",
    "territory_boundary": "public outlines of municipalities",
    "territory_indicator": "public statistics",
    "territory_indicatorvalue": "public statistics",
    "territory_importrun": "which public list was imported when; no personal data",
}
# The proof of an import is not changed afterwards.
APPEND_ONLY = {"territory_importrun"}
