"""The machine of a plan: made, carried out, reviewed, assessed, archived."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.machines.births import LOAD_INPUTS
from lifecycle.phases.plan_stages import (
    check_plan_days,
    end_reached,
    four_years,
    leave_proposals_behind,
    list_documents,
    move_plan_days,
    not_at_council,
)
from lifecycle.selectors.plan_facts import PlanFacts, load_plan_facts
from lifecycle.selectors.visibility import plans_visible_to, sees_plan
from lifecycle.vocabulary import Phase, ReplanningCause
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from workflow.deadlines import milestone, working_days
from workflow.machine import (
    Birth,
    Choice,
    Day,
    Document,
    End,
    Exit,
    Facts,
    Follows,
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

_CAUSE = Choice("cause", _("Cause"), choices=ReplanningCause.choices, public=True)
_DOCUMENT = Document("document", _("Document that moved it"), among=list_documents)
_REASON = Text("reason", _("Public reason"), public=True)


class PlanMachine(StateMachine):
    """What a plan goes through, from its first proposal to the archive."""

    kind = "plan"
    model = "lifecycle.ActionPlan"
    version = "2026.1"

    co_creation = Waiting(
        _("Being made"),
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(MINISTRY_LEAD, term=milestone("adoption_due"))],
        ladder="standard",
    )
    in_implementation = Waiting(
        _("Being carried out"),
        phase=Phase.IMPLEMENTATION,
        exits=[Exit.FORWARD],
        waits=[Wait(MINISTRY_LEAD, term=milestone("plan_end"))],
        ladder="standard",
    )
    midterm_review = Waiting(
        _("Reviewed half-way"),
        phase=Phase.IMPLEMENTATION,
        exits=[Exit.BACK],
        waits=[Wait(MINISTRY_LEAD, term=working_days(60))],
        ladder="standard",
    )
    ended = Waiting(
        _("Ended"),
        phase=Phase.IMPLEMENTATION,
        exits=[Exit.FORWARD],
        waits=[Wait(MINISTRY_LEAD, term=working_days(60))],
        ladder="standard",
    )
    self_assessed = Waiting(
        _("Self-assessment published"),
        phase=Phase.IMPLEMENTATION,
        exits=[Exit.REFUSE],
        waits=[Wait(MINISTRY_LEAD, term=working_days(60))],
        ladder="standard",
    )
    archived = End(_("Archived"), phase=Phase.IMPLEMENTATION)
    abandoned = End(_("Given up"))

    # Guards: what holds it back, by the names that reasons and waivers bear.
    not_at_council = not_at_council
    four_years = four_years
    end_reached = end_reached

    create = Birth(co_creation, label=_("Start a plan"), by=MINISTRY_LEAD)
    load = Birth(
        None,
        label=_("Load a plan"),
        by=Automatic.SYSTEM,
        into=[
            co_creation,
            in_implementation,
            midterm_review,
            ended,
            self_assessed,
            archived,
            abandoned,
        ],
        takes=LOAD_INPUTS,
    )

    enter_implementation = Transition(
        co_creation >> in_implementation,
        label=_("Enter implementation"),
        by=Automatic.ACT,
        cascades=leave_proposals_behind,
        follows=[
            Follows("council", "record_adopted", "adopted"),
            Follows("council", "record_noted", "adopted"),
        ],
    )
    abandon = Transition(
        co_creation >> abandoned,
        label=_("Give the plan up"),
        by=MINISTRY_LEAD,
        needs=[not_at_council],
        takes=[_REASON],
        cascades=leave_proposals_behind,
    )
    shift = Transition(
        stays_in(co_creation),
        label=_("Move the days of the plan"),
        by=MINISTRY_LEAD,
        takes=[
            Day("starts_on", _("New first day"), required=False),
            Day("ends_on", _("New last day")),
            Text("label", _("New years in its name"), lines=1, max_length=40, required=False),
            _CAUSE,
            _DOCUMENT,
            _REASON,
        ],
        checks=[check_plan_days],
        then=[move_plan_days],
    )
    extend_end = Transition(
        stays_in(in_implementation),
        label=_("Move the end of the plan"),
        by=MINISTRY_LEAD,
        takes=[Day("ends_on", _("New last day")), _CAUSE, _DOCUMENT, _REASON],
        checks=[check_plan_days],
        then=[move_plan_days],
    )
    amend = Transition(
        stays_in(in_implementation),
        label=_("Amend the plan"),
        by=MINISTRY_LEAD,
        takes=[
            _CAUSE,
            Document("document", _("Amending document"), among=list_documents),
            Text("difference", _("What changes, for everybody to read"), lines=8, public=True),
        ],
    )
    open_midterm = Transition(
        in_implementation >> midterm_review,
        label=_("Open the review half-way"),
        by=MINISTRY_LEAD,
        needs=[four_years],
    )
    close_midterm = Transition(
        midterm_review >> in_implementation,
        label=_("Close the review half-way"),
        by=MINISTRY_LEAD,
        takes=[Document("report", _("Report of the review"), among=list_documents)],
    )
    end = Transition(
        in_implementation >> ended,
        label=_("End the plan"),
        by=Automatic.SYSTEM,
        needs=[end_reached],
        after_due=True,
    )
    self_assess = Transition(
        ended >> self_assessed,
        label=_("Publish the self-assessment"),
        by=MINISTRY_LEAD,
        takes=[Document("report", _("Self-assessment report"), among=list_documents)],
    )
    archive = Transition(self_assessed >> archived, label=_("Archive the plan"), by=MINISTRY_LEAD)

    paper_documents = list_documents

    @classmethod
    def load_facts(cls, subjects: Sequence[SubjectRow], *, today: date) -> Mapping[int, Facts]:
        """Return the days of each plan."""
        return load_plan_facts(subjects, today=today)

    @classmethod
    def sees(cls, grants: Grants, facts: PlanFacts) -> bool:
        """Return whether the holder of `grants` may see the plan."""
        return sees_plan(grants, facts)

    @classmethod
    def visible_to(cls, grants: Grants, *, today: date) -> Q:
        """Return the filter of the plans the holder of `grants` may see."""
        return plans_visible_to(grants, today=today)
