"""Rounds of decisions: what is said from a seat, and what the ministry does for it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.selectors.convention_signing_facts import needs_every_seat
from lifecycle.selectors.round_acts import say_heir_beside
from lifecycle.selectors.seat_heirs import find_heir, find_heir_beside, query_heirs
from lifecycle.services.bound_texts import bind_text
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow import engine
from workflow.clock import current_clock
from workflow.engine.firing import check_seen_by
from workflow.engine.idempotency import run_once
from workflow.engine.reading import Case
from workflow.engine.request import compute_fingerprint, make_request
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import Event, Institution, Seat, User, Verdict, Via
from workflow.permissions import load_grants
from workflow.roles import Role

COMMENT_MAX_LENGTH = 10_000


def decide(
    seat_id: int,
    *,
    actor: User,
    verdict: Verdict,
    comment: str = "",
    read: str | None = None,
    on_behalf_of: User | None = None,
    expect: int | None = None,
    key: str | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Say from a seat what its holder thinks of the text; `read` is the hash of what they read.

    Raises:
        SubjectNotFoundError: there is no such seat, or they may not see its subject (404).
        TransitionForbiddenError: the seat is somebody else's, or they last edited the text (403).
        StaleSubjectError: the text is another than the one they read (409).
        TransitionRefusedError: the round is over, the seat has decided or is not asked yet (409).
        InputError: an objection or an abstention without a comment (422).
        KeyReusedError: the key was used for another request (422).
    """
    words = _clean_comment(comment, verdict)

    def act() -> Event:
        return engine.decide(
            seat_id,
            actor=actor,
            verdict=verdict,
            comment=words,
            expect_hash=read,
            on_behalf_of=on_behalf_of,
            expect=expect,
            via=via,
        ).event

    given = {"verdict": str(verdict), "comment": words, "read": read}
    return _run_once(seat_id, "decide", given, actor, on_behalf_of, key, act)


