"""Commitments as the public reads them, in a number of statements that does not depend on them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from lifecycle.models import Activity, AwaitedParty, Commitment, CommitmentPorter, Proposal
from lifecycle.selectors.activities import (
    ActivityLine,
    Awaited,
    Planning,
    find_calendar,
    make_line,
    read_awaited,
    read_plannings,
)
from lifecycle.selectors.standing import (
    CommitmentFacts,
    assess_commitment,
    compute_delivered,
    compute_progress,
    count_days_late,
)
from lifecycle.vocabulary import ActivityState
from lifecycle.vocabulary.situations import Situation
from workflow.calendars import Calendar
from workflow.models import Institution
from workflow.periods import Period

_NOTHING_PLANNED = Planning()


@dataclass(frozen=True)
class CommitmentRead:
    """A commitment with its activities, as it stands on a day."""

    commitment: Commitment
    porters: tuple[Institution, ...]
    planning: Planning
    awaited: tuple[Awaited, ...]
    lines: tuple[ActivityLine, ...]
    situation: Situation
    days_late: int

    @property
    def computed_progress(self) -> int | None:
        """Return what its activities add up to in percent, by the policy of its plan, or None."""
        policy = self.commitment.plan.progress_policy
        return compute_progress([line.facts for line in self.lines], policy)

    @property
    def delivered_percent(self) -> int | None:
        """Return how much of the units planned was delivered; above 100 when it is more."""
        return compute_delivered(self.commitment.units_planned, self.commitment.units_delivered)

    @property
    def born_of(self) -> list[Proposal]:
        """Return the dossier it was and the ideas that one carried, as far as they are public."""
        return list(self.commitment.born_of.all())

    @property
    def lead(self) -> Institution | None:
        """Return the institution that leads, which stands first."""
        return self.porters[0] if self.porters else None

    @property
    def counted(self) -> int:
        """Return how many activities are to be done: not cancelled, not left for afterwards."""
        return sum(
            line.activity.state != ActivityState.CANCELLED
            and not line.activity.residual_after_completion
            for line in self.lines
        )

    @property
    def verified(self) -> int:
        """Return how many activities are done and verified."""
        return sum(
            line.activity.state == ActivityState.VERIFIED
            and not line.activity.residual_after_completion
            for line in self.lines
        )

    @property
    def next_period(self) -> Period | None:
        """Return the period that ends first among what is open; an undated one comes last."""
        open_ones = [
            line.planning.current
            for line in self.lines
            if line.planning.current is not None and line.situation not in _NOT_AHEAD
        ]
        if self.planning.current is not None:
            open_ones.append(self.planning.current)
        return min(open_ones, key=lambda each: each.latest or date.max, default=None)


#: Activities whose period tells nothing of what is ahead.
_NOT_AHEAD = {Situation.DONE, Situation.CANCELLED, Situation.REPORTED, Situation.RESIDUAL}


def list_commitments(plan_id: int, *, on: date) -> list[CommitmentRead]:
    """Return the commitments of a plan by number, as they stand `on` that day."""
    return _read(_query().filter(plan=plan_id).order_by("number"), on=on)


def find_commitment(plan_id: int, number: int, *, on: date) -> CommitmentRead | None:
    """Return one commitment of a plan, or None."""
    found = _read(_query().filter(plan=plan_id, number=number), on=on)
    return found[0] if found else None


def _query_published() -> QuerySet[Proposal]:
    """Return the proposals everybody may read: a commitment names no other as its origin."""
    return Proposal.objects.filter(published_at__isnull=False).order_by("reference", "pk")


def _query() -> QuerySet[Commitment]:
    porters = CommitmentPorter.objects.select_related("institution").order_by("-leads", "id")
    return Commitment.objects.select_related("plan", "theme", "sheet_version").prefetch_related(
        Prefetch("porter_rows", porters),
        "porter_rows__institution__names",
        "waits_for_plans",
        Prefetch("born_of", _query_published()),
    )


def _read(queryset: QuerySet[Commitment], *, on: date) -> list[CommitmentRead]:
    commitments = list(queryset)
    activities = list(
        Activity.objects.filter(commitment__in=[each.pk for each in commitments])
        .prefetch_related("after", "indicators")
        .order_by("commitment_id", "rank", "pk")
    )
    ids = [each.pk for each in (*commitments, *activities)]
    plannings, awaited = read_plannings(ids), read_awaited(ids)
    calendar = find_calendar(plannings.values(), on=on)
    by_commitment: dict[int, list[ActivityLine]] = {}
    for activity in activities:
        line = make_line(
            activity,
            plannings.get(activity.pk, _NOTHING_PLANNED),
            awaited.get(activity.pk, ()),
            on=on,
            calendar=calendar,
        )
        by_commitment.setdefault(activity.commitment_id, []).append(line)
    return [
        _assemble(
            each,
            lines=by_commitment.get(each.pk, ()),
            planning=plannings.get(each.pk, _NOTHING_PLANNED),
            awaited=awaited,
            on=on,
            calendar=calendar,
        )
        for each in commitments
    ]


def _assemble(
    commitment: Commitment,
    *,
    lines: Sequence[ActivityLine],
    planning: Planning,
    awaited: Mapping[int, Iterable[AwaitedParty]],
    on: date,
    calendar: Calendar | None,
) -> CommitmentRead:
    parties = tuple(
        Awaited(party, max((on - party.since).days, 0)) for party in awaited.get(commitment.pk, ())
    )
    facts = CommitmentFacts(
        state=commitment.state,
        declared_progress=commitment.declared_progress,
        period=planning.current,
        awaited=len(parties),
        activities=tuple(line.facts for line in lines),
    )
    situation = assess_commitment(facts, on=on, calendar=calendar)
    late = [line.days_late for line in lines]
    late.append(count_days_late(planning.current, on=on, calendar=calendar))
    return CommitmentRead(
        commitment=commitment,
        porters=tuple(row.institution for row in commitment.porter_rows.all()),
        planning=planning,
        awaited=parties,
        lines=tuple(lines),
        situation=situation,
        days_late=max(late) if situation == Situation.LATE else 0,
    )
