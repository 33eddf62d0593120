"""Whoever is asked from outside for one thing: a code that opens one record for one purpose.

A school or a doctor answers one question, an assistant enters one month, a foster parent sees one
stay. A `GuestPass` names the record and what it is for. It expires, can be revoked, and opens
nothing else. What a kind shows stands above, in the package whose record it is.
"""
