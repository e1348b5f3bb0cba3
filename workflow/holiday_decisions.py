"""Decisions about holidays: what one would move, and the decision itself, by the same computation.

A decision is foreseen by being carried out and taken back in one transaction: what a preview shows
is what the write does.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflow.clock import current_clock
from workflow.coming_rungs import ComingRung, list_coming_rungs, read_climbs
from workflow.exceptions import StaleSubjectError, TransitionRefusedError
from workflow.holidays import (
    confirm_holiday,
    decree_holiday,
    get_holiday,
    load_calendar,
    move_holiday,
    remove_holiday,
)
from workflow.models import Holiday, HolidayAction, HolidayChange, User, WorkItem
from workflow.sweep import recount


@dataclass(frozen=True)
class HolidayDecision:
    """What is decided about the holiday `code` of `year`, and the day it is put on.

    A confirmation without a day leaves it where it is; a decree needs names, by language.
    """

    action: HolidayAction
    code: str
    year: int
    day: date | None = None
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MovedRung:
    """A rung that has not fired, and fires on another day; None beyond the known years."""

    code: str
    roles: tuple[str, ...]
    before: date | None
    after: date | None


@dataclass(frozen=True)
class MovedItem:
    """An open item whose due day moves, or only rungs of it."""

    item_id: int
    due_before: date | None
    due_after: date | None
    rungs: tuple[MovedRung, ...]

    @property
    def is_due_moved(self) -> bool:
        """Return whether it is due on another day."""
        return self.due_before != self.due_after


@dataclass(frozen=True)
class Outlook:
    """What a decision moves: the holiday itself, and open items."""

    holiday: Holiday
    before_on: date | None
    after_on: date | None
    items: tuple[MovedItem, ...]

    @property
    def moved_items(self) -> int:
        """Return how many open items are due on another day."""
        return sum(item.is_due_moved for item in self.items)

    @property
    def moved_rungs(self) -> int:
        """Return how many rungs fire on another day."""
        return sum(len(item.rungs) for item in self.items)


def get_calendar_version() -> int:
    """Return the version of the calendar, which every decision moves."""
    return HolidayChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def foresee_holiday(decision: HolidayDecision, *, today: date) -> Outlook:
    """Return what the decision would move; nothing is kept.

    Raises:
        UnknownHolidayError, HolidayExistsError, UnseededYearError, TransitionRefusedError: as
            `decide_holiday` does.
    """
    with transaction.atomic():
        _wait_for_others()
        outlook = _carry_out(decision, today=today)
        transaction.set_rollback(True)
    return outlook


def decide_holiday(
    decision: HolidayDecision,
    *,
    today: date,
    reason: str = "",
    actor: User | None = None,
    expect: int | None = None,
) -> HolidayChange:
    """Carry a decision out: working days and due days move, what has fired stands.

    Raises:
        UnknownHolidayError: no holiday has that code in that year (404).
        StaleSubjectError: the calendar is not at version `expect` (409).
        HolidayExistsError, UnseededYearError: the code is taken, or the year is not known (409).
        TransitionRefusedError: nothing would change, or the holiday is not of that kind (409).
        EmptyCalendarError: something would be due in a year that is not known (409).
    """
    with transaction.atomic():
        _wait_for_others()
        version = get_calendar_version()
        if expect is not None and expect != version:
            raise StaleSubjectError(_("The calendar"), expected=expect, version=version)
        outlook = _carry_out(decision, today=today)
        return HolidayChange.objects.create(
            action=str(decision.action),
            code=outlook.holiday.code,
            year=outlook.holiday.year,
            name_fr=outlook.holiday.name_fr,
            name_ar=outlook.holiday.name_ar,
            name_en=outlook.holiday.name_en,
            before_on=outlook.before_on,
            after_on=outlook.after_on,
            moved_items=outlook.moved_items,
            moved_rungs=outlook.moved_rungs,
            reason=reason,
            changed_at=current_clock().now(),
            changed_by=actor,
        )


def _wait_for_others() -> None:
    """Let one decision at a time be taken or foreseen: the second waits here, then reads again.

    Each would hold the holiday it moves, and wait for that of the other.
    """
    list(Holiday.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _carry_out(decision: HolidayDecision, *, today: date) -> Outlook:
    before_on = _find_day(decision)
    before = _read_counts()
    holiday = _write(decision)
    recount(today=today)
    after = _read_counts()
    after_on = None if decision.action is HolidayAction.REMOVED else holiday.day
    return Outlook(holiday, before_on, after_on, tuple(_compare(before, after)))


def _find_day(decision: HolidayDecision) -> date | None:
    if decision.action is HolidayAction.DECREED:
        return None
    return get_holiday(decision.code, decision.year).day


def _write(decision: HolidayDecision) -> Holiday:
    match decision.action:
        case HolidayAction.DECREED:
            names = {f"name_{key}": decision.names.get(key, "") for key in ("fr", "ar", "en")}
            return decree_holiday(decision.code, _require_day(decision), **names)
        case HolidayAction.MOVED:
            return _move(decision, _require_day(decision))
        case HolidayAction.CONFIRMED:
            return _confirm(decision)
        case HolidayAction.REMOVED:
            return remove_holiday(decision.code, decision.year)


def _require_day(decision: HolidayDecision) -> date:
    if decision.day is None:
        raise ValueError(f"{decision.action} needs a day")
    return decision.day


def _move(decision: HolidayDecision, day: date) -> Holiday:
    """Move the holiday, within a year of its own: the moon never goes further."""
    if abs(day.year - decision.year) > 1:
        raise TransitionRefusedError(
            _("The holiday belongs to %(year)s: it is not moved so far.") % {"year": decision.year}
        )
    if get_holiday(decision.code, decision.year).day == day:
        raise TransitionRefusedError(_("It is on this day already."))
    return move_holiday(decision.code, decision.year, to=day)


def _confirm(decision: HolidayDecision) -> Holiday:
    holiday = get_holiday(decision.code, decision.year)
    if not holiday.provisional:
        raise TransitionRefusedError(_("This day is certain already; it can be moved."))
    if decision.day not in {None, holiday.day}:
        _move(decision, _require_day(decision))
    return confirm_holiday(decision.code, decision.year)


#: What an item of a generation is due on, and its rungs that have not fired.
_Counts = dict[tuple[int, int], tuple[date | None, dict[str, ComingRung]]]


def _read_counts() -> _Counts:
    """Return how every open item is counted now."""
    still_open = WorkItem.objects.filter(closed_at__isnull=True)
    coming = list_coming_rungs(read_climbs(still_open), load_calendar())
    due: Any = still_open.order_by("pk").values_list("pk", "generation", "due_on")
    return {
        (key, generation): (due_on, {rung.code: rung for rung in coming.get(key, ())})
        for key, generation, due_on in due
    }


def _compare(before: _Counts, after: _Counts) -> list[MovedItem]:
    moved = []
    for key, (due_before, rungs_before) in before.items():
        if key not in after:
            # It was done, or given another day, while the days were counted: the decision moves
            # nothing of it.
            continue
        due_after, rungs_after = after[key]
        rungs = tuple(
            MovedRung(code, rung.roles, rung.fires_on, rungs_after[code].fires_on)
            for code, rung in rungs_before.items()
            if code in rungs_after and rungs_after[code].fires_on != rung.fires_on
        )
        if rungs or due_before != due_after:
            moved.append(MovedItem(key[0], due_before, due_after, rungs))
    return moved
