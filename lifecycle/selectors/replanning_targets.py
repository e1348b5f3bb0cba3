"""What a new date is asked for: activities and commitments, each with the period that counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from lifecycle.models import Activity, Commitment, PeriodRecord, Replanning
from lifecycle.selectors.late_words import name_activity
from lifecycle.selectors.replanning_facts import is_past
from lifecycle.selectors.replanning_slips import (
    NO_SLIP,
    SLIPS_OF_THE_MINISTRY,
    SlipCount,
    read_slip_counts,
)
from lifecycle.vocabulary import ActivityState, PeriodRole
from workflow.periods import Period
from workflow.prepared import prepared

#: The periods that may count: the one promised first, unless another replaced it.
_COUNTING = (PeriodRole.BASELINE.value, PeriodRole.CURRENT.value)
_OVER = (ActivityState.VERIFIED.value, ActivityState.CANCELLED.value)


@dataclass(frozen=True)
class Target:
    """An activity or a commitment, its period and its slips, and whether a request is open."""

    subject: Activity | Commitment
    commitment: Commitment
    current: PeriodRecord | None
    slips: SlipCount = NO_SLIP
    is_asked: bool = False

    @property
    def period(self) -> Period | None:
        """Return the period that counts, None while it has none."""
        return self.current.period if self.current is not None else None

    @property
    def title(self) -> str:
        """Return how people call it, in the reader's language."""
        if isinstance(self.subject, Activity):
            return name_activity(self.subject)
        return str(self.subject)

    def is_past_plan(self, latest: date | None) -> bool:
        """Return whether a period that ends on this day ends after the plan."""
        return latest is not None and is_past(latest, self.commitment.plan.ends_on)

    def is_beyond(self, latest: date | None) -> bool:
        """Return whether the ministry may not accept by itself that it ends on this day."""
        count = self.slips.count_with(latest)
        is_slip_too_many = count > self.slips.slips and count > SLIPS_OF_THE_MINISTRY
        return is_slip_too_many or self.is_past_plan(latest)


def read_targets(ids: Iterable[int]) -> Mapping[int, Target]:
    """Return each of these that is an activity or a commitment, in five statements."""
    keys = list(ids)
    current = _read_current(keys)
    slips = read_slip_counts(keys)
    asked = set(_list_asked(keys))
    subjects: list[Activity | Commitment] = [*_list_activities(keys), *_list_commitments(keys)]
    return {
        subject.pk: Target(
            subject,
            subject.commitment if isinstance(subject, Activity) else subject,
            current.get(subject.pk),
            slips.get(subject.pk, NO_SLIP),
            subject.pk in asked,
        )
        for subject in subjects
    }


@prepared
def _list_activities(keys: Iterable[int]) -> QuerySet[Activity]:
    return Activity.objects.filter(pk__in=keys).select_related("commitment__plan")


@prepared
def _list_commitments(keys: Iterable[int]) -> QuerySet[Commitment]:
    return Commitment.objects.filter(pk__in=keys).select_related("plan")


@prepared
def _list_asked(keys: Iterable[int]) -> QuerySet[Replanning, int]:
    asked = Replanning.objects.filter(target__in=keys, is_open=True)
    return asked.values_list("target", flat=True)


def list_movable(commitments: Iterable[int]) -> QuerySet[Activity]:
    """Return the activities of these commitments that are not over, in their order."""
    return (
        Activity.objects.filter(commitment__in=list(commitments))
        .exclude(state__in=_OVER)
        .select_related("commitment__plan")
        .order_by("commitment__number", "rank", "pk")
    )


def _read_current(ids: Iterable[int]) -> dict[int, PeriodRecord]:
    """Return the period that counts of each, the one promised first where nothing replaced it."""
    found: dict[int, PeriodRecord] = {}
    for record in _list_records(ids):
        if record.role == PeriodRole.CURRENT or record.subject_id not in found:
            found[record.subject_id] = record
    return found


@prepared
def _list_records(ids: Iterable[int]) -> QuerySet[PeriodRecord]:
    return PeriodRecord.objects.filter(subject__in=ids, role__in=_COUNTING)
