"""The law as dated rows: deadlines with article and confidence, the legal calendar, running clocks.

A deadline is a row that the Agency may correct; a clock remembers the row it was started by and the
day it is due, so that a corrected row never moves what is already running. The arithmetic of days
stands in `rules`. Nothing here knows what a request is: records are a kind and a number.

Words: срок `DeadlineRule`, текущ срок `Clock`, неработен ден `CalendarDay`, термин `LegalTerm`.
"""
