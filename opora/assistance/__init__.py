"""Personal assistance (ЗЛП) and assistant support (чл. 93 ЗСУ).

The directorate directs: a degree, hours a month, from a day. The municipality enrolls by current
address, agrees in three (user, assistant, municipality) and pays what was confirmed. The heart is
the month: a `Timesheet` of one assistant at one user, checked against the direction, the agreement,
hospital and residential stays, and everybody else's hours. `reading` reads what a person types in a
cell, `checks` finds what is wrong, `pay` counts the money; all three are pure.
"""
