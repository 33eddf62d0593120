"""The month of assistance: who helped whom for how long, checked before it is approved.

A `Timesheet` is one assistant's month at one user: entered by the assistant with a code or by the
municipality, confirmed by the user, approved by the head. `checks` finds what is wrong with it
against the direction, the agreement, stays elsewhere and everybody else's hours; it is pure. An
approved month is locked by the database and only corrected.
"""
