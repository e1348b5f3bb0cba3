"""How many contributions one connection may send: a flood is slowed down, a family is not."""

import hashlib

from django.core.cache import cache
from django.utils.translation import ngettext

from workflow.exceptions import InputError

#: A school or a café behind one address still gets through.
AT_MOST_AN_HOUR = 30
HOUR_SECONDS = 3_600


class TooManyContributionsError(InputError):
    """One connection sent more contributions than people write (429)."""

    code = "throttled"

    def __init__(self) -> None:
        message = ngettext(
            "More than %(count)d contribution came from this connection within an hour. Try later.",
            "More than %(count)d contributions came from this connection within an hour. "
            "Try later.",
            AT_MOST_AN_HOUR,
        )
        super().__init__({"": [message % {"count": AT_MOST_AN_HOUR}]})


def count_from(address: str) -> None:
    """Count one more contribution from the connection; its address is not kept in clear.

    Raises:
        TooManyContributionsError: there were too many within an hour.
    """
    digest = hashlib.sha256(address.encode()).hexdigest()
    key = f"contributions_from:{digest}"
    cache.add(key, 0, timeout=HOUR_SECONDS)
    try:
        count = cache.incr(key)
    except ValueError:
        # It expired between the two lines: the hour is over.
        return
    if count > AT_MOST_AN_HOUR:
        raise TooManyContributionsError
