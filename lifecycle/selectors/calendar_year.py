"""A year of the calendar: its days off, and what the reader has to know of on its days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from lifecycle.models import Consultation, PlanStage
from lifecycle.selectors.ladders import may_read_ladders
from lifecycle.selectors.open_items import OpenItem, read_open_items
from lifecycle.selectors.visibility import INSTITUTION_READERS, READERS
from workflow.calendars import Calendar
from workflow.exceptions import EmptyCalendarError
from workflow.holidays import list_seeded_years, load_calendar
from workflow.machine.registry import list_machines
from workflow.models import Holiday, HolidayChange, WorkItem
from workflow.permissions.grants import Grants

#: A year with more on it tells nobody anything; the inbox has filters.
ITEMS_AT_MOST = 400


class Moment(StrEnum):
    """What happens on a day of the plan."""

    STAGE_OPENS = "stage_opens"
    STAGE_CLOSES = "stage_closes"
    CONSULTATION_OPENS = "consultation_opens"
    CONSULTATION_CLOSES = "consultation_closes"


@dataclass(frozen=True)
class PlanDay:
    """A stage of a plan or a consultation that opens or closes on a day."""

    day: date
    moment: Moment
    subject_id: int
    title: str
    plan: str


@dataclass(frozen=True)
class CalendarYear:
    """A year: which days are worked, which are off and why, what is due and what happens."""

    year: int
    calendar: Calendar
    holidays: list[Holiday]
    items: list[OpenItem]
    plan_days: list[PlanDay]
    has_previous: bool
    has_next: bool

    @property
    def is_cut(self) -> bool:
        """Return whether more is due than is listed."""
        return len(self.items) == ITEMS_AT_MOST


def read_year(year: int, grants: Grants, *, today: date) -> CalendarYear:
    """Return a year as the holder of `grants` reads it; the public reads no work items.

    Raises:
        EmptyCalendarError: its holidays are not known (409).
    """
    years = list_seeded_years()
    if year not in years:
        raise EmptyCalendarError(year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    due = _list_items(grants, today).filter(due_on__range=(first, last)).order_by("due_on", "pk")
    return CalendarYear(
        year=year,
        calendar=load_calendar(first, (last - first).days),
        holidays=list(Holiday.objects.filter(day__range=(first, last)).order_by("day", "code")),
        items=read_open_items(due[:ITEMS_AT_MOST], today=today),
        plan_days=sorted(
            [*_list_stages(first, last), *_list_consultations(first, last, grants, today)],
            key=lambda each: (each.day, each.moment, each.subject_id),
        ),
        has_previous=year - 1 in years,
        has_next=year + 1 in years,
    )


def list_holiday_changes(year: int) -> list[HolidayChange]:
    """Return what was decided about the holidays of a year, the latest first, in one statement."""
    if not MINYEAR <= year <= MAXYEAR:
        return []
    about = Q(year=year) | Q(before_on__year=year) | Q(after_on__year=year)
    return list(HolidayChange.objects.filter(about).select_related("changed_by").order_by("-pk"))


def _list_items(grants: Grants, today: date) -> QuerySet[WorkItem]:
    """Return the open items whose days concern the reader.

    1. Those of their own desks.
    2. Of those who run and follow the procedure, those of every subject that they may see.
    3. Of the people of an institution, those that wait for it.
    """
    still_open = WorkItem.objects.filter(closed_at__isnull=True)
    own = Q(desk__in=grants.desks)
    if not may_read_ladders(grants):
        return still_open.filter(own)
    concerned = Q(institution__in=grants.institutions_of(*INSTITUTION_READERS))
    if grants.has_group(*READERS):
        concerned |= _of_seen_subjects(grants, today)
    return still_open.filter(own | concerned)


def _of_seen_subjects(grants: Grants, today: date) -> Q:
    seen = Q()
    for machine in list_machines():
        subject = machine.get_model().objects.filter(pk=OuterRef("subject"))
        visible = subject.filter(machine.visible_to(grants, today=today))
        seen |= Q(Exists(visible), subject__kind=machine.kind)
    return seen


def _list_stages(first: date, last: date) -> Iterable[PlanDay]:
    within = Q(opens_on__range=(first, last)) | Q(closes_on__range=(first, last))
    for stage in PlanStage.objects.filter(within).select_related("plan"):
        days = ((stage.opens_on, Moment.STAGE_OPENS), (stage.closes_on, Moment.STAGE_CLOSES))
        for day, moment in days:
            if day is not None and first <= day <= last:
                yield PlanDay(day, moment, stage.pk, stage.label, stage.plan.code)


def _list_consultations(first: date, last: date, grants: Grants, today: date) -> Iterable[PlanDay]:
    within = Q(opens_on__range=(first, last)) | Q(closes_on__range=(first, last))
    machine = next(each for each in list_machines() if each.kind == "consultation")
    rows = Consultation.objects.filter(machine.visible_to(grants, today=today)).filter(within)
    for row in rows.select_related("plan"):
        days = (
            (row.opens_on, Moment.CONSULTATION_OPENS),
            (row.closes_on, Moment.CONSULTATION_CLOSES),
        )
        for day, moment in days:
            if day is not None and first <= day <= last:
                yield PlanDay(day, moment, row.pk, row.title, row.plan.code)
