"""Plans, commitments and activities in the state a test needs, and the documents they ask for."""

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from lifecycle.models import (
    ActionPlan,
    Activity,
    Attachment,
    Commitment,
    CommitmentPorter,
    PeriodRecord,
    make_period_columns,
)
from lifecycle.services.attachments import attach
from lifecycle.vocabulary import AttachmentPurpose, PeriodRole, PlanState
from workflow.engine import load_in
from workflow.models import Institution, Subject, User
from workflow.periods import Period, PeriodKind, PeriodPrecision

ORIGIN = {"source_document": "Minutes", "as_of": date(2026, 3, 2)}


def plan_in(state: PlanState, **values: Any) -> ActionPlan:
    """Load a plan at `state`."""
    fields = {"code": "MA-9", "title_fr": "Plan", **values}
    event = load_in("plan", state=state.value, values=fields, inputs=ORIGIN, actor=None)
    return ActionPlan.objects.get(pk=event.subject_id)


def commitment_in(
    state: str, *, lead: Institution, plan: ActionPlan | None = None, number: int = 1
) -> Commitment:
    """Load a commitment at `state`, carried by `lead`."""
    plan = plan or plan_in(PlanState.IN_IMPLEMENTATION)

    def carry(pk: int) -> None:
        CommitmentPorter.objects.create(commitment_id=pk, institution=lead, leads=True)

    event = load_in(
        "commitment",
        state=state,
        values={"plan": plan, "parent_id": plan.pk, "number": number, "title_fr": "Archives"},
        inputs=ORIGIN,
        actor=None,
        write=carry,
    )
    return Commitment.objects.get(pk=event.subject_id)


def activity_in(
    state: str, commitment: Commitment, *, latest: date | None = None, **values: Any
) -> Activity:
    """Load an activity of `commitment` at `state`, to be done by the day `latest`."""

    def plan_it(pk: int) -> None:
        if latest is None:
            return
        period = Period(
            latest.isoformat(), PeriodKind.DAY, PeriodPrecision.DAY, earliest=latest, latest=latest
        )
        PeriodRecord.objects.create(
            subject_id=pk,
            role=PeriodRole.CURRENT.value,
            recorded_on=latest,
            **make_period_columns(period),
        )

    event = load_in(
        "activity",
        state=state,
        values={
            "commitment": commitment,
            "parent_id": commitment.pk,
            "title_fr": "Former",
            **values,
        },
        inputs=ORIGIN,
        actor=None,
        write=plan_it,
    )
    return Activity.objects.get(pk=event.subject_id)


def document_of(subject: Subject, purpose: AttachmentPurpose, *, actor: User) -> Attachment:
    """Attach a small text file to the subject."""
    upload = ContentFile(f"{purpose}\n".encode(), name="document.txt")
    return attach(subject, upload=upload, purpose=purpose, actor=actor)
