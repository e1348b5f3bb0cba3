"""The machine of a commitment: carried out, declared complete by its owner, confirmed by others."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.machines.births import LOAD_INPUTS
from lifecycle.phases import adopted
from lifecycle.phases.implementation import (
    activity_begun,
    check_period,
    check_review_date,
    declare_complete,
    evidence_kept,
    forget_review_date,
    keep_review_date,
    list_commitment_documents,
    list_next_plans,
    list_porter_staff,
    list_public_bodies,
    no_open_activity,
    nothing_cancelled,
    plan_ended,
    plan_not_archived,
    replace_lead,
    replace_porter,
    set_new_baseline,
    something_cancelled,
    stop_awaiting,
    undo_declaration,
)
from lifecycle.phases.replanning import (
    REPLANNED,
    leave_period,
    settle_slips,
    write_new_period,
)
from lifecycle.selectors.commitment_facts import CommitmentFacts, load_commitment_facts
from lifecycle.selectors.visibility import commitments_visible_to, sees_commitment
from lifecycle.vocabulary import Phase
from lifecycle.vocabulary.roles import (
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OWNER,
    PORTER_MEMBER,
    PROJECT_LEAD,
)
from workflow.deadlines import milestone, working_days
from workflow.machine import (
    Birth,
    Day,
    Document,
    End,
    Exit,
    Facts,
    Parked,
    Reference,
    StateMachine,
    SubjectRow,
    Text,
    Transition,
    Wait,
    Waiting,
    stays_in,
)
from workflow.permissions import Grants
from workflow.roles import Automatic

_REASON = Text("reason", _("Public reason"), public=True)
_LETTER = Document("letter", _("Letter"), among=list_commitment_documents)


class CommitmentMachine(StateMachine):
    """What a commitment goes through.

    Whoever belongs to an institution that carries it confirms nothing of it: when that is the
    ministry itself, the committee does, and its minutes are recorded.
    """

    kind = "commitment"
    model = "lifecycle.Commitment"
    version = "2026.1"

    not_started = Waiting(
        _("Not started"),
        phase=Phase.IMPLEMENTATION,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(PROJECT_LEAD, term=milestone("first_period"), otherwise=MINISTRY_TEAM)],
        ladder="activity",
    )
    in_progress = Waiting(
        _("In progress"),
        phase=Phase.IMPLEMENTATION,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(OWNER, term=milestone("last_period"), otherwise=MINISTRY_TEAM)],
        ladder="activity",
    )
    declared = Waiting(
        _("Declared complete"),
        phase=Phase.IMPLEMENTATION,
        exits=[Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=working_days(10))],
        ladder="standard",
    )
    suspended = Waiting(
        _("Suspended"),
        phase=Phase.IMPLEMENTATION,
        exits=[Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_LEAD, term=milestone("review_date"))],
        ladder="standard",
    )
    completed = Parked(_("Completed"), phase=Phase.IMPLEMENTATION)
    completed_with_cancellations = Parked(
        _("Completed, some activities cancelled"), phase=Phase.IMPLEMENTATION
    )
    partially_completed = Parked(_("Partly completed"), phase=Phase.IMPLEMENTATION)
    not_started_at_end = End(_("Not started when the plan ended"), phase=Phase.IMPLEMENTATION)
    withdrawn = End(_("Withdrawn"), phase=Phase.IMPLEMENTATION)
    carried_over = End(_("Carried over to the next plan"), phase=Phase.IMPLEMENTATION)

    # Guards: what holds it back, by the names that reasons and waivers bear.
    activity_begun = activity_begun
    no_open_activity = no_open_activity
    evidence_kept = evidence_kept
    nothing_cancelled = nothing_cancelled
    something_cancelled = something_cancelled
    plan_ended = plan_ended
    plan_not_archived = plan_not_archived

    adopt = Birth(
        not_started,
        label=_("Adopt the commitment"),
        by=Automatic.CASCADE,
        then=[adopted.write_porters, adopted.write_origin, adopted.hand_to_project_leads],
    )
    load = Birth(
        None,
        label=_("Load a commitment"),
        by=Automatic.SYSTEM,
        into=[
            not_started,
            in_progress,
            declared,
            suspended,
            completed,
            completed_with_cancellations,
            partially_completed,
            not_started_at_end,
            withdrawn,
            carried_over,
        ],
        takes=LOAD_INPUTS,
    )

    start = Transition(
        not_started >> in_progress,
        label=_("Start"),
        by=PROJECT_LEAD,
        needs=[activity_begun],
        on_due=True,
    )
    declare_complete = Transition(
        in_progress >> declared,
        label=_("Declare complete"),
        by=OWNER,
        needs=[no_open_activity],
        takes=[Text("statement", _("What was achieved"), public=True)],
        then=[declare_complete],
    )
    confirm_complete = Transition(
        declared >> completed,
        label=_("Confirm the completion"),
        by=MINISTRY_TEAM,
        not_by=PORTER_MEMBER,
        needs=[evidence_kept, nothing_cancelled],
        then=[stop_awaiting, settle_slips],
    )
    confirm_with_cancellations = Transition(
        declared >> completed_with_cancellations,
        label=_("Confirm the completion with cancellations"),
        by=MINISTRY_TEAM,
        not_by=PORTER_MEMBER,
        needs=[evidence_kept, something_cancelled],
        then=[stop_awaiting, settle_slips],
    )
    contest = Transition(
        declared >> in_progress,
        label=_("Contest the completion"),
        by=MINISTRY_TEAM,
        not_by=PORTER_MEMBER,
        takes=[_REASON],
        then=[undo_declaration],
    )
    committee_confirms = Transition(
        declared >> completed,
        label=_("Record that the committee confirms the completion"),
        by=(),
        recorded_by=MINISTRY_TEAM,
        needs=[evidence_kept, nothing_cancelled],
        then=[stop_awaiting, settle_slips],
    )
    committee_confirms_with_cancellations = Transition(
        declared >> completed_with_cancellations,
        label=_("Record that the committee confirms the completion with cancellations"),
        by=(),
        recorded_by=MINISTRY_TEAM,
        needs=[evidence_kept, something_cancelled],
        then=[stop_awaiting, settle_slips],
    )
    committee_contests = Transition(
        declared >> in_progress,
        label=_("Record that the committee contests the completion"),
        by=(),
        recorded_by=MINISTRY_TEAM,
        takes=[_REASON],
        then=[undo_declaration],
    )
    suspend = Transition(
        [not_started, in_progress] >> suspended,
        label=_("Suspend"),
        by=MINISTRY_LEAD,
        takes=[_REASON, Day("review_on", _("Reviewed on"), public=True)],
        checks=[check_review_date],
        then=[keep_review_date],
    )
    resume = Transition(
        suspended >> in_progress,
        label=_("Resume"),
        by=MINISTRY_LEAD,
        then=[forget_review_date],
    )
    withdraw = Transition(
        [not_started, in_progress, suspended] >> withdrawn,
        label=_("Withdraw the commitment"),
        by=MINISTRY_LEAD,
        takes=[
            _REASON,
            Document("opinion", _("Opinion of the committee"), among=list_commitment_documents),
        ],
        then=[forget_review_date, stop_awaiting, settle_slips],
    )
    carry_over = Transition(
        [not_started, in_progress, suspended] >> carried_over,
        label=_("Carry over to the next plan"),
        by=MINISTRY_LEAD,
        takes=[
            Reference("next_plan", _("Next plan"), among=list_next_plans, public=True),
            _REASON,
            Document("opinion", _("Opinion of the committee"), among=list_commitment_documents),
        ],
        then=[forget_review_date, stop_awaiting, settle_slips],
    )
    close_partial = Transition(
        [in_progress, declared, suspended] >> partially_completed,
        label=_("Close as partly completed"),
        by=MINISTRY_LEAD,
        needs=[plan_ended],
        takes=[_REASON],
        then=[forget_review_date, stop_awaiting, settle_slips],
    )
    close_not_started = Transition(
        not_started >> not_started_at_end,
        label=_("Close as never started"),
        by=MINISTRY_LEAD,
        needs=[plan_ended],
        takes=[_REASON],
        then=[stop_awaiting, settle_slips],
    )
    replace_porter = Transition(
        stays_in(not_started, in_progress, suspended),
        label=_("Replace the lead porter"),
        by=MINISTRY_LEAD,
        takes=[
            Reference("institution", _("New lead porter"), among=list_public_bodies, public=True),
            _LETTER,
            _REASON,
        ],
        then=[replace_porter],
    )
    amend = Transition(
        stays_in(not_started, in_progress, suspended),
        label=_("Amend, with a new baseline"),
        by=MINISTRY_LEAD,
        takes=[
            Text("difference", _("What changes, for everybody to read"), lines=8, public=True),
            Text("words", _("New period in words"), lines=1, max_length=300),
            Day("earliest", _("First day")),
            Day("latest", _("Last day")),
            _LETTER,
        ],
        checks=[check_period],
        then=[set_new_baseline, settle_slips],
    )
    replace_lead = Transition(
        stays_in(not_started, in_progress, suspended),
        label=_("Name another project lead"),
        by=OWNER,
        takes=[
            Reference("person", _("New project lead"), among=list_porter_staff),
            _LETTER,
        ],
        then=[replace_lead],
    )
    reopen = Transition(
        [completed, completed_with_cancellations, partially_completed] >> in_progress,
        label=_("Reopen"),
        by=MINISTRY_LEAD,
        needs=[plan_not_archived],
        takes=[_REASON],
        then=[undo_declaration],
    )

    replan = Transition(
        stays_in(not_started, in_progress, declared, suspended),
        label=_("Move the date"),
        by=Automatic.CASCADE,
        takes=REPLANNED,
        then=[write_new_period],
    )
    keep_date = Transition(
        stays_in(not_started, in_progress, declared, suspended),
        label=_("Keep the date"),
        by=Automatic.CASCADE,
        takes=REPLANNED,
        then=[leave_period],
    )

    paper_documents = list_commitment_documents

    @classmethod
    def load_facts(cls, subjects: Sequence[SubjectRow], *, today: date) -> Mapping[int, Facts]:
        """Return the porters, activities, evidence and days of each commitment."""
        return load_commitment_facts(subjects, today=today)

    @classmethod
    def sees(cls, grants: Grants, facts: CommitmentFacts) -> bool:
        """Return whether the holder of `grants` may see the commitment."""
        return sees_commitment(grants, facts)

    @classmethod
    def visible_to(cls, grants: Grants, *, today: date) -> Q:
        """Return the filter of the commitments the holder of `grants` may see."""
        return commitments_visible_to(grants, today=today)
