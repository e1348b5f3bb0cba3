"""The machine of a stage of a plan: its window opens, its gate closes it, its days may move."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.machines.births import LOAD_INPUTS
from lifecycle.phases.origins import plan_carry_ins
from lifecycle.phases.plan_stages import (
    answers_published,
    check_window,
    counts_reconciled,
    gate,
    in_co_creation,
    is_collection,
    list_documents,
    move_window,
    plan_adopted,
    signed_and_answered,
)
from lifecycle.selectors.stage_facts import StageFacts, load_stage_facts
from lifecycle.selectors.visibility import plan_stages_visible_to, sees_plan_stage
from lifecycle.vocabulary import ReplanningCause
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from workflow.deadlines import milestone
from workflow.machine import (
    Birth,
    Choice,
    Day,
    Document,
    Exit,
    Facts,
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

_REASON = Text("reason", _("Public reason"), public=True)


class At:
    """Where a stage can be. They overlap: several are open at once."""

    not_started = Waiting(
        _("Not started"),
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(MINISTRY_LEAD, term=milestone("window_start"))],
        ladder="standard",
    )
    open = Waiting(
        _("Open"),
        exits=[Exit.REFUSE],
        waits=[Wait(MINISTRY_LEAD, term=milestone("window_end"))],
        ladder="standard",
    )
    closed = Parked(_("Closed"))
    skipped = Parked(_("Left out"))


class PlanStageMachine(StateMachine):
    """What a stage goes through."""

    kind = "plan_stage"
    model = "lifecycle.PlanStage"
    version = "2026.1"
    parts = (At,)

    # Guards: what holds it back, by the names that reasons and waivers bear.
    in_co_creation = in_co_creation
    signed_and_answered = signed_and_answered
    answers_published = answers_published
    gate = gate
    counts_reconciled = counts_reconciled
    plan_adopted = plan_adopted

    create = Birth(At.not_started, label=_("Add a stage"), by=MINISTRY_LEAD, needs=[in_co_creation])
    load = Birth(
        None,
        label=_("Load a stage"),
        by=Automatic.SYSTEM,
        into=[At.not_started, At.open, At.closed, At.skipped],
        takes=LOAD_INPUTS,
    )

    open = Transition(
        At.not_started >> At.open,
        label=_("Open the stage"),
        by=MINISTRY_LEAD,
        needs=[in_co_creation, signed_and_answered, answers_published],
        cascades=plan_carry_ins,
        on_due=True,
    )
    skip = Transition(
        At.not_started >> At.skipped,
        label=_("Leave the stage out"),
        by=MINISTRY_LEAD,
        takes=[_REASON],
    )
    close = Transition(
        At.open >> At.closed,
        label=_("Close the stage"),
        by=MINISTRY_LEAD,
        needs=[gate, counts_reconciled, plan_adopted],
        takes=[
            Document(
                "report",
                _("Synthesis or report of the stage"),
                among=list_documents,
                required=False,
                required_when=is_collection,
                missing=_("The collection closes on its synthesis report: add the document."),
                help=_("The collection closes on its synthesis report."),
            )
        ],
    )
    move_window = Transition(
        stays_in(At.not_started, At.open),
        label=_("Move the window"),
        by=MINISTRY_LEAD,
        needs=[in_co_creation],
        takes=[
            Day("opens_on", _("New opening day"), required=False),
            Day("closes_on", _("New closing day")),
            Text("words", _("The new window in words"), lines=1, max_length=300, required=False),
            Choice("cause", _("Cause"), choices=ReplanningCause.choices, public=True),
            _REASON,
        ],
        checks=[check_window],
        then=[move_window],
        help=_("The window planned at first stays beside the new one."),
    )
    reopen = Transition(
        [At.closed, At.skipped] >> At.open,
        label=_("Reopen the stage"),
        by=MINISTRY_LEAD,
        needs=[in_co_creation],
        takes=[_REASON],
    )

    paper_documents = list_documents

    @classmethod
    def load_facts(cls, subjects: Sequence[SubjectRow], *, today: date) -> Mapping[int, Facts]:
        """Return the window of each stage and where the proposals of its plan are."""
        return load_stage_facts(subjects, today=today)

    @classmethod
    def sees(cls, grants: Grants, facts: StageFacts) -> bool:
        """Return whether the holder of `grants` may see the stage."""
        return sees_plan_stage(grants, facts)

    @classmethod
    def visible_to(cls, grants: Grants, *, today: date) -> Q:
        """Return the filter of the stages the holder of `grants` may see."""
        return plan_stages_visible_to(grants, today=today)
