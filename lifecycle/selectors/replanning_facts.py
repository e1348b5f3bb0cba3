"""What the machine of a replanning knows of it, in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet

from lifecycle.models import Commitment, Membership, PeriodRecord, Replanning
from lifecycle.selectors.porters import Porters, read_porters
from lifecycle.selectors.replanning_slips import (
    NO_SLIP,
    SLIPS_OF_THE_MINISTRY,
    SlipCount,
    read_slip_counts,
)
from lifecycle.vocabulary import (
    ActivityState,
    CommitmentState,
    MembershipBody,
    PeriodRole,
    Side,
)
from lifecycle.vocabulary.roles import ASKER
from workflow.machine import Facts, SubjectRow
from workflow.models import WorkItem
from workflow.prepared import prepared

#: In these states a new date can be asked for.
ASKABLE: Mapping[str, frozenset[str]] = {
    "activity": frozenset(
        {
            ActivityState.PLANNED.value,
            ActivityState.IN_PROGRESS.value,
            ActivityState.IN_TEST.value,
        }
    ),
    "commitment": frozenset({CommitmentState.NOT_STARTED.value, CommitmentState.IN_PROGRESS.value}),
}
#: In these states of an activity or a commitment a new period still says something.
GOING_ON: Mapping[str, frozenset[str]] = {
    "activity": frozenset(ActivityState.values)
    - {ActivityState.VERIFIED.value, ActivityState.CANCELLED.value},
    "commitment": frozenset(
        {
            CommitmentState.NOT_STARTED.value,
            CommitmentState.IN_PROGRESS.value,
            CommitmentState.DECLARED.value,
            CommitmentState.SUSPENDED.value,
        }
    ),
}


@dataclass(frozen=True, kw_only=True)
class ReplanningFacts(Facts):
    """A request, the slips of what it is about, the end of its plan, and who sits to decide.

    `carriers` are the institutions concerned; `concerned` the people who belong to one of them or
    sit for it, and whoever asked; `seated` the other members of the committee whose mandate runs.
    """

    target_id: int = 0
    goes_on: bool = True
    latest: date | None = None
    slips: SlipCount = NO_SLIP
    plan_ends_on: date | None = None
    carriers: frozenset[int] = frozenset()
    concerned: frozenset[int] = frozenset()
    seated: tuple[int, ...] = ()
    #: The last day on which the committee is asked, None while it is not.
    committee_due_on: date | None = None

    @property
    def is_past_plan(self) -> bool:
        """Return whether the period asked for ends after the plan does."""
        return self.latest is not None and is_past(self.latest, self.plan_ends_on)

    @property
    def is_slip_too_many(self) -> bool:
        """Return whether it would be a slip more than the ministry may accept by itself."""
        count = self.slips.count_with(self.latest)
        return count > self.slips.slips and count > SLIPS_OF_THE_MINISTRY

    @property
    def is_beyond(self) -> bool:
        """Return whether the ministry may not accept it by itself."""
        return self.is_past_plan or self.is_slip_too_many


def is_past(latest: date, plan_ends_on: date | None) -> bool:
    """Return whether a period that ends then ends after its plan."""
    return plan_ends_on is not None and latest > plan_ends_on


def load_replanning_facts(
    rows: Sequence[SubjectRow], *, today: date
) -> Mapping[int, ReplanningFacts]:
    """Return the facts of each request by id; of one not born yet, those of its commitment."""
    own = {each.pk: each for each in _list_requests([row.id for row in rows])}
    commitments = {row.parent_id for row in rows if row.parent_id is not None}
    porters = read_porters(commitments, on=today)
    ends = dict(_list_ends(commitments))
    slips = read_slip_counts({each.target_id for each in own.values()})
    asked = dict(_list_asked_days(own))
    due = dict(_list_committee_days(own))
    members = _list_committee(today)
    facts = {}
    for row in rows:
        request, carried_by = own.get(row.id), porters.get(row.parent_id or 0, Porters())
        asker = request.asked_by_id if request is not None else None
        target = request.target if request is not None else None
        concerned = _find_concerned(members, carried_by, asker)
        facts[row.id] = ReplanningFacts(
            subject=row,
            today=today,
            institutions=carried_by.institutions,
            people={**carried_by.people, ASKER.code: _as_people(asker)},
            target_id=target.pk if target is not None else 0,
            goes_on=target is None or target.state in GOING_ON[target.kind],
            latest=asked.get(row.id),
            slips=slips.get(target.pk, NO_SLIP) if target is not None else NO_SLIP,
            plan_ends_on=ends.get(row.parent_id or 0),
            carriers=carried_by.all,
            concerned=concerned,
            seated=tuple(dict.fromkeys(key for key, _for in members if key not in concerned)),
            committee_due_on=due.get(row.id),
        )
    return facts


def _as_people(person_id: int | None) -> frozenset[int]:
    return frozenset() if person_id is None else frozenset({person_id})


@prepared
def _list_requests(requests: Iterable[int]) -> QuerySet[Replanning]:
    return Replanning.objects.filter(pk__in=requests).select_related("target")


@prepared
def _list_ends(commitments: Iterable[int]) -> QuerySet[Commitment, tuple[int, date | None]]:
    return Commitment.objects.filter(pk__in=commitments).values_list("pk", "plan__ends_on")


@prepared
def _list_asked_days(
    requests: Iterable[int],
) -> QuerySet[PeriodRecord, tuple[int, date | None]]:
    rows = PeriodRecord.objects.filter(subject__in=requests, role=PeriodRole.CURRENT.value)
    return rows.values_list("subject", "latest")


@prepared
def _list_committee_days(requests: Iterable[int]) -> QuerySet[WorkItem, tuple[int, date | None]]:
    """Return by when the last seat of each open round of the committee is asked."""
    items = WorkItem.objects.filter(
        subject__in=requests, round__name="committee", closed_at__isnull=True
    )
    return items.values_list("subject").annotate(last=Max("due_on"))


@prepared
def _list_committee(today: date) -> QuerySet[Membership, tuple[int, int | None]]:
    """Return each active member whose mandate runs on that day, and for whom they sit.

    Partners observe: they read what the committee reads, and have no vote.
    """
    current = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    rows = Membership.objects.filter(
        current,
        body=MembershipBody.COMMITTEE.value,
        starts_on__lte=today,
        person__is_active=True,
    )
    voting = rows.exclude(side=Side.PARTNER.value)
    return voting.order_by("person").values_list("person", "institution")


def _find_concerned(
    members: Iterable[tuple[int, int | None]], porters: Porters, asker: int | None
) -> frozenset[int]:
    """Return who decides nothing: everybody of an institution concerned, and who asked."""
    sitting = {person for person, institution in members if institution in porters.all}
    return porters.members | sitting | _as_people(asker)
