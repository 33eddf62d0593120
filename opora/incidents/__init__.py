"""Incidents in a service: what went wrong, how bad, what was done, who was told.

The acts: write an incident, write the signal about a child at risk (чл. 7 ЗЗД). An `Incident`
stands at its service and, where it concerns one person, at the case: who may see the use of a case
sees it too. A child at risk keeps the incident waiting until the signal is written.
"""
