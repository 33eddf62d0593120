"""How often one address may do what needs no account.

Django's `cache.incr` gives a key the cache's own shorter life, so the end of the hour is kept with
the number.
"""

import time

from django.core.cache import cache


def counted(key: str) -> int:
    """How many there are in the window that runs now."""
    n, ends = cache.get(key, (0, 0.0))
    return int(n) if time.time() < ends else 0


def count(key: str, *, window: int) -> int:
    """One more; how many there are with it. The window begins with the first."""
    now = time.time()
    n, ends = cache.get(key, (0, 0.0))
    if now >= ends:
        n, ends = 0, now + window
    cache.set(key, (n + 1, ends), timeout=ends - now)
    return int(n) + 1
