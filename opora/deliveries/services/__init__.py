"""The verbs: write that an activity was given to one or to a group, take it back."""

from .groups import deliver_together, take_back_together
from .single import deliver, take_back

__all__ = ["deliver", "deliver_together", "take_back", "take_back_together"]
