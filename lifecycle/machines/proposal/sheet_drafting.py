"""Sheet drafting: the project lead writes, the owners approve, the sheet waits for its plan."""

from django.utils.translation import gettext_lazy as _

from lifecycle.machines.proposal.states import STANDARD, At
from lifecycle.phases import consultation, sheet_drafting
from lifecycle.phases.records import PUBLIC_REASON
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM, PROJECT_LEAD
from workflow.deadlines import working_days
from workflow.machine import DeclaredRound, Transition
from workflow.models import RoundKind
from workflow.roles import Automatic
from workflow.rounds.settlement import LEAD_VETO

Needs = sheet_drafting.Needs


class SheetDrafting:
    """From a pre-filled text to one that its porters approve."""

    submit_sheet = Transition(
        At.sheet_drafting >> At.sheet_approval,
        label=_("Submit the sheet to the owners"),
        by=PROJECT_LEAD,
        needs=[
            Needs.sheet_complete,
            Needs.lint_clean,
            Needs.activity_planned,
            Needs.meeting_held,
        ],
    )
    approve_sheet = Transition(
        At.sheet_approval >> At.ready,
        label=_("Approve the sheet"),
        by=Automatic.ROUND,
    )
    return_sheet = Transition(
        At.sheet_approval >> At.sheet_drafting,
        label=_("Return the sheet"),
        by=Automatic.ROUND,
        takes=[sheet_drafting.COMMENTS],
        then=[sheet_drafting.count_return],
    )
    reopen_sheet = Transition(
        At.ready >> At.sheet_drafting,
        label=_("Open the sheet again"),
        by=MINISTRY_TEAM,
        needs=[Needs.not_frozen],
        takes=[PUBLIC_REASON],
    )
    rejoin = Transition(
        At.ready >> At.finalization,
        label=_("Rejoin the plan after its consultation"),
        by=MINISTRY_LEAD,
        needs=[
            consultation.Needs.consultation_closed,
            consultation.Needs.difference_public,
            consultation.Needs.promise_consulted,
        ],
    )

    approval = DeclaredRound(
        At.sheet_approval,
        label=_("Approval of the sheet"),
        kind=RoundKind.DECIDING,
        seats=sheet_drafting.plan_owners,
        term=working_days(5),
        ladder=STANDARD,
        content_hash=sheet_drafting.name_text,
        rule=LEAD_VETO,
        excluded=sheet_drafting.exclude_editor,
        lapses=True,
        passed=approve_sheet,
        returned=return_sheet,
    )
