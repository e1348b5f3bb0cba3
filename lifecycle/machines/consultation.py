"""The machine of a consultation: announced on a frozen text, opened, closed, answered."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.machines.births import LOAD_INPUTS
from lifecycle.phases.plan_consultation import (
    Needs,
    cancel_lines,
    check_extension,
    close_lines,
    give_reference,
    move_closing,
    open_lines,
)
from lifecycle.phases.plan_stages import list_documents
from lifecycle.selectors.consultation_facts import (
    PlanConsultationFacts,
    load_plan_consultation_facts,
)
from lifecycle.selectors.visibility import consultations_visible_to, sees_consultation
from lifecycle.vocabulary import Phase
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM, MODERATOR
from workflow.deadlines import milestone, stage_start, working_days
from workflow.machine import (
    Birth,
    Day,
    End,
    Exit,
    Facts,
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
_STANDARD = "standard"


class At:
    """Where a consultation can be."""

    draft = Waiting(
        _("Consultation being prepared"),
        phase=Phase.CONSULTATION,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=stage_start("consultation"))],
        ladder=_STANDARD,
    )
    scheduled = Waiting(
        _("Consultation announced"),
        phase=Phase.CONSULTATION,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=milestone("consultation_opening"))],
        ladder=_STANDARD,
    )
    open = Waiting(
        _("Consultation open"),
        phase=Phase.CONSULTATION,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[
            Wait(MINISTRY_TEAM, term=milestone("consultation_closing")),
            Wait(MODERATOR, term=milestone("consultation_closing"), kind="moderation"),
        ],
        ladder=_STANDARD,
    )
    closed = Waiting(
        _("Consultation closed"),
        phase=Phase.CONSULTATION,
        exits=[Exit.FORWARD],
        waits=[Wait(MINISTRY_TEAM, term=working_days(15))],
        ladder=_STANDARD,
    )
    answered = Waiting(
        _("Contributions answered"),
        phase=Phase.CONSULTATION,
        exits=[Exit.FORWARD],
        waits=[Wait(MINISTRY_LEAD, term=working_days(5))],
        ladder=_STANDARD,
    )
    published = End(_("Answers published"), phase=Phase.CONSULTATION)
    cancelled = End(_("Consultation cancelled"), phase=Phase.CONSULTATION)


class ConsultationMachine(StateMachine):
    """What a consultation goes through; its lines follow when it opens, closes or is cancelled."""

    kind = "consultation"
    model = "lifecycle.Consultation"
    version = "2026.1"
    parts = (At, Needs)

    create = Birth(
        At.draft,
        label=_("Prepare a consultation"),
        by=MINISTRY_TEAM,
        needs=[Needs.in_co_creation],
        then=[give_reference],
    )
    load = Birth(
        None,
        label=_("Load a consultation"),
        by=Automatic.SYSTEM,
        into=[
            At.draft,
            At.scheduled,
            At.open,
            At.closed,
            At.answered,
            At.published,
            At.cancelled,
        ],
        takes=LOAD_INPUTS,
    )

    schedule = Transition(
        At.draft >> At.scheduled,
        label=_("Schedule the consultation"),
        by=MINISTRY_TEAM,
        needs=[
            Needs.version_frozen,
            Needs.lines_ready,
            Needs.days_set,
            Needs.lasts_long_enough,
            Needs.notice_published,
        ],
        help=_("It opens and closes by itself on its days, with every line that takes part."),
    )
    unschedule = Transition(
        At.scheduled >> At.draft,
        label=_("Take the consultation back"),
        by=MINISTRY_TEAM,
        help=_("Its days and its notice can be changed again."),
    )
    open = Transition(
        At.scheduled >> At.open,
        label=_("Open the consultation"),
        by=Automatic.SYSTEM,
        needs=[Needs.version_frozen],
        cascades=open_lines,
        on_due=True,
    )
    extend = Transition(
        stays_in(At.open),
        label=_("Extend the consultation"),
        by=MINISTRY_LEAD,
        needs=[Needs.before_closing],
        takes=[Day("closes_on", _("New last day"), public=True), _REASON],
        checks=[check_extension],
        then=[move_closing],
    )
    close = Transition(
        At.open >> At.closed,
        label=_("Close the consultation"),
        by=Automatic.SYSTEM,
        cascades=close_lines,
        after_due=True,
    )
    settle = Transition(
        At.closed >> At.answered,
        label=_("Settle the answers"),
        by=MINISTRY_TEAM,
        needs=[Needs.all_answered, Needs.left_answered],
        help=_("No answer changes afterwards."),
    )
    publish = Transition(
        At.answered >> At.published,
        label=_("Publish the answers"),
        by=MINISTRY_LEAD,
        help=_("Everybody reads them, and who left an address is written to."),
    )
    cancel = Transition(
        [At.draft, At.scheduled, At.open] >> At.cancelled,
        label=_("Cancel the consultation"),
        by=MINISTRY_LEAD,
        takes=[_REASON],
        cascades=cancel_lines,
        help=_("Its contributions are kept and answered."),
    )

    paper_documents = list_documents

    @classmethod
    def load_facts(cls, subjects: Sequence[SubjectRow], *, today: date) -> Mapping[int, Facts]:
        """Return the days, the lines and the contributions of each consultation."""
        return load_plan_consultation_facts(subjects, today=today)

    @classmethod
    def sees(cls, grants: Grants, facts: PlanConsultationFacts) -> bool:
        """Return whether the holder of `grants` may read the consultation."""
        return sees_consultation(grants, facts)

    @classmethod
    def visible_to(cls, grants: Grants, *, today: date) -> Q:
        """Return the filter of the consultations the holder of `grants` may read."""
        return consultations_visible_to(grants, today=today)
