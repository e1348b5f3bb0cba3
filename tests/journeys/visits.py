"""A page to look at, and who looks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visit:
    """A page to look at: its address, who looks, and the status of the answer.

    With the status 422 its form is sent empty first.
    """

    address: str
    reader: str = ""
    status: int = 200
