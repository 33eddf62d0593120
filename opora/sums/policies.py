"""The second wall of sums: counts of municipalities without personal data, seen inside by all."""

from opora.lib.wall import Policy

POLICIES: list[Policy] = []
EXEMPT = {
    "sums_tally": "counts of a municipality, without personal data and without drafts",
    "sums_tallybook": "up to which event the counts go",
}
VIEWS = {
    "sums_analysis": "whose an analysis is, to know which sums it moves; no content",
    "sums_proposal": "how many users submitted analyses propose; drafts are not counted",
}
