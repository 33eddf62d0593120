"""The second wall of territory: everything here is public."""

from opora.lib.wall import ORGANIZATION, Policy

# A file that was chosen and not yet written is the work of who chose it.
OWN = f"organization_id = {ORGANIZATION}"
POLICIES: list[Policy] = [Policy("territory_indicatorimport", see=OWN, add=OWN, change=OWN)]
EXEMPT = {
    "territory_district": "public list of the National Statistical Institute",
    "territory_municipality": "public list of the National Statistical Institute",
    "territory_settlement": "public list of the National Statistical Institute",
    "territory_boundary": "public outlines of municipalities",
    "territory_indicator": "catalogue of public statistics",
    "territory_indicatorvalue": "public statistics",
    "territory_importrun": "which public list was imported when; no personal data",
}
# The proof of an import is not changed afterwards.
APPEND_ONLY = {"territory_importrun"}
