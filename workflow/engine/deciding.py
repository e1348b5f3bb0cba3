"""Decide: a seat of a round says what it thinks, once, on the text it read."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from workflow.engine.casting import Vote, cast_vote
from workflow.engine.reading import Case
from workflow.engine.request import Request, make_request
from workflow.engine.seats import check_seat
from workflow.exceptions import InputError
from workflow.machine.rights import holds
from workflow.models import Decision, Seat, User, Verdict, Via
from workflow.roles import Role


def decide(
    seat: Seat | int,
    *,
    actor: User,
    verdict: Verdict,
    comment: str = "",
    content: Mapping[str, Any] | None = None,
    expect_hash: str | None = None,
    on_behalf_of: User | None = None,
    expect: int | None = None,
    write: Callable[[], None] | None = None,
    via: Via = Via.CODE,
) -> Decision:
    """Record what a seat decided; what settles the round fires its end in the same transaction.

    `expect_hash` is the hash of the text its holder read. `write` writes the domain's part of the
    decision (the scores) with it.

    Raises:
        SubjectNotFoundError: there is no such seat, or they may not see its subject (404).
        TransitionForbiddenError: the seat is somebody else's, or they last edited the text (403).
        StaleSubjectError: the subject is not at version `expect`, or the text is another (409).
        TransitionRefusedError: the round is over, the seat has decided or is not asked yet, or
            something that the decision moves cannot follow (409).
        InputError: an objection without a comment (422).
    """
    if verdict is Verdict.LAPSE:
        raise InputError({"verdict": [_("Only the clock lets a seat lapse.")]})
    vote = Vote(
        verdict=verdict,
        comment=comment,
        content=content or {},
        expect_hash=expect_hash,
        write=write,
    )
    request = make_request(actor, on_behalf_of=on_behalf_of, via=via)
    return cast_vote(seat, vote, request, check=check_seat, expect=expect)


def decline_seat(
    seat: Seat | int,
    *,
    actor: User,
    comment: str,
    on_behalf_of: User | None = None,
    expect: int | None = None,
    write: Callable[[], None] | None = None,
    via: Via = Via.CODE,
) -> Decision:
    """Say no to what the seat asks of its holder: to carry, to sign. It counts as an objection.

    Raises:
        WorkflowError: as `decide` does.
    """
    return decide(
        seat,
        actor=actor,
        verdict=Verdict.OBJECT,
        comment=comment,
        content={"declined": True},
        on_behalf_of=on_behalf_of,
        expect=expect,
        write=write,
        via=via,
    )


def stand_down(
    seat: Seat | int,
    *,
    actor: User,
    reason: str,
    by: Role,
    allow: Callable[[Case, Seat], None] | None = None,
    expect: int | None = None,
    write: Callable[[], None] | None = None,
    via: Via = Via.CODE,
) -> Decision:
    """Let a seat abstain, by whoever runs the procedure.

    `by` is the role that may, which the domain names; whoever sits may do it as well. `allow`
    raises when the domain does not go on without this seat. The decision says who made it.

    Raises:
        WorkflowError: as `decide` does.
    """

    def check(case: Case, found: Seat, request: Request) -> None:
        if not holds(by, request.grants, case.facts):
            check_seat(case, found, request)
        if allow is not None:
            allow(case, found)

    content = {"stood_down": True}
    vote = Vote(verdict=Verdict.ABSTAIN, comment=reason, content=content, write=write)
    return cast_vote(seat, vote, make_request(actor, via=via), check=check, expect=expect)
