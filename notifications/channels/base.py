"""What every channel answers: whose fault a failure is, and how far the message had come."""

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


class Reach(StrEnum):
    """How far a message had come when it failed."""

    #: Nobody was there, or let us in: of the message nothing was seen.
    NOWHERE = "nowhere"
    #: Whom it is from and for, but not one word of what it says.
    ENVELOPE = "envelope"
    #: All of it was there to be read, and the answer was no.
    REFUSED = "refused"
    #: Nobody knows: it may have arrived although it failed.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Judgement:
    """What a failure means."""

    fault: Fault
    reach: Reach

    @property
    def is_certainly_unsent(self) -> bool:
        """Return whether it certainly was not taken."""
        return self.reach is not Reach.UNKNOWN

    @property
    def is_unread(self) -> bool:
        """Return whether it certainly was not taken, whatever it says."""
        return self.reach in {Reach.NOWHERE, Reach.ENVELOPE}
