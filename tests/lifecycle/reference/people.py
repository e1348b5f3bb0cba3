"""People, told by plain Python: who stands in for whom, and whose account is closed.

Nothing here is imported from the product.
"""

from dataclasses import dataclass
from datetime import date

from tests.lifecycle.reference.answer import Answer
from tests.lifecycle.reference.days import Days


@dataclass(frozen=True)
class Asker:
    """Somebody who asks for something, in their own name or for somebody else."""

    actor: str
    principal: str | None = None

    @property
    def rights(self) -> str:
        """Return the person whose rights count."""
        return self.principal or self.actor

    @property
    def both(self) -> frozenset[str]:
        """Return everybody whom separation of duties looks at."""
        return frozenset({self.actor, self.rights})


@dataclass
class StandIn:
    """From the first to the last day, both included, one acts for another."""

    principal: str
    delegate: str
    first: date
    last: date
    revoked: bool = False


class People:
    """Who stands in for whom, and who has no account any more."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self.stand_ins: list[StandIn] = []
        self.closed: set[str] = set()
        #: Who gave whom a part, and when last: they do not stand in for them on that day.
        self.given: dict[tuple[str, str], date] = {}

    def delegate(self, principal: str, delegate: str, first: date, last: date) -> Answer:
        """Return how a delegation is answered."""
        if first < self.days.day or last < first or principal == delegate:
            return Answer.BAD_INPUT
        if self.closed & {principal, delegate}:
            return Answer.BAD_INPUT
        for each in self.stand_ins:
            meets = not each.revoked and each.first <= last and each.last >= first
            is_same = (each.principal, each.delegate) == (principal, delegate)
            if meets and (is_same or each.principal == delegate or each.delegate == principal):
                return Answer.REFUSED
        if self.given.get((delegate, principal)) == self.days.day:
            return Answer.REFUSED
        self.stand_ins.append(StandIn(principal, delegate, first, last))
        return Answer.DONE

    def revoke(self, number: int, who: str) -> Answer:
        """Return how taking a delegation back is answered."""
        found = self.stand_ins[number]
        if who not in {found.principal, found.delegate}:
            return Answer.NOT_FOUND
        if who != found.principal:
            return Answer.FORBIDDEN
        if found.revoked or found.last < self.days.day:
            return Answer.REFUSED
        found.revoked = True
        return Answer.DONE

    def close(self, who: str) -> Answer:
        """Return how closing an account is answered."""
        if who in self.closed:
            return Answer.REFUSED
        self.closed.add(who)
        return Answer.DONE

    def reopen(self, who: str) -> Answer:
        """Return how opening an account again is answered."""
        if who not in self.closed:
            return Answer.REFUSED
        self.closed.discard(who)
        return Answer.DONE

    def lets_in(self, asker: Asker) -> bool:
        """Return whether somebody may ask at all: for another, within the days of a delegation."""
        if asker.principal is None or asker.principal == asker.actor:
            return True
        return asker.actor not in self.closed and any(
            (each.principal, each.delegate) == (asker.principal, asker.actor)
            and not each.revoked
            and each.first <= self.days.day <= each.last
            for each in self.stand_ins
        )

    def is_somebody(self, asker: Asker) -> bool:
        """Return whether the rights that count are those of an open account."""
        return asker.rights not in self.closed

    def list_principals(self, who: str) -> list[str]:
        """Return everybody who ever let `who` act for them."""
        return sorted({each.principal for each in self.stand_ins if each.delegate == who})
