"""Buildings, and what services share: rooms, staff, vehicles, hours; what sharing saves."""
