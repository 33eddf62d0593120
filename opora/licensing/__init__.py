"""Licenses of private providers: application, grant, change, renewal, refusal, revocation.

The Agency for the Quality of Social Services decides; terms are clocks (`law`). Whether a provider
may work on a day is `queries.may_work`.
"""
