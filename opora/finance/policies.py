"""The second wall of finance: amounts of the state are public, needs of capital internal.

Standards, indexation and transfers are written by the agency and the ministry; needs of capital by
the municipality itself, and read by its district, its regional directorate and the two above.
"""

from opora.lib.wall import ORGANIZATION, OWN, Policy

# ruff: noqa: S608 (conditions put together from constants of this file)

EVERYBODY = "true"
STATE = (
    "exists (select 1 from accounts_organization acting"
    f" where acting.id = {ORGANIZATION} and acting.kind in ('assistance_agency', 'ministry'))"
)
PLANNED_BY_US = (
    "municipality_id = any(array(select planned.code from territory_municipality planned,"
    f" accounts_organization acting where acting.id = {ORGANIZATION}"
    " and (acting.kind in ('assistance_agency', 'ministry')"
    " or acting.kind in ('district', 'regional_directorate')"
    " and planned.district_id = acting.district_id)))"
)
NEED = f"need_id in (select need.id from finance_fundingneed need where need.{OWN})"
NEED_SEEN = "need_id in (select need.id from finance_fundingneed need)"

POLICIES = [
    Policy("finance_coststandard", see=EVERYBODY, add=STATE, change=STATE),
    Policy("finance_indexation", see=EVERYBODY, add=STATE, change=STATE),
    Policy("finance_transfer", see=EVERYBODY, add=STATE, change=STATE),
    Policy("finance_transferimport", see=EVERYBODY, add=STATE, change=STATE),
    Policy("finance_fundingneed", see=f"{OWN} or {PLANNED_BY_US}", add=OWN, change=OWN),
    Policy("finance_fundingshare", see=NEED_SEEN, add=NEED, change=NEED, remove=NEED),
]
EXEMPT = {
    "finance_budgetactivity": "public classification",
    "finance_standarditem": "public classification",
    "finance_standardscope": "public classification",
    "finance_referenceamount": "amounts of the law are public",
    "finance_fundingsource": "sources of funds are public",
}
READ_ONLY = set(EXEMPT)
