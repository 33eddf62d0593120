"""The model of planning: values in, values out; no Django, no clock, no database.

`compute` the legal criteria, `formula` the same as a tree, `evidence` the second method,
`projection` the population to a horizon, `sensitivity` what a coefficient would have to be.
"""
