"""One engine for files of services: read, check against the register, show, write, take back.

`columns` says what a file may hold, `reading` turns any workbook or CSV into rows, `checking` says
of each what it would do or which cell is wrong, `services` stages, writes and undoes.
"""
