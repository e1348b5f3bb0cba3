"""Aside: a proposal is withdrawn, deferred, dropped or left behind, and can come back."""

from django.utils.translation import gettext_lazy as _

from lifecycle.machines.proposal.leaving import come_back, leave
from lifecycle.machines.proposal.states import At
from lifecycle.phases import duplicates, records, setting_aside, submission, uptakes
from lifecycle.phases.records import PUBLIC_REASON
from lifecycle.vocabulary.roles import AUTHOR, MINISTRY_LEAD, MINISTRY_TEAM
from workflow.machine import Follows, Transition, Waiting
from workflow.roles import Automatic

Needs = setting_aside.Needs
#: The outcome of a line that the plan goes on without.
LEFT_BEHIND = "left_behind"

#: Before the decision: the proposal is still its author's alone.
BEFORE_DECISION = [
    At.draft,
    At.submitted,
    At.needs_details,
    At.merge_proposed,
    At.admissible,
    At.in_assessment,
]
#: A dossier whose text is in the ministry's hands or its porters'.
DOSSIER = [
    At.prioritized,
    At.porter_search,
    At.unported,
    At.lead_naming,
    At.sheet_drafting,
    At.sheet_approval,
    At.ready,
    At.finalization,
]
#: A dossier between the decision and the council.
BEFORE_COUNCIL = [*DOSSIER[:-1], At.in_consultation, At.finalization, At.signature, At.signed]
#: Whatever is on its road, but for what nobody has read, what follows others, what is decided now.
LEFT_STATES = [
    state
    for name, state in vars(At).items()
    if isinstance(state, Waiting) and name not in {"draft", "taken_up", "at_council"}
]


class Aside:
    """The ways off the road, and the ways back."""

    withdraw = Transition(
        BEFORE_DECISION >> At.withdrawn,
        label=_("Withdraw"),
        by=AUTHOR,
        recorded_by=MINISTRY_TEAM,
        then=[leave],
        help=_("Only its author can do this, and only before a decision on it."),
    )
    defer_dossier = Transition(
        DOSSIER >> At.deferred,
        label=_("Defer the dossier to a later plan"),
        by=MINISTRY_LEAD,
        takes=[PUBLIC_REASON],
        cascades=uptakes.release_sources,
        then=[records.keep_reason, uptakes.end_links, uptakes.end_own_links, leave],
    )
    drop = Transition(
        BEFORE_COUNCIL >> At.dropped,
        label=_("Drop"),
        by=MINISTRY_LEAD,
        takes=[PUBLIC_REASON],
        cascades=uptakes.release_sources,
        then=[
            records.keep_reason,
            uptakes.end_links,
            uptakes.end_own_links,
            setting_aside.leave_convention,
            leave,
        ],
    )
    leave_behind = Transition(
        LEFT_STATES >> At.deferred,
        label=_("Leave for a later plan"),
        by=Automatic.ACT,
        cascades=uptakes.release_sources_late,
        then=[
            setting_aside.keep_reason_of_act,
            uptakes.end_links,
            uptakes.end_own_links,
            setting_aside.leave_convention,
            leave,
        ],
        follows=[
            Follows("plan", "enter_implementation", LEFT_BEHIND),
            Follows("plan", "abandon", LEFT_BEHIND),
        ],
    )
    reopen_intake = Transition(
        [At.inadmissible, At.redirected, At.withdrawn] >> At.submitted,
        label=_("Open the file again"),
        by=MINISTRY_LEAD,
        needs=[submission.Needs.plan_in_co_creation],
        takes=[setting_aside.CONSENT],
        then=[come_back],
    )
    reopen_assessment = Transition(
        [At.merged, At.not_retained, At.deferred] >> At.admissible,
        label=_("Open the assessment again"),
        by=MINISTRY_LEAD,
        needs=[submission.Needs.plan_in_co_creation, Needs.prioritization_open],
        then=[duplicates.undo_merge, records.publish, come_back],
    )
    reopen_dossier = Transition(
        At.dropped >> At.prioritized,
        label=_("Open the dossier again"),
        by=MINISTRY_LEAD,
        needs=[submission.Needs.plan_in_co_creation, Needs.prioritization_open],
        then=[come_back],
    )
