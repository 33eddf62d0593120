"""Daily use: attendance, absences, activities delivered, incidents; the month that closes.

The acts: mark a day, deliver an activity, write an incident, close a month, approve it, correct it.
`Attendance` is one narrow row per agreement and day. A `ServiceMonth` goes from open to closed to
approved; then a trigger locks its days, and only a `Correction` changes one. What share of a
service was used follows from its months (`utilization`), without personal data.
"""
