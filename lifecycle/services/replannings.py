"""Replannings: somebody asks for a new date, in words of their own, and says why."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lifecycle.models import Activity, Commitment, PeriodRecord, Replanning, make_period_columns
from lifecycle.phases.replanning import make_pause_reason
from lifecycle.selectors.replanning_facts import ASKABLE
from lifecycle.services.access import Access, access
from lifecycle.services.texts import clean_code, clean_text
from lifecycle.vocabulary import PeriodRole, ReplanningCause
from lifecycle.vocabulary.roles import FOCAL_POINT, PROJECT_LEAD
from workflow.clock import current_clock
from workflow.engine import give_birth, record_fact
from workflow.exceptions import (
    AmbiguousPeriodError,
    InputError,
    SubjectNotFoundError,
    TransitionRefusedError,
    UnreadablePeriodError,
)
from workflow.models import Subject, User, Via, WorkItem
from workflow.periods import Period, PeriodKind, find_language, read_period

#: The facts that are written in the history of what the request is about.
ASKED = "replanning.asked"
AFTER_SLIPS_ANSWERED = "replanning.after_slips"
#: They ask for a new date of what their institution carries, or they run.
ASKERS = (FOCAL_POINT, PROJECT_LEAD)
WORDS_MAX_LENGTH = 300
REASON_MAX_LENGTH = 5_000
#: What a person can name as the cause; the other one is the ministry's own.
CAUSES = tuple(
    (each.value, each.label) for each in ReplanningCause if each is not ReplanningCause.SETTLED
)
#: Words of these kinds are no date: something else has to be done.
_NO_DATE = frozenset({PeriodKind.CANCELLED, PeriodKind.ALL_DONE})


@dataclass(frozen=True)
class Asked:
    """What is asked for, once read: the period, the cause, and the reason with its language."""

    period: Period
    cause: str
    reason: str
    language: str


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
        target = find_target(entered.case.row.id)
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


def read_asked(
    target: "Target", *, words: str, cause: str, reason: str, language: str, today: date
) -> Asked:
    """Return what is asked for, read and checked against the period that counts.

    Raises:
        InputError: every field that is missing or wrong (422).
    """
    errors: dict[str, list[str]] = {}
    period, said, why = None, "", ""
    try:
        period = read_new_period(words, current=target.current, language=language, today=today)
    except InputError as error:
        errors |= error.errors
    try:
        said = _clean_cause(cause)
    except InputError as error:
        errors |= error.errors
    try:
        why = clean_text(
            reason,
            field="reason",
            max_length=REASON_MAX_LENGTH,
            missing=_("Say why; everybody reads it once it is decided."),
        )
    except InputError as error:
        errors |= error.errors
    if errors or period is None:
        raise InputError(errors)
    return Asked(period, said, why, find_language(why, language))


def _clean_cause(raw: str) -> str:
    """Return the cause; that words were settled is for the ministry alone to say."""
    if raw == ReplanningCause.SETTLED:
        raise InputError({"cause": [_("Choose why the date moves.")]})
    return clean_code(raw, field="cause", choices=ReplanningCause)


def read_new_period(
    words: str, *, current: PeriodRecord | None, language: str, today: date
) -> Period:
    """Return the period that the words say, when it can follow the one that counts.

    Raises:
        InputError: they cannot be read, read more than one way, are over, say no date, or say the
            period that counts already (422).
    """
    text = clean_text(
        words,
        field="words",
        max_length=WORDS_MAX_LENGTH,
        missing=_("Say the new date, or that there is none: “no visibility”."),
    )
    try:
        period = read_period(text, today=today, language=language or None)
    except (AmbiguousPeriodError, UnreadablePeriodError) as error:
        raise InputError({"words": [str(error)]}) from error
    problem = _find_problem(period, current, today)
    if problem:
        raise InputError({"words": [problem]})
    return period


def _find_problem(period: Period, current: PeriodRecord | None, today: date) -> str:
    if period.kind in _NO_DATE:
        return _("“%(words)s” is no new date: report it done, or have it cancelled.") % {
            "words": period.words
        }
    if period.latest is not None and period.latest < today:
        values = {"words": period.words, "day": date_format(period.latest, "DATE_FORMAT")}
        return _("“%(words)s” is over since %(day)s: say a day to come.") % values
    if current is not None and _is_same(period, current.period):
        return _("“%(words)s” is the period that counts already.") % {"words": period.words}
    return ""


def _is_same(one: Period, other: Period) -> bool:
    if one.is_undated and other.is_undated:
        return one.kind == other.kind and one.earliest == other.earliest
    return (one.earliest, one.latest) == (other.earliest, other.latest)


@dataclass(frozen=True)
class Target:
    """What a new date is asked for: an activity or a commitment, and the period that counts."""

    subject: Activity | Commitment
    commitment: Commitment
    current: PeriodRecord | None


def find_target(subject_id: int) -> Target:
    """Return the activity or the commitment, with the period that counts today.

    Raises:
        SubjectNotFoundError: there is none under this number (404).
    """
    subject: Activity | Commitment | None = (
        Activity.objects.select_related("commitment__plan").filter(pk=subject_id).first()
        or Commitment.objects.select_related("plan").filter(pk=subject_id).first()
    )
    if subject is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    commitment = subject.commitment if isinstance(subject, Activity) else subject
    periods = PeriodRecord.objects.filter(subject=subject_id)
    current = periods.filter(role=PeriodRole.CURRENT.value).first()
    baseline = current or periods.filter(role=PeriodRole.BASELINE.value).first()
    return Target(subject, commitment, baseline)


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
    if Replanning.objects.filter(target=subject.pk, is_open=True).exists():
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
    batch: object = None,
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
