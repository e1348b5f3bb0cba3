"""How often one connection, or one reader, is let ask: a flood is slowed, a family is not."""

import hashlib
from datetime import timedelta

from django.core.cache import cache

AN_HOUR = timedelta(hours=1)


def count_request(of: str, address: str, *, at_most: int, within: timedelta = AN_HOUR) -> bool:
    """Count one more request from an address; return whether it is one of `at_most` in that time.

    `of` names what is asked for; the time begins with the first of them. The address, of a
    connection or of e-mail, is not kept in clear.
    """
    digest = hashlib.sha256(address.encode()).hexdigest()
    key = f"{of}_from:{digest}"
    cache.add(key, 0, timeout=int(within.total_seconds()))
    try:
        return cache.incr(key) <= at_most
    except ValueError:
        # It expired between the two lines: that time is over.
        return True
