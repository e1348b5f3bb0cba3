"""What a new date may be: the words people give, read and held against the period that counts."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lifecycle.selectors.replanning_targets import Target
from lifecycle.services.texts import clean_code, clean_text
from lifecycle.vocabulary import ReplanningCause
from workflow.exceptions import AmbiguousPeriodError, InputError, UnreadablePeriodError
from workflow.periods import Period, PeriodKind, find_language, read_period

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


def read_asked(
    target: Target, *, words: str, cause: str, reason: str, language: str, today: date
) -> Asked:
    """Return what is asked for, read and checked against the period that counts.

    Raises:
        InputError: every field that is missing or wrong (422).
    """
    errors: dict[str, list[str]] = {}
    period, said, why = None, "", ""
    try:
        period = read_new_period(words, current=target.period, language=language, today=today)
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


def read_new_period(words: str, *, current: Period | None, language: str, today: date) -> Period:
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


def _find_problem(period: Period, current: Period | None, today: date) -> str:
    if period.kind in _NO_DATE:
        return _("“%(words)s” is no new date: report it done, or have it cancelled.") % {
            "words": period.words
        }
    if period.latest is not None and period.latest < today:
        values = {"words": period.words, "day": date_format(period.latest, "DATE_FORMAT")}
        return _("“%(words)s” is over since %(day)s: say a day to come.") % values
    if current is not None and _is_same(period, current):
        return _("“%(words)s” is the period that counts already.") % {"words": period.words}
    return ""


def _is_same(one: Period, other: Period) -> bool:
    if one.is_undated and other.is_undated:
        return one.kind == other.kind and one.earliest == other.earliest
    return (one.earliest, one.latest) == (other.earliest, other.latest)
