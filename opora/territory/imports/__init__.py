"""Reading the official files as they are published, and saying what came of it.

`reading` opens a file of any of the formats, `lists` knows the columns of the official lists,
`boundaries` checks outlines, `report` holds what was read, changed and refused. All of it is pure;
`territory.services` compares with the database and writes.
"""
