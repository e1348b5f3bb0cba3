"""Settle a period whose words read more than one way: somebody says which reading is meant."""

from dataclasses import replace
from datetime import date
from typing import TypeAlias

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import NextStep, PeriodRecord, PlanStage, make_period_columns
from lifecycle.services.loading.period_writing import SETTLE
from lifecycle.vocabulary import PeriodRole, ReplanningCause
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.engine.errands import close_errands
from workflow.engine.rescheduling import reschedule
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.models import Event, User, Via
from workflow.permissions import load_grants

AmbiguousPeriod: TypeAlias = PeriodRecord | NextStep

#: The fact that a settlement writes in the history.
SETTLED = "period.settled"


def settle(
    period: AmbiguousPeriod,
    *,
    reading: int,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Keep the reading at this position, counted from 0, of an ambiguous period.

    The span of all readings stays in the history as a replaced period; what was promised at first
    in the same words means the same reading. The errand is closed with the last ambiguous period
    of its subject, and what is due is counted anew.

    Raises:
        TransitionForbiddenError: the person is not of the ministry team (403).
        TransitionRefusedError: the period reads one way only, or was replaced meanwhile (409).
        StaleSubjectError: the subject is not at version `expect` (409).
        InputError: there is no such reading (422).
    """
    require_settler(actor)
    subject_id = period.plan_id if isinstance(period, NextStep) else period.subject_id
    _check_ambiguous(period)
    chosen = _get_reading(period, reading)
    content = {
        "words": period.words,
        "readings": period.readings,
        "settled": [day.isoformat() for day in chosen],
    }
    with transaction.atomic():
        event = record_fact(
            subject_id,
            SETTLED,
            actor=actor,
            content=content,
            expect=expect,
            write=lambda: _write(period, chosen, actor),
            via=via,
        )
        if not _is_anything_ambiguous(subject_id):
            close_errands(event, SETTLE)
        reschedule([subject_id], today=current_clock().today())
    return event


def require_settler(person: User) -> None:
    """Do nothing when `person` settles periods.

    Raises:
        TransitionForbiddenError: they are not of the ministry team (403).
    """
    if not load_grants(person).has_group(MINISTRY_TEAM.code):
        raise TransitionForbiddenError(
            _("Only this role can settle a period: %(role)s.") % {"role": MINISTRY_TEAM.label}
        )


def _get_reading(period: AmbiguousPeriod, reading: int) -> tuple[date, date]:
    readings = period.period.readings
    if not 0 <= reading < len(readings):
        offered = " / ".join(f"{first} – {last}" for first, last in readings)
        message = _("Choose one of the readings: %(readings)s.") % {"readings": offered}
        raise InputError({"reading": [message]})
    return readings[reading]


def _check_ambiguous(period: AmbiguousPeriod) -> None:
    is_replaced = isinstance(period, PeriodRecord) and period.role == PeriodRole.SUPERSEDED.value
    if not period.ambiguous or is_replaced:
        raise TransitionRefusedError(
            _("“%(words)s” reads one way only, or was settled already.") % {"words": period.words}
        )


def _write(period: AmbiguousPeriod, reading: tuple[date, date], actor: User) -> None:
    """Keep the reading. The subject is locked: what was read before may be settled by now."""
    if isinstance(period, NextStep):
        step = NextStep.objects.get(pk=period.pk)
        _check_ambiguous(step)
        _narrow(step, reading)
        return
    record = PeriodRecord.objects.get(pk=period.pk)
    _check_ambiguous(record)
    promised = PeriodRecord.objects.filter(
        subject=record.subject_id,
        role=PeriodRole.BASELINE.value,
        words=record.words,
        ambiguous=True,
    )
    for baseline in promised:
        _narrow(baseline, reading)
    if record.role == PeriodRole.CURRENT.value:
        _replace(record, reading, actor)
    _move_window(record, reading)


def _narrow(period: AmbiguousPeriod, reading: tuple[date, date]) -> None:
    period.earliest, period.latest = reading
    period.ambiguous = False
    period.readings = ""
    period.save(update_fields=["earliest", "latest", "ambiguous", "readings"])


def _replace(record: PeriodRecord, reading: tuple[date, date], actor: User) -> None:
    record.role = PeriodRole.SUPERSEDED.value
    record.save(update_fields=["role"])
    settled = replace(
        record.period, earliest=reading[0], latest=reading[1], ambiguous=False, readings=()
    )
    PeriodRecord.objects.create(
        subject_id=record.subject_id,
        role=PeriodRole.CURRENT.value,
        cause=ReplanningCause.SETTLED.value,
        recorded_by=actor,
        recorded_on=current_clock().today(),
        **make_period_columns(settled),
    )


def _move_window(record: PeriodRecord, reading: tuple[date, date]) -> None:
    """Write the settled days in the window of a stage, which keeps them in columns of its own."""
    first, last = reading
    stages = PlanStage.objects.filter(pk=record.subject_id)
    stages.filter(window_words=record.words).update(opens_on=first, closes_on=last)
    stages.filter(baseline_words=record.words).update(
        baseline_opens_on=first, baseline_closes_on=last
    )


def _is_anything_ambiguous(subject_id: int) -> bool:
    records = PeriodRecord.objects.filter(subject=subject_id, ambiguous=True)
    return (
        records.exclude(role=PeriodRole.SUPERSEDED.value).exists()
        or NextStep.objects.filter(plan=subject_id, ambiguous=True).exists()
    )
