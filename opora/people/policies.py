"""The second wall of people: a person is seen by the organizations involved now.

Involvements, first rows of people and merges are written by the owner functions of the migrations,
which check the acting organization themselves. Details show themselves to who recorded them.
"""

from opora.lib.wall import HEARD, ORGANIZATION, OWN, Policy

_NOW = (
    "select i.person_id from people_involvement i"  # noqa: S608
    f" where i.organization_id = {ORGANIZATION} and i.until is null"
)
INVOLVED = f"any(array({_NOW}))"
FULLY_INVOLVED = f"any(array({_NOW} and not i.core_only))"
DETAIL = f"{OWN} and person_id = {INVOLVED}"
OWN_DETAIL = f"{OWN} and person_id = {FULLY_INVOLVED}"


def _detail(table: str) -> Policy:
    return Policy(table, see=DETAIL, add=OWN_DETAIL, change=OWN_DETAIL)


POLICIES = [
    Policy("people_person", see=f"id = {INVOLVED}", change=f"id = {FULLY_INVOLVED}"),
    Policy("people_involvement", see=OWN),
    _detail("people_personaddress"),
    _detail("people_phone"),
    _detail("people_note"),
    _detail("people_representative"),
    Policy("people_mergerecord", see=HEARD),
    Policy(
        "people_identifiercorrection",
        see=f"{HEARD} and person_id = {FULLY_INVOLVED}",
        add=f"{OWN} and {HEARD} and person_id = {FULLY_INVOLVED}",
        change=f"{HEARD} and person_id = {FULLY_INVOLVED}",
    ),
    Policy("people_accesslogentry", see=OWN, add=f"{OWN} and person_id = {INVOLVED}"),
]
APPEND_ONLY = {"people_accesslogentry"}
READ_ONLY = {"people_involvement", "people_mergerecord"}
EXEMPT: dict[str, str] = {}
