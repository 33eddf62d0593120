"""The day book of a provider: pages that join what was written of each day.

Today's services, what runs out, incidents, what share of a service was used, and the use of one
case: all of it is read from `usage`, `incidents`, `deliveries` and `agreements`. No tables.
"""
