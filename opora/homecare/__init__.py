"""Assistant support (асистентска подкрепа, чл. 93 ЗСУ) as the municipality leads it.

The approved number of users; the visits of the week's schedule that were not made, each with its
reason and what was done about it; and the month's report to АСП without names. Who applied and is
enrolled stands in `assistance`, the hours given in `timesheets`.
"""
