"""What the machine of a plan knows of it, in two statements for any number of plans."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from lifecycle.models import ActionPlan, Proposal
from lifecycle.vocabulary import ProposalState
from workflow.machine import Facts, SubjectRow
from workflow.prepared import prepared

#: A plan follows the one before it within a year, by the rule of the partnership.
ADOPTION_YEARS = 1


@dataclass(frozen=True, kw_only=True)
class PlanFacts(Facts):
    """The days of a plan, and how many of its proposals the council has before it."""

    starts_on: date | None = None
    ends_on: date | None = None
    at_council: int = 0


def load_plan_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, PlanFacts]:
    """Return the facts of each plan by id; a plan that is not born yet has no days."""
    ids = [row.id for row in rows]
    days = {
        key: (starts_on, ends_on, previous_ends_on)
        for key, starts_on, ends_on, previous_ends_on in _list_days(ids)
    }
    counts = dict(_count_before_council(ids))
    facts = {}
    for row in rows:
        starts_on, ends_on, previous_ends_on = days.get(row.id, (None, None, None))
        facts[row.id] = PlanFacts(
            subject=row,
            today=today,
            milestones={
                "adoption_due": add_years(previous_ends_on, ADOPTION_YEARS),
                "plan_end": ends_on,
            },
            starts_on=starts_on,
            ends_on=ends_on,
            at_council=counts.get(row.id, 0),
        )
    return facts


@prepared
def _list_days(plans: Iterable[int]) -> QuerySet[ActionPlan, tuple[Any, ...]]:
    found = ActionPlan.objects.filter(pk__in=plans)
    return found.values_list("pk", "starts_on", "ends_on", "previous__ends_on")


@prepared
def _count_before_council(plans: Iterable[int]) -> QuerySet[Proposal, tuple[int, int]]:
    before_council = Proposal.objects.filter(plan__in=plans, state=ProposalState.AT_COUNCIL.value)
    return before_council.values_list("plan").annotate(Count("pk"))


def add_years(day: date | None, years: int) -> date | None:
    """Return the same day `years` later, 28 February for the 29th; None stays unknown."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
