"""Proposals as lists of programs read them: those one may see, with phase and nearest due day."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from lifecycle.models import Proposal
from lifecycle.selectors.pipeline_rows import map_phases
from lifecycle.selectors.visibility import proposals_visible_to
from workflow.machine.registry import get_machine
from workflow.models import WorkItem
from workflow.permissions import Grants


def query_lines(grants: Grants, *, today: date) -> QuerySet[Proposal]:
    """Return the proposals the holder of `grants` may see, the latest first.

    `nearest_due_on` is the nearest due day of what is open, None while that is undated.
    """
    still_open = WorkItem.objects.filter(subject=OuterRef("pk"), closed_at__isnull=True)
    nearest = still_open.order_by().values("subject").annotate(day=Min("due_on")).values("day")
    return (
        Proposal.objects.filter(proposals_visible_to(grants, today=today))
        .select_related("plan", "theme")
        .annotate(nearest_due_on=Subquery(nearest))
        .order_by("-pk")
    )


def late_on(day: date, *, is_late: bool) -> Q:
    """Return the filter, on `query_lines`, of what was due before this day, or was not."""
    late = Q(nearest_due_on__lt=day)
    return late if is_late else ~late | Q(nearest_due_on__isnull=True)


def in_phase(phase: str) -> Q:
    """Return the filter of the proposals that show this phase, those set aside in it included."""
    states = [state for state, its_phase in _map_phases().items() if its_phase == phase]
    return Q(state__in=states) | (Q(left_phase=phase) & ~Q(state__in=list(_map_phases())))


def find_phase(proposal: Proposal) -> str:
    """Return the phase a proposal shows; what was set aside shows the one it left."""
    return _map_phases().get(proposal.state) or proposal.left_phase


def _map_phases() -> Mapping[str, str]:
    return map_phases(get_machine("proposal"))
