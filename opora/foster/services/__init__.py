"""The acts of foster care; one file for each thing."""

from .families import act, apply, change_profile, record_contact, record_training
from .months import close_month, set_rate
from .stays import end_stay, place

__all__ = [
    "act",
    "apply",
    "change_profile",
    "close_month",
    "end_stay",
    "place",
    "record_contact",
    "record_training",
    "set_rate",
]
