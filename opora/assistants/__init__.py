"""Who helps at home: the municipality's list of assistants, and the agreement of three.

A candidate becomes an assistant when every criterion is ticked. User, assistant and municipality
agree on hours a month and a week's schedule; an agreement is amended from a day, never rewritten.
`reading` reads what a person types in a cell of hours; it is pure.
"""
