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
    now, state = timezone.now(), ProposalState.SUBMITTED.value
    theme, taken = plan.themes.first(), Proposal.objects.count()
    proposals = [
        Proposal.objects.create(
            plan=plan,
            parent=plan,
            kind="proposal",
            state=state,
            version=1,
            head_hash=_HASH,
            entered_at=now,
            reference=f"P-{taken + number:04d}",
            title=f"Registre {number - 1}",
            problem="Dispersé.",
            solution="Le réunir.",
            theme=theme,
        )
        for number in range(1, count + 1)
    ]
    events = Event.objects.bulk_create(
        Event(
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
        for proposal in proposals
    )
    owner, _colon, key = desk.partition(":")
    return WorkItem.objects.bulk_create(
        WorkItem(
            subject=event.subject,
            kind=state,
            role="ministry_team",
            person_id=int(key) if owner == "person" else None,
            desk=desk,
            opened_at=now,
            opened_by=event,
            anchor_on=current_clock().today(),
            due_on=due_on + every * number if due_on else None,
            ladder_id="standard",
        )
        for number, event in enumerate(events)
    )
