"""The second wall of places: rows show themselves to the provider and to the authorities involved.

Who changes a place works in the provider's context (see `book.py`), so all changes are the
provider's. Counts without names are for everybody: views and functions of the owner.
"""

from opora.lib.wall import HEARD, OWN, Policy

POLICIES = [
    Policy("places_placement", see=HEARD, add=f"{OWN} and {HEARD}", change=OWN),
    Policy("places_waitinglistentry", see=HEARD, add=f"{OWN} and {HEARD}", change=OWN),
    Policy("places_placeoffer", see=HEARD, add=f"{OWN} and {HEARD}", change=OWN),
    Policy("places_queuechange", see=HEARD, add=f"{OWN} and {HEARD}"),
    Policy("places_queuefact", see=OWN, add=OWN),
    Policy("places_placerule", see="true", add=OWN, change=OWN),
    Policy("places_orderrule", see="true", add=OWN),
]
APPEND_ONLY = {"places_queuechange", "places_queuefact", "places_orderrule"}
EXEMPT = {"places_placebook": "only the numbers of services; locked by every office"}
VIEWS = {
    "places_occupancy": "how many places of a service are taken, offered, waited for",
    "places_queueplace": "which place of the queue an entry's number has",
}
