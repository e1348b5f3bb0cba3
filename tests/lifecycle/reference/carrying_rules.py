"""What is done with activities and with their dates, written down a second time from the rules.

Nothing here is imported from the product: what both say must have been read twice.
"""

from dataclasses import dataclass, field

#: Two of the ministry team, a third who belongs to the porter as well, and who decides for it.
TEAM, SECOND, OWN_TEAM, LEAD = "team", "second", "own_team", "lead"
#: The people of the porter.
OWNER, FOCAL_POINT, RUNNER = "owner", "focal_point", "runner"
#: The committee; the third sits there for the porter.
MEMBER, OTHER_MEMBER, OWN_MEMBER = "member", "other_member", "own_member"
OBSERVER, CITIZEN = "observer", "citizen"
EVERYBODY = (
    TEAM,
    SECOND,
    OWN_TEAM,
    LEAD,
    OWNER,
    FOCAL_POINT,
    RUNNER,
    MEMBER,
    OTHER_MEMBER,
    OWN_MEMBER,
    OBSERVER,
    CITIZEN,
)
MINISTRY = frozenset({TEAM, SECOND, OWN_TEAM})
CARRIERS = frozenset({FOCAL_POINT, RUNNER})
COMMITTEE = (MEMBER, OTHER_MEMBER, OWN_MEMBER)
#: Whoever belongs to the porter: they decide nothing of what it carries.
PORTER = frozenset({OWN_TEAM, OWNER, FOCAL_POINT, RUNNER})
#: Those for whom a member of the committee sits; a seat there makes nobody one of the porter.
CONCERNED = PORTER | {OWN_MEMBER}
#: They read every request for a new date; the others once it is decided.
READERS = MINISTRY | PORTER | {LEAD, MEMBER, OTHER_MEMBER, OWN_MEMBER, OBSERVER}
#: A round, the clock or another subject does it.
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """From these states to that one, by these people, and by none of those.

    No `target` stays in the state. `apart` names what those who do it must not be.
    """

    sources: frozenset[str]
    target: str
    who: frozenset[str]
    apart: frozenset[str] = field(default_factory=frozenset)
    #: The ministry team may record it from paper; nobody does it otherwise.
    on_paper: bool = False


def _rule(
    sources: str, target: str, who: frozenset[str], *, apart: str = "", on_paper: bool = False
) -> Rule:
    return Rule(frozenset(sources.split()), target, who, frozenset(apart.split()), on_paper)


_MOVING = "planned in_progress in_test"
_DATED = f"{_MOVING} reported_done"
ACTIVITY: dict[str, Rule] = {
    "start": _rule("planned", "in_progress", CARRIERS),
    "test": _rule("in_progress", "in_test", CARRIERS),
    "fail_test": _rule("in_test", "in_progress", CARRIERS),
    "report_done": _rule(_MOVING, "reported_done", CARRIERS),
    "verify": _rule("reported_done", "verified", MINISTRY, apart="reporter porter"),
    "send_back": _rule("reported_done", "in_progress", MINISTRY, apart="reporter porter"),
    "committee_verifies": _rule(
        "reported_done", "verified", MINISTRY, apart="reporter", on_paper=True
    ),
    "committee_sends_back": _rule(
        "reported_done", "in_progress", MINISTRY, apart="reporter", on_paper=True
    ),
    "cancel": _rule(_MOVING, "cancelled", MINISTRY, apart="porter"),
    "committee_cancels": _rule(_MOVING, "cancelled", MINISTRY, on_paper=True),
    "reopen": _rule("verified cancelled", "in_progress", frozenset({LEAD})),
    "replan": _rule(_DATED, "", NOBODY),
    "keep_date": _rule(_DATED, "", NOBODY),
}
_OPEN = "asked submitted escalated"
REQUEST: dict[str, Rule] = {
    "forward": _rule("asked", "submitted", frozenset({OWNER})),
    "hold_back": _rule("asked", "withdrawn", frozenset({OWNER})),
    "withdraw": _rule(_OPEN, "withdrawn", frozenset({"asker"})),
    "accept": _rule("submitted", "accepted", MINISTRY, apart="asker porter"),
    "refuse": _rule("submitted", "refused", MINISTRY, apart="asker porter"),
    "escalate": _rule("submitted", "escalated", MINISTRY),
    "escalate_unanswered": _rule("submitted", "escalated", NOBODY),
    "accept_beyond": _rule("escalated", "accepted", NOBODY),
    "refuse_beyond": _rule("escalated", "refused", NOBODY),
    "settle_accept": _rule("escalated", "accepted", frozenset({LEAD}), apart="asker porter"),
    "settle_refuse": _rule("escalated", "refused", frozenset({LEAD}), apart="asker porter"),
    "committee_accepts": _rule(
        "submitted escalated", "accepted", MINISTRY, apart="asker", on_paper=True
    ),
    "committee_refuses": _rule(
        "submitted escalated", "refused", MINISTRY, apart="asker", on_paper=True
    ),
}
#: A new date is asked for here; here a decided one still says something.
ASKABLE = frozenset(_MOVING.split())
GOING_ON = frozenset(_DATED.split())
#: Working days that an answer is waited for, by the state it is waited for in.
TERMS = {"asked": 3, "submitted": 10, "reported_done": 10}
COMMITTEE_TERM = 30
#: How often the ministry lets a date slip by itself; the lead then has so long to say what follows.
SLIPS = 2
AFTER_SLIPS, AFTER_SLIPS_TERM = "keep_amend_or_withdraw", 10
#: What the clock does once the day of a state has passed.
UNANSWERED = {"asked": "forward", "submitted": "escalate_unanswered"}
