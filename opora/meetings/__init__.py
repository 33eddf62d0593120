"""Working groups, councils' commissions and national meetings, all three by one way of working.

A `Group` has dated members, also people from outside Opora, and its own rules of quorum and
majority. A `Session` has an agenda, attendance and what was said; a `Vote` is bound to the digest
of the version voted and counted by pure rules; `Minutes` write themselves and are locked as PDF.
What is voted on (a map, an analysis) is only a kind, an id and a digest here.
"""
