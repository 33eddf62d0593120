"""The second wall of patronage: everything belongs to one municipality and shows itself to it."""

from opora.lib.wall import OWN, Policy

POLICIES = [
    Policy(f"patronage_{table}", see=OWN, add=OWN, change=OWN)
    for table in ("patronageroute", "patronageuser", "mealstop", "mealdelivery", "patronagemonth")
]
EXEMPT: dict[str, str] = {}
