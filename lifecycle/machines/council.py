"""The machine of a council file: put together, handed in, on an agenda, presented, decided."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.machines.births import LOAD_INPUTS
from lifecycle.phases.council import (
    REASON_LEFT,
    Needs,
    check_council_day,
    copy_lines,
    decide_lines,
    forget_agenda,
    give_reference,
    keep_council_day,
    present_lines,
    take_lines_back,
)
from lifecycle.selectors.council_file_facts import CouncilFileFacts, load_council_file_facts
from lifecycle.selectors.visibility import councils_visible_to, sees_council
from lifecycle.vocabulary import Phase
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.deadlines import milestone, stage_end, working_days
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
)
from workflow.permissions import Grants
from workflow.roles import Automatic

_STANDARD = "standard"


class At:
    """Where a council file can be."""

    preparing = Waiting(
        _("Council file being put together"),
        phase=Phase.GOVERNMENT_ADOPTION,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(MINISTRY_LEAD, term=stage_end("council"))],
        ladder=_STANDARD,
    )
    submitted = Waiting(
        _("Handed in to the council"),
        phase=Phase.GOVERNMENT_ADOPTION,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=working_days(20))],
        ladder=_STANDARD,
    )
    on_agenda = Waiting(
        _("On the agenda of the council"),
        phase=Phase.GOVERNMENT_ADOPTION,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_LEAD, term=milestone("council_day"))],
        ladder=_STANDARD,
    )
    presented = Waiting(
        _("Presented to the council"),
        phase=Phase.GOVERNMENT_ADOPTION,
        exits=[Exit.FORWARD],
        waits=[Wait(MINISTRY_LEAD, term=working_days(5))],
        ladder=_STANDARD,
    )
    adopted = End(_("Adopted by the council"), phase=Phase.GOVERNMENT_ADOPTION)
    noted = End(_("Noted by the council"), phase=Phase.GOVERNMENT_ADOPTION)
    returned = End(_("Returned by the council"), phase=Phase.GOVERNMENT_ADOPTION)
    pulled_back = End(_("Taken back from the council"), phase=Phase.GOVERNMENT_ADOPTION)


class CouncilMachine(StateMachine):
    """What a council file goes through; its lines follow, each to its own outcome.

    A file that comes back is over: the plan goes before the council again with a new one.
    """

    kind = "council"
    model = "lifecycle.Council"
    version = "2026.1"
    parts = (At, Needs)

    create = Birth(
        At.preparing,
        label=_("Begin a council file"),
        by=[MINISTRY_TEAM, MINISTRY_LEAD],
        needs=[Needs.plan_open, Needs.no_other_file],
        then=[give_reference, copy_lines],
    )
    load = Birth(
        None,
        label=_("Load a council file"),
        by=Automatic.SYSTEM,
        into=[
            At.preparing,
            At.submitted,
            At.on_agenda,
            At.presented,
            At.adopted,
            At.noted,
            At.returned,
            At.pulled_back,
        ],
        takes=LOAD_INPUTS,
    )

    submit = Transition(
        At.preparing >> At.submitted,
        label=_("Hand the file in"),
        by=MINISTRY_LEAD,
        needs=[
            Needs.file_frozen,
            Needs.lines_signed,
            Needs.texts_as_frozen,
            Needs.signatures_stand,
            Needs.answers_published,
        ],
        cascades=present_lines,
        help=_("Every line goes before the council with it, but those that were left out."),
    )
    abandon = Transition(
        At.preparing >> At.pulled_back,
        label=_("Give the file up"),
        by=MINISTRY_LEAD,
        help=_("No line moves. Another file can be begun."),
    )
    put_on_agenda = Transition(
        At.submitted >> At.on_agenda,
        label=_("Put on the agenda"),
        by=MINISTRY_TEAM,
        needs=[Needs.agenda_kept],
        takes=[Day("meets_on", _("The council meets on"), public=True)],
        checks=[check_council_day],
        then=[keep_council_day],
    )
    postpone = Transition(
        At.on_agenda >> At.submitted,
        label=_("Record that it is postponed"),
        by=MINISTRY_TEAM,
        then=[forget_agenda],
        help=_("A new agenda will say the new day."),
    )
    present = Transition(
        At.on_agenda >> At.presented,
        label=_("Record that it was presented"),
        by=MINISTRY_LEAD,
        needs=[Needs.day_come],
    )
    pull_back = Transition(
        [At.submitted, At.on_agenda] >> At.pulled_back,
        label=_("Take the file back"),
        by=MINISTRY_LEAD,
        takes=[Text("reason", _("Public reason"), public=True)],
        cascades=take_lines_back,
        help=_("Every line is signed again, and waits for another file."),
    )
    record_adopted = Transition(
        At.presented >> At.adopted,
        label=_("Record that it was adopted"),
        by=MINISTRY_LEAD,
        needs=[Needs.decision_kept, Needs.every_outcome, Needs.something_adopted],
        takes=[REASON_LEFT],
        cascades=decide_lines,
        help=_("What is adopted becomes commitments, and the plan enters implementation."),
    )
    record_noted = Transition(
        At.presented >> At.noted,
        label=_("Record that it was noted"),
        by=MINISTRY_LEAD,
        needs=[
            Needs.decision_kept,
            Needs.every_outcome,
            Needs.noted_adopts_something,
            Needs.noted_adopts_nothing,
        ],
        takes=[REASON_LEFT],
        cascades=decide_lines,
        help=_("Whether taking note adopts the plan is the policy of the plan."),
    )
    record_returned = Transition(
        At.presented >> At.returned,
        label=_("Record that it was returned"),
        by=MINISTRY_LEAD,
        needs=[Needs.decision_kept, Needs.every_outcome, Needs.nothing_adopted],
        cascades=decide_lines,
        help=_("A new file takes what is returned before the council again."),
    )

    @classmethod
    def load_facts(cls, subjects: Sequence[SubjectRow], *, today: date) -> Mapping[int, Facts]:
        """Return the file, the lines and the outcomes of each council."""
        return load_council_file_facts(subjects, today=today)

    @classmethod
    def sees(cls, grants: Grants, facts: CouncilFileFacts) -> bool:
        """Return whether the holder of `grants` may read the file."""
        return sees_council(grants, facts)

    @classmethod
    def visible_to(cls, grants: Grants, *, today: date) -> Q:
        """Return the filter of the files the holder of `grants` may read."""
        return councils_visible_to(grants, today=today)
