"""What those who carry a commitment report of it: how far it is, and what was measured."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import Activity, Commitment, Indicator, IndicatorReading
from lifecycle.services.access import Access, access
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary import ActivityState, CommitmentState
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, OWNER, PROJECT_LEAD
from workflow.engine import record_fact
from workflow.exceptions import InputError, SubjectNotFoundError, TransitionRefusedError
from workflow.models import Event, Subject, User, Via

#: The facts that are written in the history.
REPORTED = "progress.reported"
MEASURED = "indicator.read"
#: Those who carry the commitment, and the team that follows it for them.
REPORTERS = (PROJECT_LEAD, FOCAL_POINT, OWNER, MINISTRY_TEAM)
REASON_MAX_LENGTH = 2_000
WHOLE = 100
#: The columns of a reading: so many digits in all, so many of them behind the point.
DIGITS, PLACES = 14, 2
#: In these states somebody still works on it: what is reported can move.
GOING_ON: dict[str, frozenset[str]] = {
    "commitment": frozenset(
        {CommitmentState.NOT_STARTED, CommitmentState.IN_PROGRESS, CommitmentState.SUSPENDED}
    ),
    "activity": frozenset(
        {ActivityState.PLANNED, ActivityState.IN_PROGRESS, ActivityState.IN_TEST}
    ),
}


def report_progress(
    subject: Subject | int,
    *,
    percent: int,
    actor: User,
    reason: str = "",
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Say how far a commitment or an activity is, in percent of what was promised.

    What goes back takes a public reason: nobody lowers a figure in silence.

    Raises:
        SubjectNotFoundError: there is no such commitment or activity (404).
        StaleSubjectError: it is not at version `expect` (409).
        TransitionForbiddenError: they hold none of the roles (403).
        TransitionRefusedError: it is over (409).
        InputError: the figure is no percentage or the same as before, or it goes back without a
            reason (422).
    """
    because = clean_text(reason, field="reason", max_length=REASON_MAX_LENGTH)
    with transaction.atomic():
        entered = access(subject, actor=actor, roles=REPORTERS, expect=expect)
        _check_going_on(entered)
        row, column = _find_column(entered)
        before: int | None = getattr(row, column)
        _check_percent(percent, before, because)
        # In words, because a history leaves out what is zero or missing.
        content = {"percent": str(percent), "before": str(before or 0), "reason": because}

        def write() -> None:
            setattr(row, column, percent)
            row.save(update_fields=[column])

        return record_fact(row.pk, REPORTED, actor=actor, content=content, write=write, via=via)


def add_reading(
    indicator: Indicator | int,
    *,
    value: Decimal | str,
    read_on: date | None = None,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> IndicatorReading:
    """Keep what was measured of an indicator on a day, today unless it is said.

    A second reading of one day puts the first right; the history keeps both.

    Raises:
        SubjectNotFoundError: there is no such indicator (404).
        StaleSubjectError: its commitment is not at version `expect` (409).
        TransitionForbiddenError: they hold none of the roles (403).
        InputError: the value is no number that fits, or the day is to come (422).
    """
    found = get_indicator(indicator if isinstance(indicator, int) else indicator.pk)
    measured = _clean_value(value)
    with transaction.atomic():
        entered = access(found.commitment_id, actor=actor, roles=REPORTERS, expect=expect)
        day = read_on or entered.today
        if day > entered.today:
            raise InputError({"read_on": [_("Choose a day that is not to come.")]})
        reading = IndicatorReading.objects.filter(indicator=found, read_on=day).first()
        before = reading.value if reading else None
        reading = reading or IndicatorReading(indicator=found, read_on=day)
        reading.value = measured
        content: dict[str, Any] = {
            "indicator": found.pk,
            **{f"name_{code}": getattr(found, f"name_{code}") for code in ("fr", "ar", "en")},
            "value": str(measured),
            "before": None if before is None else str(before),
            "day": day.isoformat(),
        }
        record_fact(
            found.commitment_id,
            MEASURED,
            actor=actor,
            content=content,
            write=reading.save,
            via=via,
        )
    return reading


def get_indicator(indicator_id: int) -> Indicator:
    """Return an indicator with its commitment.

    Raises:
        SubjectNotFoundError: there is none (404).
    """
    indicators = Indicator.objects.select_related("commitment__plan")
    found = indicators.filter(pk=indicator_id).first()
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return found


def _check_going_on(entered: Access) -> None:
    row = entered.case.row
    going_on = GOING_ON.get(row.kind)
    if going_on is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    if row.state not in going_on:
        state = entered.case.machine.states[row.state].label
        raise TransitionRefusedError(
            _("Its state is “%(state)s”: its progress does not move any more.") % {"state": state}
        )


def _find_column(entered: Access) -> tuple[Commitment | Activity, str]:
    """Return the row under the lock, and the column in which its progress is kept."""
    if entered.case.row.kind == "commitment":
        return Commitment.objects.get(pk=entered.case.row.id), "declared_progress"
    return Activity.objects.get(pk=entered.case.row.id), "progress"


def _check_percent(percent: int, before: int | None, reason: str) -> None:
    if not 0 <= percent <= WHOLE:
        message = _("Write a number from 0 to %(highest)d.")
        raise InputError({"percent": [message % {"highest": WHOLE}]})
    if percent == before:
        message = _("It is at %(percent)d %% already.")
        raise InputError({"percent": [message % {"percent": percent}]})
    if before is not None and percent < before and not reason:
        message = _("It was at %(before)d %%: say why it goes back.")
        raise InputError({"reason": [message % {"before": before}]})


def _clean_value(raw: Decimal | str) -> Decimal:
    try:
        value = Decimal(str(raw).strip().replace(",", "."))
    except InvalidOperation:
        raise InputError({"value": [_("Write a number.")]}) from None
    limit = Decimal(10) ** (DIGITS - PLACES)
    if not value.is_finite() or abs(value) >= limit:
        raise InputError(
            {
                "value": [
                    _("Write a number of at most %(count)d digits.") % {"count": DIGITS - PLACES}
                ]
            }
        )
    if value != value.quantize(Decimal(1).scaleb(-PLACES)):
        raise InputError({"value": [_("Write at most two digits behind the point.")]})
    return value
