"""The second wall of the register: everybody reads, the provider or its municipality changes.

The address and the papers of a protected service are the exception: only its own provider reads
them.
"""

from opora.lib.wall import ORGANIZATION, Policy

# ruff: noqa: S608 (conditions put together from constants of this file)

OURS = f"provider_id = any(array(select {ORGANIZATION}))"
# The municipality whose organization acts; empty for every other kind of organization.
OUR_MUNICIPALITY = (
    "array(select acting.municipality_id from accounts_organization acting"
    f" where acting.id = {ORGANIZATION} and acting.kind = 'municipality')"
)
LOCAL_PROVIDER = f"local.kind = 'provider' and local.municipality_id = any({OUR_MUNICIPALITY})"
LOCAL_ORGANIZATIONS = (
    "array(select local.id from accounts_organization local"
    f" where local.id = {ORGANIZATION} or ({LOCAL_PROVIDER}))"
)
# The agency enters services of the whole country from files and takes back what its own files
# brought; it changes none of them. First in the conditions, so that a file of many thousand rows
# does not ask about the others.
BY_IMPORTER = (
    "exists(select from accounts_organization acting"
    f" where acting.id = {ORGANIZATION} and acting.kind = 'assistance_agency')"
)
ENTERED = f"{BY_IMPORTER} and entered_by = any(array(select {ORGANIZATION}))"
OF_ENTERED = (
    f"{BY_IMPORTER} and exists(select from register_service entered"
    f" where entered.id = service_id and entered.entered_by = any(array(select {ORGANIZATION})))"
)
MANAGED = f"{OURS} or municipality_id = any({OUR_MUNICIPALITY})"
OF_MANAGED = (
    f"service_id = any(array(select managed.id from register_service managed where {MANAGED}))"
)
BROUGHT = f"({ENTERED}) or {MANAGED}"
OF_BROUGHT = f"({OF_ENTERED}) or {OF_MANAGED}"
# A short list of the few, so that reading the many others costs nothing.
HIDDEN = (
    "array(select hidden.id from register_service hidden where hidden.is_protected"
    f" and hidden.provider_id is distinct from {ORGANIZATION})"
)
EVERYBODY = "true"
OUR_SERVICES = (
    f"array(select own.id from register_service own where own.provider_id = {ORGANIZATION})"
)

POLICIES = [
    Policy(
        "register_provider",
        see=EVERYBODY,
        add=f"organization_id = any({LOCAL_ORGANIZATIONS})",
        change=f"organization_id = any({LOCAL_ORGANIZATIONS})",
    ),
    Policy("register_servicecomplex", see=EVERYBODY, add=MANAGED, change=MANAGED),
    # What an import entered and nobody used yet is removed when the import is taken back.
    Policy("register_service", see=EVERYBODY, add=BROUGHT, change=MANAGED, remove=BROUGHT),
    Policy(
        "register_service_target_groups",
        see=EVERYBODY,
        add=OF_BROUGHT,
        change=OF_MANAGED,
        remove=OF_BROUGHT,
    ),
    Policy(
        "register_serviceaddress",
        see=f"service_id <> all({HIDDEN})",
        add=OF_BROUGHT,
        change=OF_MANAGED,
        remove=OF_BROUGHT,
    ),
    Policy(
        "register_capacity",
        see=EVERYBODY,
        add=OF_BROUGHT,
        change=OF_MANAGED,
        remove=OF_BROUGHT,
    ),
    Policy(
        "register_capacitypaper",
        see=f"service_id <> all({HIDDEN})",
        add=OF_BROUGHT,
        change=OF_MANAGED,
        remove=OF_BROUGHT,
    ),
    # A service that is protected now hides also the versions of the time when it was not.
    Policy(
        "register_serviceversion",
        see=f"is_protected or service_id <> all({HIDDEN})",
        add=OF_BROUGHT,
        change=OF_MANAGED,
        remove=OF_BROUGHT,
    ),
    Policy(
        "register_serviceversionaddress",
        see=f"(not is_protected and service_id <> all({HIDDEN}))"
        f" or service_id = any({OUR_SERVICES})",
        add=OF_BROUGHT,
        remove=OF_BROUGHT,
    ),
    Policy("register_serviceprice", see=EVERYBODY, add=OF_MANAGED, change=OF_MANAGED),
]
EXEMPT = {
    "register_targetgroup": "public classification",
    "register_statutoryactivity": "public classification of the law",
    "register_servicetype": "public classification of the law",
    "register_namedservice": "public classification",
    "register_namedserviceactivity": "public classification",
    "register_plannedservice": "public classification",
    "register_plannedservicename": "public classification",
}
READ_ONLY = set(EXEMPT)
