"""Replannings: somebody asks for a new date, in words of their own, and says why."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import Commitment, PeriodRecord, Replanning, make_period_columns
from lifecycle.selectors.replanning_facts import ASKABLE
from lifecycle.selectors.replanning_pauses import make_pause_reason
from lifecycle.selectors.replanning_targets import Target, read_targets
from lifecycle.services.access import Access, access
from lifecycle.services.replanning_words import Asked, read_asked
from lifecycle.vocabulary import PeriodRole
from lifecycle.vocabulary.roles import FOCAL_POINT, PROJECT_LEAD
from workflow.clock import current_clock
from workflow.engine import give_birth, record_fact
from workflow.exceptions import SubjectNotFoundError, TransitionRefusedError
from workflow.models import Subject, User, Via, WorkItem

#: The facts that are written in the history of what the request is about.
ASKED = "replanning.asked"
#: They ask for a new date of what their institution carries, or they run.
ASKERS = (FOCAL_POINT, PROJECT_LEAD)


def ask(
    activity: Subject | int,
    *,
    words: str,
    cause: str,
    reason: str,
    actor: User,
    language: str = "",
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Replanning:
    """Ask for a new date of an activity, or of a commitment whose period is its own.

    `words` say it as people do ("fin mars 2027", "pas de visibilité"); `language` helps where they
    do not tell it. While the request is open what waits there is paused.

    Raises:
        SubjectNotFoundError: there is no such activity or commitment (404).
        StaleSubjectError: it is not at version `expect` (409).
        TransitionForbiddenError: they neither answer for it nor run it (403).
        TransitionRefusedError: it is over, a request is open already, or the period of the
            commitment is that of its activities (409).
        InputError: the words, the cause or the reason are missing or wrong (422).
    """
    with transaction.atomic():
        entered = access(activity, actor=actor, roles=ASKERS, expect=expect)
        target = get_target(entered.case.row.id)
        check_askable(target)
        asked = read_asked(
            target,
            words=words,
            cause=cause,
            reason=reason,
            language=language or actor.language,
            today=entered.today,
        )
        return write_request(target, asked, entered, birth="ask", actor=actor, via=via)


def get_target(subject_id: int) -> Target:
    """Return the activity or the commitment, with the period that counts today.

    Raises:
        SubjectNotFoundError: there is none under this number (404).
    """
    target = read_targets([subject_id]).get(subject_id)
    if target is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return target


def check_askable(target: Target) -> None:
    """Do nothing when a new date can be asked for.

    Raises:
        TransitionRefusedError: it is over, a request is open, or it has no period of its own (409).
    """
    subject = target.subject
    if isinstance(subject, Commitment) and target.current is None:
        raise TransitionRefusedError(
            _("The dates of this commitment are those of its activities: ask for a new one there.")
        )
    if subject.state not in ASKABLE[subject.kind]:
        raise TransitionRefusedError(_("It is over or reported done: no new date is asked for."))
    if target.is_asked:
        raise TransitionRefusedError(
            _("A new date was asked for already; it has to be decided or taken back first.")
        )


def write_request(
    target: Target,
    asked: Asked,
    entered: Access,
    *,
    birth: str,
    actor: User,
    via: Via,
    batch: UUID | None = None,
) -> Replanning:
    """Write the request and its period, and pause what waits there. Needs a transaction."""
    content = {"words": asked.period.words, "cause": asked.cause, "reason": asked.reason}
    subject_id = target.subject.pk
    record_fact(
        subject_id,
        ASKED,
        actor=actor,
        content=content,
        write=lambda: _pause(subject_id, make_pause_reason(asked.period.words, asked.reason)),
        via=via,
    )
    values = {
        "parent": target.commitment,
        "target_id": subject_id,
        "commitment": target.commitment,
        "replaces": target.current,
        "cause": asked.cause,
        "reason": asked.reason,
        "reason_language": asked.language,
        "asked_by": actor,
        "asked_on": entered.today,
        "batch": batch,
    }
    event = give_birth("replanning", birth, actor=actor, values=values, inputs=content, via=via)
    PeriodRecord.objects.create(
        subject_id=event.subject_id,
        role=PeriodRole.CURRENT.value,
        cause=asked.cause,
        recorded_by=actor,
        recorded_on=entered.today,
        **make_period_columns(asked.period),
    )
    return Replanning.objects.get(pk=event.subject_id)


def _pause(target_id: int, reason: str) -> None:
    """Let nothing escalate while the ministry has the pen; what is paused already stays so."""
    WorkItem.objects.filter(
        subject=target_id,
        closed_at__isnull=True,
        paused_at__isnull=True,
        round__isnull=True,
        ends_with_state=True,
    ).update(paused_at=current_clock().now(), pause_reason=reason)
