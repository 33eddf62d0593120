"""What a draft may be."""

import re
from datetime import timedelta

KEY = r"[a-z0-9:-]{1,80}"
LARGEST = 256 * 1024
KEPT = timedelta(days=30)

# Never kept, whatever the form: secrets, and what belongs to one answer only.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "password", "again", "password1", "password2", "code"})


def is_key(key: str) -> bool:
    """Whether a draft can have this name."""
    return re.fullmatch(KEY, key) is not None
