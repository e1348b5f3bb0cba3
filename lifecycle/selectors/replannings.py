"""Requests for new dates as readers meet them: what they are about, from which period to which."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from lifecycle.models import PeriodRecord, Replanning
from lifecycle.selectors.replanning_targets import Target, read_targets
from lifecycle.selectors.replanning_visibility import replannings_visible_to
from lifecycle.vocabulary import PeriodRole, ReplanningCause, ReplanningState
from workflow.clock import current_clock
from workflow.machine.registry import get_machine
from workflow.models import Round
from workflow.periods import Period
from workflow.permissions import Grants

OPEN_STATES = (
    ReplanningState.ASKED.value,
    ReplanningState.SUBMITTED.value,
    ReplanningState.ESCALATED.value,
)


@dataclass(frozen=True)
class ReplanningRead:
    """A request, what it is about, the period it replaces and the one it asks for."""

    request: Replanning
    target: Target
    old: Period | None
    new: Period | None

    @property
    def state_label(self) -> str:
        """Return where it is, in the reader's language."""
        return str(get_machine("replanning").states[self.request.state].label)

    @property
    def cause_label(self) -> str:
        """Return why, in the reader's language."""
        return str(ReplanningCause(self.request.cause).label)

    @property
    def slip_days(self) -> int | None:
        """Return by how many days it moved the last day, or would; None when nobody can tell."""
        if not self.request.is_open or self.new is None:
            return self.request.slip_days
        return self.target.slips.slip_to(self.new.latest)

    @property
    def is_beyond(self) -> bool:
        """Return whether the ministry may not accept by itself what is still open."""
        if not self.request.is_open or self.new is None:
            return False
        return self.target.is_beyond(self.new.latest)


def list_requests(grants: Grants) -> QuerySet[Replanning]:
    """Return the requests that the holder of `grants` may read, the latest first."""
    visible = replannings_visible_to(grants, today=current_clock().today())
    return Replanning.objects.filter(visible).order_by("-pk")


def count_by_state(requests: QuerySet[Replanning]) -> dict[str, int]:
    """Return how many of the requests are in each state; one statement."""
    return dict(requests.order_by().values_list("state").annotate(Count("pk")))


def read_requests(requests: Iterable[Replanning]) -> list[ReplanningRead]:
    """Return the requests in their order, with what they are about; the periods in one statement.

    Needs `select_related("replaces", "asked_by")` on them.
    """
    rows = list(requests)
    targets = read_targets({row.target_id for row in rows})
    asked = PeriodRecord.objects.filter(
        subject__in=[row.pk for row in rows], role=PeriodRole.CURRENT.value
    )
    periods = {record.subject_id: record.period for record in asked}
    return [
        ReplanningRead(
            row,
            targets[row.target_id],
            row.replaces.period if row.replaces is not None else None,
            periods.get(row.pk),
        )
        for row in rows
    ]


def find_request(pk: int, grants: Grants) -> ReplanningRead | None:
    """Return a request that the holder of `grants` may read, or None."""
    found = list_requests(grants).select_related("replaces", "asked_by").filter(pk=pk)
    return next(iter(read_requests(found)), None)


def find_round(request_id: int) -> Round | None:
    """Return the round of the committee on a request, the latest; None when it was never asked."""
    return Round.objects.filter(subject=request_id, name="committee").order_by("-pk").first()
