"""The second wall of patronage: everything belongs to one municipality and shows itself to it."""

from opora.lib.wall import OWN, Policy

POLICIES = [
    Policy(f"patronage_{table}", see=OWN, add=OWN, change=OWN)
    for table in ("patronageroute", "patronageuser", "mealstop", "mealdelivery", "patronagemonth")
] + [
    Policy(f"patronage_{table}", see=OWN, add=OWN)
    for table in ("patronagecharge", "patronagepayment")
]
APPEND_ONLY = {"patronage_patronagecharge", "patronage_patronagepayment"}
EXEMPT: dict[str, str] = {}
