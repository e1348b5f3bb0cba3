"""What went wrong, in words that may be kept: no address, no secret, no end of a long answer."""

import re

#: Characters of an error that are kept.
LONGEST = 500

_ADDRESS = re.compile(r"[\w.+%'~-]+@[\w.-]+")
_SECRET = re.compile(r"whsec_\S+|(?i:bearer|basic)\s+\S+|://[^/\s@]+:[^/\s@]+@")


def describe_error(error: Exception) -> str:
    """Return the kind of the error and what it says, without addresses and secrets."""
    said = " ".join(str(error).split())
    said = _ADDRESS.sub("<address>", _SECRET.sub("<secret>", said))
    return f"{type(error).__name__}: {said}"[:LONGEST]
