"""The second wall of facilities: buildings are read by all but for protected ones; what a complex
shares is read by its provider and by the municipality where it is."""

from opora.lib.wall import HEARD, ORGANIZATION, OWN, Policy

# ruff: noqa: S608 (conditions put together from constants of this file)
SEEN = "building_id = any(array(select id from facilities_building))"
KEPT = (
    "building_id = any(array(select kept.id from facilities_building kept"
    f" where kept.organization_id = {ORGANIZATION}))"
)
OF_SEEN = "resource_id = any(array(select id from facilities_sharedresource))"
OF_OWN = (
    "resource_id = any(array(select kept.id from facilities_sharedresource kept"
    f" where kept.organization_id = {ORGANIZATION}))"
)

POLICIES = [
    Policy("facilities_building", see=f"not is_protected or {OWN}", add=OWN, change=OWN),
    Policy("facilities_building_services", see=SEEN, add=KEPT, remove=KEPT),
    # One that was protected then is its keeper's, whatever the building is now.
    Policy(
        "facilities_buildingversion",
        see=f"({SEEN} and not is_protected) or {KEPT}",
        add=KEPT,
        change=KEPT,
    ),
    Policy("facilities_accessibilityanswer", see=SEEN, add=KEPT, change=KEPT),
    Policy("facilities_equipment", see=SEEN, add=KEPT, change=KEPT),
    Policy("facilities_capitalneed", see=SEEN, add=KEPT, change=KEPT),
    Policy("facilities_sharedresource", see=f"{OWN} or {HEARD}", add=OWN, change=OWN),
    Policy("facilities_resourceshare", see=OF_SEEN, add=OF_OWN, change=OF_OWN, remove=OF_OWN),
]
EXEMPT = {"facilities_accessibilityitem": "a public checklist"}
READ_ONLY = set(EXEMPT)
