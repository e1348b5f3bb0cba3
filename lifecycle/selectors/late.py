"""Open activities of many commitments as their institutions and the committee follow them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.db.models import TextChoices as Choices
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Activity, Commitment, CommitmentPorter, Replanning
from lifecycle.selectors.activities import (
    ActivityLine,
    Planning,
    find_calendar,
    make_line,
    read_awaited,
    read_plannings,
)
from lifecycle.selectors.activity_climbs import NOT_CLIMBED, Climbed, read_climbed
from lifecycle.selectors.replanning_slips import SlipCount, read_slip_counts
from lifecycle.vocabulary import ActivityState, CommitmentState
from lifecycle.vocabulary.situations import Situation
from workflow.models import Institution

_NOT_OVER = (
    ActivityState.PLANNED.value,
    ActivityState.IN_PROGRESS.value,
    ActivityState.IN_TEST.value,
    ActivityState.REPORTED_DONE.value,
)
_MOVING = (CommitmentState.NOT_STARTED.value, CommitmentState.IN_PROGRESS.value)
#: Over, said to be done, or left for afterwards: nobody is late with it, nor asked for a date.
_NEVER_LATE = frozenset(
    {
        Situation.REPORTED,
        Situation.RESIDUAL,
        Situation.DONE,
        Situation.DONE_WITH_CANCELLATIONS,
        Situation.PARTLY_DONE,
        Situation.NEVER_STARTED,
        Situation.CANCELLED,
        Situation.WITHDRAWN,
        Situation.CARRIED_OVER,
    }
)
_URGENCY = {situation: rank for rank, situation in enumerate(Situation)}


class Lateness(Choices):
    """What the list of late activities can be narrowed to."""

    #: Past its last day.
    LATE = "late", _("Late activities")
    #: Somebody else is awaited.
    BLOCKED = "blocked", _("Blocked activities")
    #: Nobody said by when.
    UNDATED = "undated", _("Activities without a date")
    #: A rung put it on the list of the committee.
    LISTED = "listed", _("On the committee's list")


@dataclass(frozen=True)
class Scope:
    """Which activities are read: of a plan, of institutions or single commitments; else of all."""

    plan: str = ""
    institutions: frozenset[int] | None = None
    commitments: frozenset[int] = frozenset()


EVERYTHING = Scope()


@dataclass(frozen=True)
class OpenLine:
    """An open activity with its commitment, who carries it, and how far it has climbed."""

    line: ActivityLine
    commitment: Commitment
    porters: tuple[Institution, ...]
    slips: SlipCount
    climbed: Climbed
    #: The new date that was asked for and nobody has decided on.
    asked: Replanning | None

    @property
    def activity(self) -> Activity:
        """Return the activity itself."""
        return self.line.activity

    @property
    def situation(self) -> Situation:
        """Return where it stands."""
        return self.line.situation

    @property
    def lead(self) -> Institution | None:
        """Return the institution that leads, which stands first."""
        return self.porters[0] if self.porters else None

    @property
    def reasons(self) -> frozenset[Lateness]:
        """Return why it is on the list of late activities; nothing when it is not."""
        if self.situation in _NEVER_LATE:
            return frozenset()
        found = {
            Lateness.LATE: self.situation == Situation.LATE,
            Lateness.BLOCKED: bool(self.line.awaited),
            Lateness.UNDATED: self.line.due_on is None,
            Lateness.LISTED: self.climbed.listed_on is not None,
        }
        return frozenset(reason for reason, holds in found.items() if holds)


def list_late(scope: Scope, *, on: date, what: str = "") -> list[OpenLine]:
    """Return what is late, blocked or undated `on` that day, the latest first.

    `what` keeps one of these reasons. The number of statements does not depend on how many there
    are.
    """
    lines = list_open(scope, on=on)
    if what:
        return [each for each in lines if what in each.reasons]
    return [each for each in lines if each.reasons]


def list_open(scope: Scope, *, on: date) -> list[OpenLine]:
    """Return every open activity of commitments that are carried out, the most urgent first."""
    going_on = _query().filter(state__in=_NOT_OVER, commitment__state__in=_MOVING)
    return sorted(_read(_narrow(going_on, scope), on=on), key=_rank)


def find_line(activity_id: int, *, on: date) -> OpenLine | None:
    """Return one activity, over or not, as a list would show it; None when there is none."""
    return next(iter(_read(_query().filter(pk=activity_id), on=on)), None)


def _query() -> QuerySet[Activity]:
    porters = CommitmentPorter.objects.select_related("institution").order_by("-leads", "id")
    return (
        Activity.objects.select_related("commitment__plan")
        .prefetch_related(
            Prefetch("commitment__porter_rows", porters),
            "commitment__porter_rows__institution__names",
            "indicators",
            "after",
        )
        .order_by("commitment__plan__code", "commitment__number", "rank", "pk")
    )


def _narrow(activities: QuerySet[Activity], scope: Scope) -> QuerySet[Activity]:
    if scope.plan:
        activities = activities.filter(commitment__plan__code=scope.plan)
    if scope.institutions is None:
        return activities
    carried = CommitmentPorter.objects.filter(institution__in=scope.institutions)
    own = Q(commitment__in=carried.values("commitment")) | Q(commitment__in=scope.commitments)
    return activities.filter(own)


def _read(queryset: QuerySet[Activity], *, on: date) -> list[OpenLine]:
    activities = list(queryset)
    ids = [each.pk for each in activities]
    plannings, awaited = read_plannings(ids), read_awaited(ids)
    calendar = find_calendar(plannings.values(), on=on)
    slips, climbed, asked = read_slip_counts(ids), read_climbed(ids, today=on), _read_asked(ids)
    return [
        OpenLine(
            line=make_line(
                each,
                plannings.get(each.pk, Planning()),
                awaited.get(each.pk, ()),
                on=on,
                calendar=calendar,
            ),
            commitment=each.commitment,
            porters=tuple(row.institution for row in each.commitment.porter_rows.all()),
            slips=slips.get(each.pk, SlipCount()),
            climbed=climbed.get(each.pk, NOT_CLIMBED),
            asked=asked.get(each.pk),
        )
        for each in activities
    ]


def _read_asked(ids: Collection[int]) -> dict[int, Replanning]:
    rows = Replanning.objects.filter(target__in=ids, is_open=True)
    return {each.target_id: each for each in rows}


def _rank(line: OpenLine) -> tuple[int, int, str, int, int]:
    commitment = line.commitment
    return (
        _URGENCY[line.situation],
        -line.line.days_late,
        commitment.plan.code,
        commitment.number,
        line.activity.rank,
    )
