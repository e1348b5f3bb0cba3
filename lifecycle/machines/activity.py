"""The machine of an activity: done, reported with evidence, verified by somebody else."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.machines.births import LOAD_INPUTS
from lifecycle.phases import adopted
from lifecycle.phases.implementation import (
    carried_out,
    check_done_on,
    check_other_body,
    count_as_done,
    forget_done_day,
    keep_cancel_reason,
    keep_done_day,
    list_commitment_documents,
    list_evidence,
    stop_awaiting,
)
from lifecycle.phases.replanning import REPLANNED, leave_period, write_new_period
from lifecycle.selectors.activity_facts import ActivityFacts, load_activity_facts
from lifecycle.selectors.visibility import activities_visible_to, sees_activity
from lifecycle.vocabulary import CancelReason, Phase
from lifecycle.vocabulary.roles import (
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    PORTER_MEMBER,
    PROJECT_LEAD,
    REPORTER,
)
from workflow.deadlines import milestone, working_days
from workflow.machine import (
    Birth,
    Choice,
    Day,
    Document,
    Exit,
    Facts,
    Flag,
    Parked,
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

_PORTER = (PROJECT_LEAD, FOCAL_POINT)
_SOMEBODY_ELSE = (REPORTER, PORTER_MEMBER)
_REASON = Text("reason", _("Public reason"), public=True)
_CANCELLATION = (
    Choice("code", _("Why"), choices=CancelReason.choices, public=True),
    Text("done_by", _("Body that did it"), lines=1, max_length=250, required=False, public=True),
    _REASON,
)
#: The answers are asked of the focal point of each institution that carries it.
_ANSWER = (Wait(FOCAL_POINT, term=milestone("period_due"), otherwise=MINISTRY_TEAM),)


class ActivityMachine(StateMachine):
    """What an activity goes through. Blocked, overdue and undated are derived, never states."""

    kind = "activity"
    model = "lifecycle.Activity"
    version = "2026.1"

    planned = Waiting(
        _("Planned"),
        phase=Phase.IMPLEMENTATION,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=_ANSWER,
        ladder="activity",
        undated_ladder="undated",
        undated_from="undated_since",
    )
    in_progress = Waiting(
        _("In progress"),
        phase=Phase.IMPLEMENTATION,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=_ANSWER,
        ladder="activity",
        undated_ladder="undated",
        undated_from="undated_since",
    )
    in_test = Waiting(
        _("Being tested"),
        phase=Phase.IMPLEMENTATION,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=_ANSWER,
        ladder="activity",
        undated_ladder="undated",
        undated_from="undated_since",
    )
    reported_done = Waiting(
        _("Reported done"),
        phase=Phase.IMPLEMENTATION,
        exits=[Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=working_days(10))],
        ladder="standard",
    )
    verified = Parked(_("Verified"), phase=Phase.IMPLEMENTATION)
    cancelled = Parked(_("Cancelled"), phase=Phase.IMPLEMENTATION)

    # Guards: what holds it back, by the names that reasons and waivers bear.
    carried_out = carried_out

    adopt = Birth(
        planned,
        label=_("Adopt with the commitment"),
        by=Automatic.CASCADE,
        then=[adopted.write_promise],
    )
    load = Birth(
        None,
        label=_("Load an activity"),
        by=Automatic.SYSTEM,
        into=[planned, in_progress, in_test, reported_done, verified, cancelled],
        takes=LOAD_INPUTS,
    )

    start = Transition(planned >> in_progress, label=_("Start"), by=_PORTER, needs=[carried_out])
    test = Transition(
        in_progress >> in_test, label=_("Put to the test"), by=_PORTER, needs=[carried_out]
    )
    fail_test = Transition(
        in_test >> in_progress,
        label=_("Back from the test"),
        by=_PORTER,
        needs=[carried_out],
        takes=[Text("reason", _("What the test showed"))],
    )
    report_done = Transition(
        [planned, in_progress, in_test] >> reported_done,
        label=_("Report done"),
        by=_PORTER,
        needs=[carried_out],
        takes=[
            Day("done_on", _("Done on")),
            Document("evidence", _("Evidence"), among=list_evidence, many=True),
        ],
        checks=[check_done_on],
        then=[keep_done_day],
    )
    verify = Transition(
        reported_done >> verified,
        label=_("Verify"),
        by=MINISTRY_TEAM,
        not_by=_SOMEBODY_ELSE,
        takes=[Flag("evidence_read", _("I have read the evidence"))],
        then=[count_as_done, stop_awaiting],
    )
    send_back = Transition(
        reported_done >> in_progress,
        label=_("Send back"),
        by=MINISTRY_TEAM,
        not_by=_SOMEBODY_ELSE,
        takes=[_REASON],
        then=[forget_done_day],
    )
    # The committee decides on what the ministry itself carries, whose team keeps its minutes: a
    # member of the porter may record them, whoever reported it done may not.
    committee_verifies = Transition(
        reported_done >> verified,
        label=_("Record that the committee verified it"),
        by=(),
        not_by=REPORTER,
        recorded_by=MINISTRY_TEAM,
        then=[count_as_done, stop_awaiting],
    )
    committee_sends_back = Transition(
        reported_done >> in_progress,
        label=_("Record that the committee sent it back"),
        by=(),
        not_by=REPORTER,
        recorded_by=MINISTRY_TEAM,
        takes=[_REASON],
        then=[forget_done_day],
    )
    cancel = Transition(
        [planned, in_progress, in_test] >> cancelled,
        label=_("Cancel"),
        by=MINISTRY_TEAM,
        not_by=PORTER_MEMBER,
        takes=_CANCELLATION,
        checks=[check_other_body],
        then=[keep_cancel_reason, stop_awaiting],
    )
    committee_cancels = Transition(
        [planned, in_progress, in_test] >> cancelled,
        label=_("Record that the committee cancelled it"),
        by=(),
        recorded_by=MINISTRY_TEAM,
        takes=_CANCELLATION,
        checks=[check_other_body],
        then=[keep_cancel_reason, stop_awaiting],
    )
    reopen = Transition(
        [verified, cancelled] >> in_progress,
        label=_("Reopen"),
        by=MINISTRY_LEAD,
        needs=[carried_out],
        takes=[_REASON],
        then=[forget_done_day],
    )

    replan = Transition(
        stays_in(planned, in_progress, in_test, reported_done),
        label=_("Move the date"),
        by=Automatic.CASCADE,
        takes=REPLANNED,
        then=[write_new_period],
    )
    keep_date = Transition(
        stays_in(planned, in_progress, in_test, reported_done),
        label=_("Keep the date"),
        by=Automatic.CASCADE,
        takes=REPLANNED,
        then=[leave_period],
    )

    paper_documents = list_commitment_documents

    @classmethod
    def load_facts(cls, subjects: Sequence[SubjectRow], *, today: date) -> Mapping[int, Facts]:
        """Return the porters, the reporter, the evidence and the due day of each activity."""
        return load_activity_facts(subjects, today=today)

    @classmethod
    def sees(cls, grants: Grants, facts: ActivityFacts) -> bool:
        """Return whether the holder of `grants` may see the activity."""
        return sees_activity(grants, facts)

    @classmethod
    def visible_to(cls, grants: Grants, *, today: date) -> Q:
        """Return the filter of the activities the holder of `grants` may see."""
        return activities_visible_to(grants, today=today)
