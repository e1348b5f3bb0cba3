"""Duplicates: two proposals are suspected to say the same, and somebody compares them."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lifecycle.models import DuplicateSuspicion, Proposal
from lifecycle.services.access import access
from lifecycle.services.texts import clean_code, clean_text
from lifecycle.vocabulary import DuplicateVerdict
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.engine.reading import lock_rows
from workflow.exceptions import InputError, SubjectNotFoundError, TransitionRefusedError
from workflow.models import User, Via

REASON_MAX_LENGTH = 5_000


def suspect(
    proposal: Proposal | int,
    *,
    other: Proposal | int,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> DuplicateSuspicion:
    """Say that two proposals of a plan may be one idea; the later one waits until it is settled.

    Which of the two is given first does not matter, except to `expect`, the version of `proposal`.

    Raises:
        SubjectNotFoundError: one is not there, or they may not see it (404).
        StaleSubjectError: `proposal` is not at version `expect` (409).
        TransitionForbiddenError: only the ministry team does this (403).
        InputError: the two are one, or of two plans (422).
        TransitionRefusedError: the pair was suspected before (409).
    """
    with transaction.atomic():
        earlier, later = sorted([_get_key(proposal), _get_key(other)])
        # Both are locked, in the order of all locks; the history of the later one tells it.
        lock_rows([earlier, later])
        first = access(proposal, actor=actor, roles=[MINISTRY_TEAM], expect=expect)
        second = access(other, actor=actor, roles=[MINISTRY_TEAM])
        if earlier == later or first.case.row.parent_id != second.case.row.parent_id:
            raise InputError({"other": [_("Choose another proposal of the same plan.")]})
        suspicion = _write(earlier, later, actor)
        record_fact(
            later,
            "duplicate.suspected",
            actor=actor,
            content={"other": earlier, "suspicion": suspicion.pk},
            via=via,
        )
    return suspicion


def resolve(
    suspicion_id: int,
    *,
    verdict: str,
    reason: str,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> DuplicateSuspicion:
    """Say whether the two are one idea, and why. `expect` is the version of the later one.

    That they are one merges nothing yet: the merge is a transition of its own.

    Raises:
        SubjectNotFoundError: there is no such suspicion, or they may not see it (404).
        StaleSubjectError: the later proposal is not at version `expect` (409).
        TransitionForbiddenError: only the ministry team does this (403).
        InputError: the verdict is none, or no reason is given (422).
        TransitionRefusedError: somebody settled it before (409).
    """
    found = DuplicateSuspicion.objects.filter(pk=suspicion_id).first()
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    with transaction.atomic():
        access(found.proposal_id, actor=actor, roles=[MINISTRY_TEAM], expect=expect)
        code = clean_code(verdict, field="verdict", choices=DuplicateVerdict)
        words = clean_text(
            reason,
            field="reason",
            max_length=REASON_MAX_LENGTH,
            missing=_("Say what makes them one idea, or two."),
        )
        settled = DuplicateSuspicion.objects.filter(pk=suspicion_id, verdict="").update(
            verdict=code,
            reason=words,
            resolved_by=actor,
            resolved_at=current_clock().now(),
        )
        if not settled:
            # Nothing was updated: somebody else got there first.
            raise TransitionRefusedError(_("Somebody has already settled this."))
        record_fact(
            found.proposal_id,
            "duplicate.resolved",
            actor=actor,
            content={"suspicion": suspicion_id, "verdict": code, "reason": words},
            via=via,
        )
    found.refresh_from_db()
    return found


def _write(earlier: int, later: int, actor: User) -> DuplicateSuspicion:
    try:
        with transaction.atomic():
            return DuplicateSuspicion.objects.create(
                proposal_id=later,
                other_id=earlier,
                suspected_by=actor,
                suspected_at=current_clock().now(),
            )
    except IntegrityError as error:
        raise TransitionRefusedError(
            _("These two proposals have been compared, or are being compared.")
        ) from error


def _get_key(proposal: Proposal | int) -> int:
    return proposal if isinstance(proposal, int) else int(proposal.pk)
