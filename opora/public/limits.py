"""How often one address may do what needs no account.

Django's `cache.incr` gives a key the cache's own shorter life, so the end of the hour is kept with
the number.
"""

import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

TRIES = 20  # wrong codes from one address within an hour
TRIES_OF_ALL = 500  # and from everywhere together
HOUR = 3600


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


def is_exhausted(request: HttpRequest, what: str) -> bool:
    """Whether too many wrong codes for `what` came within the hour, from here or from all."""
    return any(counted(key) >= most for key, most in _counters(request, what))


def count_wrong(request: HttpRequest, what: str) -> None:
    """One more wrong code for `what`."""
    for key, _most in _counters(request, what):
        count(key, window=HOUR)


def _counters(request: HttpRequest, what: str) -> list[tuple[str, int]]:
    """The address stands hashed: who tried is nobody's to read."""
    address = salted_hmac(f"{what}.code", request.META.get("REMOTE_ADDR", "")).hexdigest()[:24]
    return [(f"{what}-code-{address}", TRIES), (f"{what}-code-all", TRIES_OF_ALL)]
