"""Daily use: attendance, absences, the month that closes.

The acts: mark a day, close a month, approve it, correct it. `Attendance` is one narrow row per
agreement and day. A `ServiceMonth` goes from open to closed to approved; then a trigger locks its
days, and only a `Correction` changes one. What share of a service was used follows from its months
(`utilization`), without personal data. Incidents and activities stand in packages of their own
(`incidents`, `deliveries`); the pages that join them in `diary`.
"""
