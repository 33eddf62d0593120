"""What a month of assistance costs, and what leaves the house: payroll and the report to АСП.

Each municipality types its hourly rates with the act that sets them; none is assumed. `pay` counts
minutes of a day by the rate of that day; it is pure. Only an approved month is exported.
"""