def decline(
    seat_id: int,
    *,
    actor: User,
    comment: str,
    on_behalf_of: User | None = None,
    expect: int | None = None,
    key: str | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Say no for the holder of a seat to the whole matter: to carry, or to sign.

    Raises:
        WorkflowError: as `decide` does.
    """
    words = _clean_comment(comment, Verdict.OBJECT)

    def act() -> Event:
        return engine.decline_seat(
            seat_id,
            actor=actor,
            comment=words,
            on_behalf_of=on_behalf_of,
            expect=expect,
            via=via,
        ).event

    return _run_once(seat_id, "decline", {"comment": words}, actor, on_behalf_of, key, act)


def stand_down(
    seat_id: int,
    *,
    actor: User,
    reason: str,
    expect: int | None = None,
    key: str | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Go on without a seat, by the ministry lead, for a reason that its holder reads.

    Where the institution that took over its holder sits beside it, that one speaks for both, also
    when the seat had said no.

    Raises:
        TransitionRefusedError: it is that of a party without which a convention binds nobody (409).
        WorkflowError: as `decide` does.
    """
    words = clean_text(
        reason, field="reason", max_length=COMMENT_MAX_LENGTH, missing=_("Give the reason.")
    )

    def act() -> Event:
        heir = find_heir_beside(engine.get_seat(seat_id))
        if heir is not None:
            return engine.join_seat(
                seat_id,
                heir=heir,
                actor=actor,
                by=MINISTRY_LEAD,
                reason=words,
                bind=bind_text,
                expect=expect,
                via=via,
            )
        return engine.stand_down(
            seat_id,
            actor=actor,
            reason=words,
            by=MINISTRY_LEAD,
            allow=_check_not_needed,
            expect=expect,
            via=via,
        ).event

    return _run_once(seat_id, "stand_down", {"reason": words}, actor, None, key, act)


def invite_again(
    seat_id: int,
    *,
    actor: User,
    expect: int | None = None,
    key: str | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Ask a seat again that declined, took no part or said nothing; what it said is set aside.

    It goes to the institution that took over its holder since, unless that one sits beside it.

    Raises:
        SubjectNotFoundError: there is no such seat, or they may not see its subject (404).
        TransitionForbiddenError: they are not of the ministry (403).
        StaleSubjectError: the subject is not at version `expect` (409).
        TransitionRefusedError: the round is over, or there is nothing to ask again (409).
        KeyReusedError: the key was used for another request (422).
    """

    def act() -> Event:
        seat = engine.get_seat(seat_id)
        return engine.invite_again(
            seat_id,
            actor=actor,
            by=_pick_role(actor),
            heir=find_heir(seat),
            bind=bind_text,
            check=_check_heir_not_beside,
            expect=expect,
            via=via,
        )

    return _run_once(seat_id, "invite_again", {}, actor, None, key, act)


def transfer(
    seat_id: int,
    *,
    institution: Institution | None,
    actor: User,
    reason: str,
    expect: int | None = None,
    key: str | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Give a seat that has not spoken to another institution, which may stand in for its holder.

    Raises:
        InputError: no institution is named, it may not take this seat, or no reason is given (422).
        WorkflowError: as `invite_again` does.
    """
    if institution is None:
        raise InputError({"institution": [_("Choose the institution that takes the seat.")]})
    words = clean_text(
        reason, field="reason", max_length=COMMENT_MAX_LENGTH, missing=_("Give the reason.")
    )

    def check(seat: Seat) -> None:
        if not query_heirs(seat).filter(pk=institution.pk).exists():
            message = _(
                "%(institution)s cannot take this seat: only the institution that succeeds its "
                "holder can or, for the approval of a sheet, the one it is part of or another "
                "porter."
            )
            raise InputError({"institution": [message % {"institution": institution}]})

    def act() -> Event:
        return engine.transfer_seat(
            seat_id,
            to=institution,
            actor=actor,
            by=_pick_role(actor),
            reason=words,
            check=check,
            expect=expect,
            via=via,
        )

    given = {"institution": institution.pk, "reason": words}
    return _run_once(seat_id, "transfer", given, actor, None, key, act)


def record(
    seat_id: int,
    *,
    verdict: Verdict,
    paper: Mapping[str, Any],
    actor: User,
    comment: str = "",
    expect: int | None = None,
    key: str | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Record what the holder of a seat answered on paper; a second of the team confirms it.

    `paper` is its number, day, capacity and scan, as transitions recorded from paper take them.

    Raises:
        InputError: something of the paper or of the answer is missing (422).
        WorkflowError: as `invite_again` does.
    """
    words = _clean_comment(comment, verdict)

    def act() -> Event:
        return engine.record_decision(
            seat_id,
            paper=paper,
            verdict=verdict,
            comment=words,
            actor=actor,
            by=MINISTRY_TEAM,
            expect=expect,
            via=via,
        )

    given = {"verdict": str(verdict), "comment": words, **paper}
    return _run_once(seat_id, "record", given, actor, None, key, act)


def _check_heir_not_beside(seat: Seat) -> None:
    heir = find_heir_beside(seat)
    if heir is not None:
        raise TransitionRefusedError(say_heir_beside(heir))


def _check_not_needed(case: Case, seat: Seat) -> None:
    if needs_every_seat(case.facts):
        raise TransitionRefusedError(
            _(
                "This convention comes into force with every signature or not at all: change that "
                "while its text is a draft."
            )
        )


def _pick_role(actor: User) -> Role:
    """Return the role of the ministry by which they act; who holds none is refused by it."""
    holds_team = load_grants(actor).has_group(MINISTRY_TEAM.code)
    return MINISTRY_TEAM if holds_team else MINISTRY_LEAD


def _run_once(
    seat_id: int,
    name: str,
    given: Mapping[str, object],
    actor: User,
    on_behalf_of: User | None,
    key: str | None,
    act: Callable[[], Event],
) -> Event:
    """Do it once for this key; whoever asks again must still see the subject."""
    fingerprint = compute_fingerprint(f"seat {seat_id}", name, given, on_behalf_of)

    def check(stored: Event) -> None:
        check_seen_by(make_request(actor, on_behalf_of=on_behalf_of))(stored)

    return run_once(actor, key, fingerprint, current_clock().now(), act, check)


def _clean_comment(comment: str, verdict: Verdict) -> str:
    return clean_text(
        comment,
        field="comment",
        max_length=COMMENT_MAX_LENGTH,
        missing=str(_MISSING[verdict]) if verdict in _MISSING else None,
    )


#: What is said when the words are missing without which nothing can be made of a verdict.
_MISSING: Mapping[Verdict, Promise] = {
    Verdict.OBJECT: gettext_lazy("Say why, so that it can be changed."),
    Verdict.ABSTAIN: gettext_lazy("Say why you take no part."),
}
