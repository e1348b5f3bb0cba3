"""Prioritization: the admitted proposal is split, scored, decided on, and carried."""

from django.utils.translation import gettext_lazy as _

from lifecycle.machines.proposal.leaving import leave
from lifecycle.machines.proposal.states import STANDARD, At
from lifecycle.phases import assessment, records, setting_aside, splitting, uptakes
from lifecycle.phases.porter_identification import Needs as Porters
from lifecycle.phases.records import MINUTES, OPTIONAL_REASON, PUBLIC_REASON
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.deadlines import working_days
from workflow.machine import DeclaredRound, Transition
from workflow.models import RoundKind
from workflow.roles import Automatic

Needs = assessment.Needs
#: What the workshop's decision rests on, whichever it is.
DECIDED = [Needs.scored, Needs.minutes_attached]


class Prioritization:
    """From admissible ideas to the dossiers of the plan."""

    split = Transition(
        [At.admissible, At.in_assessment, At.prioritized] >> At.split,
        label=_("Split into several proposals"),
        by=MINISTRY_TEAM,
        takes=[splitting.PARTS],
        checks=[splitting.check_whole_text_covered],
        cascades=splitting.plan_parts,
        then=[uptakes.end_links, uptakes.end_own_links, leave],
    )
    start_assessment = Transition(
        At.admissible >> At.in_assessment,
        label=_("Start the assessment"),
        by=MINISTRY_TEAM,
        needs=[Needs.assessors_available],
        takes=[assessment.ASSESSORS],
        checks=[assessment.check_assessors],
    )
    retain = Transition(
        At.in_assessment >> At.prioritized,
        label=_("Retain"),
        by=MINISTRY_LEAD,
        needs=DECIDED,
        takes=[MINUTES, OPTIONAL_REASON],
        then=[records.keep_reason],
        apart=True,
    )
    decline = Transition(
        At.in_assessment >> At.not_retained,
        label=_("Do not retain"),
        by=MINISTRY_LEAD,
        needs=DECIDED,
        takes=[MINUTES, PUBLIC_REASON],
        then=[records.keep_reason, leave],
        apart=True,
    )
    defer = Transition(
        At.in_assessment >> At.deferred,
        label=_("Defer to a later plan"),
        by=MINISTRY_LEAD,
        needs=DECIDED,
        takes=[MINUTES, PUBLIC_REASON],
        then=[records.keep_reason, leave],
        apart=True,
    )
    seek_porter = Transition(
        At.prioritized >> At.porter_search,
        label=_("Look for a porter"),
        by=MINISTRY_TEAM,
        needs=[Porters.candidate_ranked],
    )
    take_up = Transition(
        At.prioritized >> At.taken_up,
        label=_("Let other dossiers carry it"),
        by=MINISTRY_TEAM,
        needs=[uptakes.Needs.dossier_linked, uptakes.Needs.author_told],
    )
    fulfil = Transition(
        At.taken_up >> At.fulfilled,
        label=_("Fulfil with the dossier that carries it"),
        by=Automatic.CASCADE,
        then=[leave],
    )
    release = Transition(
        At.taken_up >> At.prioritized,
        label=_("Release from the dossiers that carried it"),
        by=Automatic.CASCADE,
    )
    release_late = Transition(
        At.taken_up >> At.deferred,
        label=_("Release to a later plan"),
        by=Automatic.CASCADE,
        then=[setting_aside.keep_reason_of_act, leave],
    )

    #: The assessors score; the lead decides once all have, or a waiver says why not.
    assessment = DeclaredRound(
        At.in_assessment,
        label=_("Assessment"),
        kind=RoundKind.COLLECTING,
        seats=assessment.plan_seats,
        term=working_days(10),
        ladder=STANDARD,
    )
