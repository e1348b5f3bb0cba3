"""Settlement: pure rules over ballots, tested exhaustively."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from workflow.models import Verdict

#: What every seat said, in the order of their ranks.
Verdicts = Sequence[Verdict]


class Settlement(StrEnum):
    """What the ballots cast so far amount to."""

    #: The seats that have not spoken can still change the end.
    OPEN = "open"
    #: Whatever they say, it passes.
    PASSED = "passed"
    #: Whatever they say, it does not.
    RETURNED = "returned"


@dataclass(frozen=True)
class Ballot:
    """What one seat said; `verdict` is None while it has not."""

    seat_id: int
    verdict: Verdict | None
    comment: str = ""
    role: str = ""
    person_id: int | None = None
    institution_id: int | None = None


@dataclass(frozen=True)
class Rule:
    """When a deciding round passes, once every seat has spoken; `code` is what a machine shows.

    `passes` may count each kind of verdict, and look at the first seat: `settle` relies on the
    worst that open seats can do being that all of them say the same. What never `returns` waits
    while it cannot pass: who objected can be invited again.
    """

    code: str
    passes: Callable[[Verdicts], bool]
    returns: bool = True


def settle(rule: Rule, ballots: Sequence[Ballot]) -> Settlement:
    """Return how the round ends, or OPEN while the seats that have not spoken can change it.

    A round without seats is returned: it must not have been opened.
    """
    ends = {rule.passes(_fill(ballots, verdict)) for verdict in Verdict}
    if len(ends) > 1:
        return Settlement.OPEN
    if ends.pop():
        return Settlement.PASSED
    return Settlement.RETURNED if rule.returns else Settlement.OPEN


def settle_collecting(ballots: Sequence[Ballot]) -> bool:
    """Return whether a collecting round is complete: every seat has spoken, if only to abstain.

    A round without seats is never complete: it must not have been opened.
    """
    return bool(ballots) and all(ballot.verdict is not None for ballot in ballots)


def cast(ballots: Sequence[Ballot], seat_id: int, verdict: Verdict, comment: str) -> list[Ballot]:
    """Return the ballots with that of one seat cast."""
    return [
        replace(ballot, verdict=verdict, comment=comment) if ballot.seat_id == seat_id else ballot
        for ballot in ballots
    ]


def quorum(count: int) -> Rule:
    """Return the rule of a committee: `count` seats say yes or no, and more say yes than no."""

    def passes(verdicts: Verdicts) -> bool:
        approvals, objections = _count(verdicts)
        return approvals + objections >= count and approvals > objections

    return Rule(f"a quorum of {count}", passes)


def at_least(count: int) -> Rule:
    """Return the rule that asks for `count` approvals, however many object."""
    return Rule(f"at least {count}", lambda verdicts: _count(verdicts)[0] >= count)


def _every_seat(verdicts: Verdicts) -> bool:
    stood_down = verdicts.count(Verdict.ABSTAIN)
    approvals, _objections = _count(verdicts)
    return approvals > 0 and approvals + stood_down == len(verdicts)


def _lead_veto(verdicts: Verdicts) -> bool:
    return verdicts[:1] == [Verdict.APPROVE] and Verdict.OBJECT not in verdicts


def _first_acceptance(verdicts: Verdicts) -> bool:
    return Verdict.APPROVE in verdicts


#: Every seat approves. One that abstains is out of the count; silence is no approval.
EVERY_SEAT = Rule("every seat", _every_seat)
#: The lead, who holds the first seat, approves; nobody objects; the silence of others is no matter.
LEAD_VETO = Rule("the lead", _lead_veto)
#: The first who accepts ends the round; it is returned when nobody is left to ask.
FIRST_ACCEPTANCE = Rule("the first who accepts", _first_acceptance)


def _fill(ballots: Sequence[Ballot], verdict: Verdict) -> list[Verdict]:
    return [verdict if ballot.verdict is None else ballot.verdict for ballot in ballots]


def _count(verdicts: Verdicts) -> tuple[int, int]:
    return verdicts.count(Verdict.APPROVE), verdicts.count(Verdict.OBJECT)
