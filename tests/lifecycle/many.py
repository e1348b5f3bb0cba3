"""Many open items at once, for tests that count statements: rows as the door writes them."""

from datetime import date, timedelta

from django.utils import timezone

from lifecycle.models import ActionPlan, Proposal
from lifecycle.vocabulary import ProposalState
from workflow.clock import current_clock
from workflow.models import Event, EventKind, Via, WorkItem

#: Nobody verifies these chains.
_HASH = "0" * 64


def make_many(
    plan: ActionPlan,
    count: int,
    *,
    desk: str = "ministry_team",
    due_on: date | None = None,
    every: timedelta = timedelta(0),
) -> list[WorkItem]:
    """Create submitted proposals of `plan`, each with its item on `desk`.

    The first is due on `due_on` and each further one `every` later; None leaves them undated.
    """
    return [
        _make_item(plan, number, desk, due_on + every * number if due_on else None)
        for number in range(count)
    ]


def _make_item(plan: ActionPlan, number: int, desk: str, due_on: date | None) -> WorkItem:
    now, state = timezone.now(), ProposalState.SUBMITTED.value
    proposal = Proposal.objects.create(
        plan=plan,
        parent=plan,
        kind="proposal",
        state=state,
        version=1,
        head_hash=_HASH,
        entered_at=now,
        reference=f"P-{Proposal.objects.count() + 1:04d}",
        title=f"Registre {number}",
        problem="Dispersé.",
        solution="Le réunir.",
        theme=plan.themes.first(),
    )
    event = Event.objects.create(
        subject=proposal,
        seq=1,
        kind=str(EventKind.BIRTH),
        name="record_for",
        target=state,
        via=str(Via.CODE),
        recorded_at=now,
        machine_version="1",
        body_digest=_HASH,
        hash=_HASH,
    )
    owner, _colon, key = desk.partition(":")
    return WorkItem.objects.create(
        subject=proposal,
        kind=state,
        role="ministry_team",
        person_id=int(key) if owner == "person" else None,
        desk=desk,
        opened_at=now,
        opened_by=event,
        anchor_on=current_clock().today(),
        due_on=due_on,
        ladder_id="standard",
    )
