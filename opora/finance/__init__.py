"""Money: standards by year, indexation, state transfers, sources; what a row and a map cost.

An amount stays in the currency of its day. What is not known is None, never 0, and a sum says how
many of its parts it lacks. Rows are versions: what was known on an earlier day can be asked again.
"""
