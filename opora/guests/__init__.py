"""Whoever is asked from outside for one thing: a code that opens one question, once handed over.

A school or a doctor answers one question, an assistant enters one month, a foster parent sees one
stay. A `GuestPass` names the record and what it is for; it expires, is revoked, opens nothing else.
"""
