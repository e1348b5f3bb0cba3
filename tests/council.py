"""Council files in the state a test needs, each reached as people reach it.

The day is 3 November 2026, a Tuesday, unless a test stops the clock elsewhere.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from lifecycle.models import (
    ActionPlan,
    Attachment,
    Council,
    PlanVersion,
    PlanVersionLine,
    Proposal,
    Sheet,
)
from lifecycle.services.attachments import attach
from lifecycle.services.councils import (
    DecidedLine,
    freeze_file,
    leave_line_out,
    set_outcomes,
    start_file,
    thaw_file,
)
from lifecycle.vocabulary import AttachmentPurpose, LineOutcome, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.factories import make_plan, someone
from tests.road import dossier_in
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import fire

TODAY = date(2026, 11, 3)
#: A Thursday.
MEETS_ON = date(2026, 11, 12)
REASON = {"reason": "Les autres dossiers ne sont pas signés."}


def on(day: date) -> Any:
    """Stop the clock on a day."""
    return use_clock(FixedClock.on(day))


def frozen_version(dossiers: Sequence[Proposal], *, plan: ActionPlan | None = None) -> PlanVersion:
    """Freeze a version of the plan with these dossiers, numbered in their order."""
    plan = plan or (dossiers[0].plan if dossiers else make_plan())
    last = PlanVersion.objects.filter(plan=plan).count()
    version = PlanVersion.objects.create(
        plan=plan,
        number=last + 1,
        title_fr="Plan soumis au conseil",
        title_ar="الخطة المعروضة على المجلس",
        created_by=someone(MINISTRY_TEAM),
        created_at=current_clock().now(),
    )
    for rank, dossier in enumerate(dossiers, start=1):
        if dossier.plan_number is None:
            dossier.plan_number = _next_number(plan)
            Proposal.objects.filter(pk=dossier.pk).update(plan_number=dossier.plan_number)
        PlanVersionLine.objects.create(
            version=version,
            rank=rank,
            proposal=dossier,
            sheet_version=Sheet.objects.get(proposal=dossier).current,
        )
    version.frozen_at = current_clock().now()
    version.root_hash = f"{version.pk:064x}"
    version.save(update_fields=["frozen_at", "root_hash"])
    return version


def signed_dossiers(count: int, *, plan: ActionPlan | None = None) -> list[Proposal]:
    """Bring in dossiers that every party has signed."""
    return [dossier_in(ProposalState.SIGNED, plan=plan) for _number in range(count)]


def add_document(
    council: Council, purpose: AttachmentPurpose = AttachmentPurpose.COUNCIL_FILE
) -> Attachment:
    """Attach a small document to the file."""
    upload = ContentFile(f"{purpose} {council.pk}\n".encode(), name=f"{purpose}.txt")
    return attach(council, upload=upload, purpose=purpose, actor=someone(MINISTRY_TEAM))


def council_in(
    state: str,
    dossiers: Sequence[Proposal] | None = None,
    *,
    left_out: Mapping[Proposal, str] | None = None,
    outcomes: Sequence[str] = (),
) -> Council:
    """Bring a file on `dossiers`, two unless said, to `state`; it is frozen from "preparing" on.

    `outcomes` are those of the lines that take part, in their order; the rest is adopted.
    """
    lines = list(dossiers) if dossiers is not None else signed_dossiers(2)
    team, lead = someone(MINISTRY_TEAM), someone(MINISTRY_LEAD)
    council = start_file(frozen_version(lines), actor=team)
    for dossier, reason in (left_out or {}).items():
        leave_line_out(council, proposal=dossier.pk, reason=reason, actor=team)
    add_document(council)
    freeze_file(council, actor=team)
    included = [each for each in lines if each not in (left_out or {})]
    for step in list(_STEPS)[: list(_STEPS).index(_TURN.get(state, state)) + 1]:
        _STEPS[step](council, team, lead)
    if _TURN.get(state, state) == "presented":
        decide(council, included, outcomes)
    if state in _TURN:
        with on(MEETS_ON):
            fire(council, f"record_{state}", actor=lead, inputs=_give(state))
    council.refresh_from_db()
    return council


def open_council(dossiers: Sequence[Proposal] | None = None) -> Council:
    """Prepare a file on `dossiers`, two unless said, that has its documents and no seal."""
    council = council_in("preparing", dossiers)
    thaw_file(council, actor=someone(MINISTRY_TEAM))
    council.refresh_from_db()
    return council


def decide(council: Council, lines: Sequence[Proposal], outcomes: Sequence[str] = ()) -> None:
    """Keep the decision of the council and the outcome of each line."""
    add_document(council, AttachmentPurpose.COUNCIL_DECISION)
    padded = [*outcomes, *["adopted"] * len(lines)]
    set_outcomes(
        council,
        lines=[
            DecidedLine(each.pk, outcome, "" if outcome == LineOutcome.ADOPTED else "À revoir.")
            for each, outcome in zip(lines, padded, strict=False)
        ],
        actor=someone(MINISTRY_TEAM),
    )


def _next_number(plan: ActionPlan) -> int:
    numbers = Proposal.objects.filter(plan=plan).values_list("plan_number", flat=True)
    return max((each for each in numbers if each is not None), default=0) + 1


def _put_on_agenda(council: Council, team: Any, lead: Any) -> None:
    add_document(council, AttachmentPurpose.AGENDA)
    fire(council, "put_on_agenda", actor=team, inputs={"meets_on": MEETS_ON.isoformat()})


def _present(council: Council, team: Any, lead: Any) -> None:
    with on(MEETS_ON):
        fire(council, "present", actor=lead)


def _give(state: str) -> dict[str, str]:
    return {} if state == "returned" else REASON


#: Where the outcome is recorded from.
_TURN = {"adopted": "presented", "noted": "presented", "returned": "presented"}
_STEPS = {
    "preparing": lambda council, team, lead: None,
    "submitted": lambda council, team, lead: fire(council, "submit", actor=lead),
    "on_agenda": _put_on_agenda,
    "presented": _present,
}
