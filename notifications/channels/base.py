"""What every channel answers: whose fault a failure is, and whether anything left after all."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Whose fault a failure is."""

    #: Of this message alone.
    MESSAGE = "message"
    #: Of the way: the server is away, busy or wrongly set up. The next message would fail too.
    ROUTE = "route"
    #: Nobody is at this address.
    ADDRESS = "address"


@dataclass(frozen=True)
class Judgement:
    """What a failure means. In doubt, it may have arrived although it failed."""

    fault: Fault
    is_certainly_unsent: bool
