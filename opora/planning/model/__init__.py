"""The arithmetic of maps: rows with their money, years, comparison, hosts. No Django, no clock.

Whole numbers and `Decimal` only, so that a stored version recomputes bit for bit.
"""
