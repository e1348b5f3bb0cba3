"""Assessments: an assessor scores, abstains, or has a conflict of interest."""

from collections.abc import Mapping
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lifecycle.models import Assessment, ConflictOfInterest, Criterion, Proposal, Score
from lifecycle.selectors.assessors import list_assessors
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.proposal_surroundings import ASSESSMENT
from lifecycle.services.access import Access, access, make_denial
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary import ConflictOrigin
from lifecycle.vocabulary.roles import ASSESSOR, MINISTRY_LEAD, MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import decide, record_fact, stand_down
from workflow.engine.reading import load_case
from workflow.exceptions import (
    InputError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Decision, Seat, User, Verdict, Via
from workflow.roles import Role

REMARK_MAX_LENGTH = 5_000
#: Who may say that an assessor has an interest, besides the assessor.
_OVERSEERS = (MINISTRY_TEAM, MINISTRY_LEAD)


def score(
    seat_id: int,
    *,
    actor: User,
    points: Mapping[int, int],
    remark: str = "",
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Assessment:
    """Give the points of a seat, one number for the id of each criterion of the plan.

    Raises:
        SubjectNotFoundError: there is no such seat, or they may not see its proposal (404).
        TransitionForbiddenError: the seat is somebody else's, or they have an interest (403).
        StaleSubjectError: the proposal is not at version `expect` (409).
        TransitionRefusedError: the round is over, or the seat has decided (409).
        InputError: a criterion is left out, or points are outside its range (422).
    """
    words = clean_text(remark, field="remark", max_length=REMARK_MAX_LENGTH)
    proposal_id = _find_proposal(seat_id)
    decision = decide(
        seat_id,
        actor=actor,
        verdict=Verdict.APPROVE,
        comment=words,
        content={"points": {str(key): value for key, value in points.items()}},
        expect=expect,
        write=partial(_write_scores, seat_id, proposal_id, actor, points, words),
        via=via,
    )
    return Assessment.objects.get(seat=decision.seat_id)


def abstain(
    seat_id: int,
    *,
    actor: User,
    reason: str,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Decision:
    """Take no part in the assessment, for a reason; the others decide without this seat.

    Raises:
        InputError: no reason is given (422).
        WorkflowError: as `score` does.
    """
    words = _clean_reason(reason)
    return decide(
        seat_id, actor=actor, verdict=Verdict.ABSTAIN, comment=words, expect=expect, via=via
    )


def declare_conflict(
    proposal: Proposal | int,
    *,
    person: User | int,
    reason: str,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> ConflictOfInterest:
    """Say that `person` must not score the proposal; the seat they hold stands down.

    Scores they gave before stay in the history and count in no ranking.

    Raises:
        SubjectNotFoundError: there is no such proposal, or they may not see it (404).
        StaleSubjectError: it is not at version `expect` (409).
        TransitionForbiddenError: it is about somebody else, and they are not the ministry; or
            about themselves, and nobody would ask them to score (403).
        TransitionRefusedError: it was said before (409).
        InputError: no reason is given, or `person` is the number of nobody who could be asked to
            score: whether somebody else has an account is not told (422).
    """
    words = _clean_reason(reason)
    with transaction.atomic():
        entered = access(proposal, actor=actor, expect=expect)
        _check_may_declare(entered, _get_key(person), actor)
        person = person if isinstance(person, User) else _get_assessor(entered, person, actor)
        conflict = _write_conflict(entered.case.row.id, person, words)
        record_fact(
            entered.case.row.id,
            "conflict.declared",
            actor=actor,
            content={"person": person.pk, "reason": words},
            via=via,
        )
        for seat in _list_open_seats(entered.case.row.id, person):
            stand_down(seat, actor=actor, reason=words, by=_pick_overseer(entered), via=via)
    return conflict


def _get_key(person: User | int) -> int:
    return person if isinstance(person, int) else person.pk


def _get_assessor(entered: Access, person_id: int, actor: User) -> User:
    """Return who can be asked to score, or holds a seat here, or is the actor.

    Raises:
        InputError: nobody of this number does.
    """
    if person_id == actor.pk:
        return actor
    proposal_id = entered.case.row.id
    seated = Seat.objects.filter(round__subject=proposal_id, role=ASSESSOR.code, person=person_id)
    could_sit = list_assessors(today=entered.today).filter(pk=person_id)
    found = User.objects.filter(pk=person_id).first()
    if found is None or not (seated.exists() or could_sit.exists()):
        raise InputError({"person": [_("There is no assessor under this number.")]})
    return found


def _check_may_declare(entered: Access, person_id: int, actor: User) -> None:
    """Let in the ministry, and assessors for themselves.

    Who only reads a published proposal must not move its history on: proposals that wait for a
    second person would be stale.
    """
    if entered.holds(*_OVERSEERS):
        return
    if person_id != actor.pk:
        raise make_denial(_OVERSEERS)
    could_sit = list_assessors(today=entered.today).filter(pk=actor.pk)
    if not entered.holds(ASSESSOR) and not could_sit.exists():
        raise make_denial([ASSESSOR])


def _pick_overseer(entered: Access) -> Role:
    """Return the role by which they oversee; who oversees nothing stands down from their own."""
    return next((role for role in _OVERSEERS if entered.holds(role)), MINISTRY_TEAM)


def _write_scores(
    seat_id: int,
    proposal_id: int,
    actor: User,
    points: Mapping[int, int],
    remark: str,
) -> None:
    """Write the assessment; the rights of the seat have been checked, the subject is locked."""
    _check_no_conflict(proposal_id, actor)
    criteria = list(Criterion.objects.filter(plan__proposals=proposal_id))
    _check_points(criteria, points)
    assessment = Assessment.objects.create(
        seat_id=seat_id,
        proposal_id=proposal_id,
        assessor=actor,
        remark=remark,
        scored_at=current_clock().now(),
    )
    Score.objects.bulk_create(
        Score(assessment=assessment, criterion=criterion, points=points[criterion.pk])
        for criterion in criteria
    )


def _check_no_conflict(proposal_id: int, actor: User) -> None:
    facts = load_case(proposal_id, today=current_clock().today()).facts
    if isinstance(facts, ProposalFacts) and actor.pk in facts.conflicts:
        raise TransitionForbiddenError(
            _("You have a conflict of interest with this proposal: abstain instead.")
        )


def _check_points(criteria: list[Criterion], points: Mapping[int, int]) -> None:
    errors: dict[str, list[str]] = {}
    for criterion in criteria:
        given = points.get(criterion.pk)
        if not _is_within(given, criterion.max_points):
            errors[f"points_{criterion.pk}"] = [
                _("Give a whole number from 0 to %(max)d.") % {"max": criterion.max_points}
            ]
    known = {criterion.pk for criterion in criteria}
    if unknown := sorted(str(key) for key in points if key not in known):
        errors["points"] = [
            _("These are no criteria of this plan: %(keys)s.") % {"keys": ", ".join(unknown)[:200]}
        ]
    if errors:
        raise InputError(errors)


def _is_within(given: object, highest: int) -> bool:
    # A bool is an int to Python, and no score.
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= highest


def _find_proposal(seat_id: int) -> int:
    """Return the id of the proposal a seat scores; 0 when there is no such seat."""
    found = Seat.objects.filter(pk=seat_id).values_list("round__subject_id", flat=True).first()
    return found or 0


def _write_conflict(proposal_id: int, person: User, reason: str) -> ConflictOfInterest:
    try:
        with transaction.atomic():
            return ConflictOfInterest.objects.create(
                proposal_id=proposal_id,
                person=person,
                origin=ConflictOrigin.DECLARED.value,
                reason=reason,
                recorded_at=current_clock().now(),
            )
    except IntegrityError as error:
        raise TransitionRefusedError(
            _("The conflict of interest of %(person)s is already known.") % {"person": person}
        ) from error


def _list_open_seats(proposal_id: int, person: User) -> list[Seat]:
    return list(
        Seat.objects.filter(
            round__subject=proposal_id,
            round__name=ASSESSMENT,
            round__outcome="",
            person=person,
            decisions=None,
        )
    )


def _clean_reason(reason: str) -> str:
    return clean_text(
        reason, field="reason", max_length=REMARK_MAX_LENGTH, missing=_("Give the reason.")
    )
