"""Porter identification: candidates are asked in order, the lead porter names a project lead."""

from django.utils.translation import gettext_lazy as _

from lifecycle.machines.proposal.leaving import leave
from lifecycle.machines.proposal.states import STANDARD, At
from lifecycle.phases import lead_naming, porter_identification, records, uptakes
from lifecycle.phases.records import OPTIONAL_MINUTES, PUBLIC_REASON
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM, OWNER
from workflow.deadlines import working_days
from workflow.machine import DeclaredRound, Text, Transition
from workflow.models import RoundKind
from workflow.roles import Automatic
from workflow.rounds.settlement import FIRST_ACCEPTANCE

Needs = porter_identification.Needs


class PorterIdentification:
    """From a dossier to an institution that carries it."""

    confirm_porter = Transition(
        At.porter_search >> At.lead_naming,
        label=_("Confirm the porter"),
        by=Automatic.ROUND,
        then=[porter_identification.record_lead_porter],
    )
    no_porter = Transition(
        At.porter_search >> At.unported,
        label=_("Record that no candidate accepted"),
        by=Automatic.ROUND,
    )
    seek_again = Transition(
        At.unported >> At.porter_search,
        label=_("Ask another candidate"),
        by=MINISTRY_TEAM,
        needs=[Needs.candidate_ranked],
    )
    decline_unported = Transition(
        At.unported >> At.not_retained,
        label=_("Do not retain for want of a porter"),
        by=MINISTRY_LEAD,
        takes=[OPTIONAL_MINUTES, PUBLIC_REASON],
        cascades=uptakes.release_sources,
        then=[records.keep_reason, uptakes.end_links, leave],
    )
    name_lead = Transition(
        At.lead_naming >> At.sheet_drafting,
        label=_("Name the project lead"),
        by=OWNER,
        needs=[Needs.sheet_prefilled, Needs.lead_porter_exists],
        takes=[lead_naming.PERSON],
        then=[lead_naming.name_project_lead],
        help=_("They write the sheet; the owners of all porters approve it."),
    )
    withdraw_porter = Transition(
        [
            At.lead_naming,
            At.sheet_drafting,
            At.sheet_approval,
            At.ready,
            At.in_consultation,
            At.finalization,
            At.signature,
            At.signed,
        ]
        >> At.porter_search,
        label=_("Withdraw the porter"),
        by=[OWNER, MINISTRY_LEAD],
        needs=[Needs.candidate_ranked],
        takes=[
            Text("letter", _("Reference of the letter"), lines=1, max_length=100),
            PUBLIC_REASON,
        ],
        then=[porter_identification.end_lead_porter, lead_naming.relieve_project_leads],
        help=_("The sheet is kept; the next candidate is asked. Everybody reads the reason."),
    )

    acceptance = DeclaredRound(
        At.porter_search,
        label=_("Candidate porters, in order"),
        kind=RoundKind.DECIDING,
        seats=porter_identification.plan_candidates,
        rule=FIRST_ACCEPTANCE,
        sequential=True,
        lapses=True,
        on_paper=True,
        term=working_days(10),
        ladder=STANDARD,
        passed=confirm_porter,
        returned=no_porter,
    )
