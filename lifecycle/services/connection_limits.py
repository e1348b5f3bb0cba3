"""How often one connection may ask for something in an hour: a flood is slowed, a family is not."""

import hashlib

from django.core.cache import cache

HOUR_SECONDS = 3_600


def count_request(of: str, address: str, *, at_most: int) -> bool:
    """Count one more request from a connection; return whether it is within `at_most` an hour.

    `of` names what is asked for. The address is not kept in clear.
    """
    digest = hashlib.sha256(address.encode()).hexdigest()
    key = f"{of}_from:{digest}"
    cache.add(key, 0, timeout=HOUR_SECONDS)
    try:
        return cache.incr(key) <= at_most
    except ValueError:
        # It expired between the two lines: the hour is over.
        return True
