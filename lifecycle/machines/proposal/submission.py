"""Submission: the proposal is written, received, completed, admitted or refused."""

from django.utils.translation import gettext_lazy as _

from lifecycle.machines.proposal.leaving import leave
from lifecycle.machines.proposal.states import At
from lifecycle.models.proposal import TEXT_MAX_LENGTH
from lifecycle.phases import duplicates, records, submission
from lifecycle.phases.records import PUBLIC_REASON
from lifecycle.vocabulary.roles import AUTHOR, MINISTRY_LEAD, MINISTRY_TEAM
from workflow.deadlines import working_days
from workflow.machine import Choice, Text, Transition
from workflow.roles import Automatic

Needs = submission.Needs


class Submission:
    """From the author's draft to the door of the assessment."""

    submit = Transition(
        At.draft >> At.submitted,
        label=_("Submit"),
        by=AUTHOR,
        needs=[Needs.window_open, Needs.texts_present],
        then=[records.give_reference],
        help=_("The ministry reads it; it becomes public if it is admitted."),
    )
    lapse = Transition(
        At.draft >> At.lapsed,
        label=_("Let the draft lapse"),
        by=Automatic.SYSTEM,
        after_due=True,
        needs=[Needs.window_over],
        then=[leave],
    )
    request_details = Transition(
        At.submitted >> At.needs_details,
        label=_("Ask for details"),
        by=MINISTRY_TEAM,
        needs=[Needs.question_left],
        takes=[Text("question", _("Question to the author"))],
        then=[submission.ask],
    )
    give_details = Transition(
        At.needs_details >> At.submitted,
        label=_("Answer"),
        by=AUTHOR,
        recorded_by=MINISTRY_TEAM,
        takes=[Text("details", _("Details"), lines=8, max_length=TEXT_MAX_LENGTH // 2)],
        then=[submission.keep_details],
    )
    close_unanswered = Transition(
        At.needs_details >> At.inadmissible,
        label=_("Close for want of an answer"),
        by=Automatic.SYSTEM,
        after_due=True,
        then=[submission.refuse_unanswered, leave],
    )
    admit = Transition(
        At.submitted >> At.admissible,
        label=_("Admit"),
        by=MINISTRY_TEAM,
        not_by=AUTHOR,
        needs=[duplicates.Needs.no_open_duplicate],
        then=[records.publish],
        apart=True,
        help=_("Everybody can read it from then on."),
    )
    refuse = Transition(
        [At.submitted, At.needs_details] >> At.inadmissible,
        label=_("Refuse"),
        by=MINISTRY_TEAM,
        takes=[
            Choice("code", _("Ground"), choices=submission.REFUSALS, public=True),
            PUBLIC_REASON,
        ],
        then=[submission.keep_refusal, leave],
        second_person=True,
        second_person_term=working_days(3),
    )
    redirect = Transition(
        [At.submitted, At.in_assessment] >> At.redirected,
        label=_("Redirect to another body"),
        by=MINISTRY_LEAD,
        takes=[
            Text("receiving_body", _("Receiving body"), lines=1, max_length=250, public=True),
            Text("reference", _("Reference of the letter"), lines=1, max_length=100, public=True),
            PUBLIC_REASON,
        ],
        then=[submission.keep_redirection, records.keep_reason, leave],
    )


class Merging:
    """Two proposals that say the same go on as one, unless the author objects."""

    merge = Transition(
        [At.submitted, At.admissible, At.in_assessment] >> At.merge_proposed,
        label=_("Propose a merge"),
        by=MINISTRY_TEAM,
        takes=[
            duplicates.TARGET,
            Text("reason", _("Why it is the same idea"), lines=3, public=True),
        ],
        checks=[duplicates.check_no_circle],
        then=[duplicates.propose_merge],
    )
    object = Transition(
        At.merge_proposed >> At.submitted,
        label=_("Object to the merge"),
        by=AUTHOR,
        recorded_by=MINISTRY_TEAM,
        takes=[Text("objection", _("Why it is another idea"))],
        then=[duplicates.keep_objection],
    )
    confirm_merge = Transition(
        At.merge_proposed >> At.merged,
        label=_("Agree to the merge"),
        by=AUTHOR,
        after_due=True,
        needs=[duplicates.Needs.target_still_live],
        then=[duplicates.record_merge, leave],
    )
