"""How many contributions one connection may send: a flood is slowed down, a family is not."""

from django.utils.translation import ngettext

from lifecycle.services.connection_limits import count_request
from workflow.exceptions import InputError

#: A school or a café behind one address still gets through.
AT_MOST_AN_HOUR = 30


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
    if not count_request("contributions", address, at_most=AT_MOST_AN_HOUR):
        raise TooManyContributionsError
