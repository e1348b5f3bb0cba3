"""What the machine of a commitment knows of it, in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from lifecycle.models import Activity, Attachment, Commitment
from lifecycle.selectors.activities import find_calendar, read_plannings
from lifecycle.selectors.porters import Porters, read_porters
from lifecycle.selectors.replanning_pauses import read_pauses
from lifecycle.selectors.standing import find_due_on
from lifecycle.vocabulary import ActivityState, AttachmentPurpose
from workflow.machine import Facts, SubjectRow

_DONE = [ActivityState.VERIFIED.value, ActivityState.CANCELLED.value]


@dataclass(frozen=True, kw_only=True)
class CommitmentFacts(Facts):
    """A commitment, its plan, its activities counted, and the evidence kept for them."""

    plan_id: int | None = None
    plan_state: str = ""
    open_activities: int = 0
    begun_activities: int = 0
    cancelled_activities: int = 0
    evidence: int = 0


def load_commitment_facts(
    rows: Sequence[SubjectRow], *, today: date
) -> Mapping[int, CommitmentFacts]:
    """Return the facts of each commitment by id; one that is not born yet has nobody and no day."""
    ids = [row.id for row in rows]
    own = {
        key: (plan_id, plan_state, review_on)
        for key, plan_id, plan_state, review_on in Commitment.objects.filter(
            pk__in=ids
        ).values_list("pk", "plan", "plan__state", "review_on")
    }
    counts = _count_activities(ids)
    evidence = _count_evidence(ids)
    days = _find_days(ids, today=today)
    porters = read_porters(ids, on=today)
    pauses = read_pauses(ids)
    facts = {}
    for row in rows:
        plan_id, plan_state, review_on = own.get(row.id, (row.parent_id, "", None))
        carried_by = porters.get(row.id, Porters())
        counted = counts.get(row.id, {})
        facts[row.id] = CommitmentFacts(
            subject=row,
            today=today,
            institutions=carried_by.institutions,
            people=carried_by.people,
            milestones={**days.get(row.id, _NO_DAYS), "review_date": review_on},
            pauses=dict.fromkeys(_NO_DAYS, pauses[row.id]) if row.id in pauses else {},
            plan_id=plan_id,
            plan_state=plan_state,
            evidence=evidence.get(row.id, 0),
            open_activities=counted.get("open_activities", 0),
            begun_activities=counted.get("begun_activities", 0),
            cancelled_activities=counted.get("cancelled_activities", 0),
        )
    return facts


_NO_DAYS: Mapping[str, date | None] = {"first_period": None, "last_period": None}


def _count_activities(ids: Iterable[int]) -> dict[int, dict[str, int]]:
    is_cancelled = Q(state=ActivityState.CANCELLED.value)
    is_open = ~Q(state__in=_DONE) & Q(residual_after_completion=False)
    has_begun = ~Q(state=ActivityState.PLANNED.value) & ~is_cancelled
    rows = (
        Activity.objects.filter(commitment__in=ids)
        .values_list("commitment")
        .annotate(
            open_activities=Count("pk", filter=is_open),
            begun_activities=Count("pk", filter=has_begun),
            cancelled_activities=Count("pk", filter=is_cancelled),
        )
    )
    names = ("open_activities", "begun_activities", "cancelled_activities")
    return {key: dict(zip(names, counts, strict=True)) for key, *counts in rows}


def _count_evidence(ids: Iterable[int]) -> dict[int, int]:
    """Count the proofs kept with each commitment or with its activities."""
    found: dict[int, int] = {}
    kept = Attachment.objects.filter(purpose=AttachmentPurpose.EVIDENCE.value)
    own = kept.filter(subject__in=ids).values_list("subject", flat=True)
    of_activities = kept.filter(subject__activity__commitment__in=ids)
    for key in (*own, *of_activities.values_list("subject__activity__commitment", flat=True)):
        found[key] = found.get(key, 0) + 1
    return found


def _find_days(ids: Sequence[int], *, today: date) -> dict[int, Mapping[str, date | None]]:
    """Return when the first and the last of the open activities of each commitment are due."""
    owners = {key: key for key in ids}
    open_ones = Activity.objects.filter(commitment__in=ids).exclude(state__in=_DONE)
    owners |= dict(open_ones.values_list("pk", "commitment"))
    plannings = read_plannings(owners)
    calendar = find_calendar(plannings.values(), on=today)
    due: dict[int, list[date]] = {}
    for key, planning in plannings.items():
        day = find_due_on(planning.current, calendar)
        if day is not None:
            due.setdefault(owners[key], []).append(day)
    return {key: {"first_period": min(days), "last_period": max(days)} for key, days in due.items()}
