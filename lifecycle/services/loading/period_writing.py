"""Write the periods of a load: what was promised, what counts now, and what has to be settled."""

from typing import Any

from lifecycle.models import PeriodRecord, make_period_columns
from lifecycle.services.loading.comparing import Loading
from lifecycle.vocabulary import PeriodRole, ReplanningCause
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.deadlines import working_days
from workflow.engine.errands import open_errand
from workflow.models import Event
from workflow.periods import Period

#: The errand of whoever says which reading of ambiguous words is meant.
SETTLE = "settle_period"
SETTLE_TERM = working_days(10)


def create_periods(
    loading: Loading, subject_id: int, period: Period | None, *, cause: str = ""
) -> None:
    """Write the period of a subject that has just been born.

    A period that already has a cause replaced one the file does not tell: it is no promise.
    """
    if period is None:
        return
    roles = [PeriodRole.CURRENT] if cause else [PeriodRole.BASELINE, PeriodRole.CURRENT]
    for role in roles:
        _create(loading, subject_id, period, role=role, cause=cause)


def is_period_told(subject_id: int, period: Period | None) -> bool:
    """Return whether the subject's current period is the one told, or a settlement of its words."""
    current = _find_current(subject_id)
    if period is None or current is None:
        return (period is None) == (current is None)
    if current.cause == ReplanningCause.SETTLED and current.words == period.words:
        return True
    # The language of the words is no news: a period kept before it was known stays as it is.
    told = {**make_period_columns(period), "words_language": current.words_language}
    return all(getattr(current, key) == value for key, value in told.items())


def replace_period(
    loading: Loading, subject_id: int, period: Period | None, *, cause: str = ""
) -> None:
    """Let the period told count from now on; the one promised at first stays."""
    PeriodRecord.objects.filter(subject=subject_id, role=PeriodRole.CURRENT.value).update(
        role=PeriodRole.SUPERSEDED.value
    )
    if period is not None:
        cause = cause or ReplanningCause.OTHER.value
        _create(loading, subject_id, period, role=PeriodRole.CURRENT, cause=cause)


def ask_to_settle(loading: Loading, event: Event, *periods: Period | None) -> None:
    """Open the errand of settling when the words of any of these periods read two ways."""
    if any(period is not None and period.ambiguous for period in periods):
        open_errand(
            event,
            SETTLE,
            role=MINISTRY_TEAM,
            today=current_clock().today(),
            term=SETTLE_TERM,
            ladder="standard",
        )


def _find_current(subject_id: int) -> PeriodRecord | None:
    return PeriodRecord.objects.filter(subject=subject_id, role=PeriodRole.CURRENT.value).first()


def _create(
    loading: Loading, subject_id: int, period: Period, *, role: PeriodRole, cause: str
) -> None:
    values: dict[str, Any] = make_period_columns(period)
    PeriodRecord.objects.create(
        subject_id=subject_id,
        role=role.value,
        cause=cause,
        recorded_by=loading.actor,
        recorded_on=loading.as_of,
        **values,
    )
