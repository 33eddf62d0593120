"""The second wall of payroll: rates are the municipality's alone."""

from opora.lib.wall import OWN, Policy

POLICIES = [
    Policy("payroll_hourlyrate", see=OWN, add=OWN, change=OWN),
]
EXEMPT: dict[str, str] = {}
