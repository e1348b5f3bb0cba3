"""Government adoption: the council's act carries its lines, each to its own outcome."""

from django.utils.translation import gettext_lazy as _

from lifecycle.machines.proposal.leaving import leave
from lifecycle.machines.proposal.states import At
from lifecycle.phases import government_adoption, records, uptakes
from lifecycle.phases.government_adoption import Needs
from workflow.machine import Follows, Text, Transition
from workflow.roles import Automatic

#: The kind of the act.
ACT = "council"
#: What the council can say of one line.
INCLUDED, ADOPTED, RETURNED, REMOVED = "included", "adopted", "returned", "removed"


def _outcome(outcome: str, *acts: str) -> list[Follows]:
    """Return the acts that record this outcome of a line."""
    return [Follows(ACT, act, outcome) for act in acts]


#: Taking note adopts by the policy of the plan; what is only returned adopts nothing.
ADOPTING = ("record_adopted", "record_noted")
DECIDING = (*ADOPTING, "record_returned")
#: Why the council returned or removed this line: the line of the file has it; everybody reads it.
LINE_REASON = Text("reason", _("Reason"), public=True, required=False)


class GovernmentAdoption:
    """From the signed text to the commitment."""

    present = Transition(
        At.signed >> At.at_council,
        label=_("Present to the council"),
        by=Automatic.ACT,
        needs=[Needs.file_frozen],
        follows=[Follows(ACT, "submit", INCLUDED)],
    )
    adopt = Transition(
        At.at_council >> At.adopted,
        label=_("Adopt"),
        by=Automatic.ACT,
        needs=[Needs.council_document, Needs.number_free, Needs.porter_leads],
        cascades=government_adoption.become_commitment,
        follows=_outcome(ADOPTED, *ADOPTING),
    )
    return_from_council = Transition(
        At.at_council >> At.finalization,
        label=_("Return to the ministry"),
        by=Automatic.ACT,
        needs=[Needs.council_document],
        takes=[LINE_REASON],
        follows=_outcome(RETURNED, *DECIDING),
    )
    remove = Transition(
        At.at_council >> At.dropped,
        label=_("Remove from the plan"),
        by=Automatic.ACT,
        needs=[Needs.council_document],
        takes=[LINE_REASON],
        cascades=uptakes.release_sources,
        then=[records.keep_reason, uptakes.end_links, uptakes.end_own_links, leave],
        follows=_outcome(REMOVED, *DECIDING),
    )
    take_off_agenda = Transition(
        At.at_council >> At.signed,
        label=_("Take off the agenda"),
        by=Automatic.ACT,
        follows=[Follows(ACT, "pull_back", INCLUDED)],
    )
