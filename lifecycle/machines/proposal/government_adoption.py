"""Government adoption: the council's act carries its lines, each to its own outcome."""

from django.utils.translation import gettext_lazy as _

from lifecycle.machines.proposal.leaving import leave
from lifecycle.machines.proposal.states import At
from lifecycle.phases import setting_aside, uptakes
from lifecycle.phases.government_adoption import Needs
from workflow.machine import Follows, Transition
from workflow.roles import Automatic

#: The kind of the act.
ACT = "council"
#: What the council can say of one line.
INCLUDED, ADOPTED, RETURNED, REMOVED = "included", "adopted", "returned", "removed"


def _outcome(outcome: str) -> list[Follows]:
    """Return the acts that record this outcome of a line; `noted` adopts by the plan's policy."""
    acts = ("record_adopted", "record_noted", "record_returned")
    return [Follows(ACT, act, outcome) for act in acts]


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
        needs=[Needs.council_document],
        cascades=uptakes.fulfil_sources,
        follows=_outcome(ADOPTED),
    )
    return_from_council = Transition(
        At.at_council >> At.finalization,
        label=_("Return to the ministry"),
        by=Automatic.ACT,
        needs=[Needs.council_document],
        then=[setting_aside.keep_reason_of_act],
        follows=_outcome(RETURNED),
    )
    remove = Transition(
        At.at_council >> At.dropped,
        label=_("Remove from the plan"),
        by=Automatic.ACT,
        needs=[Needs.council_document],
        cascades=uptakes.release_sources,
        then=[setting_aside.keep_reason_of_act, uptakes.end_links, leave],
        follows=_outcome(REMOVED),
    )
    take_off_agenda = Transition(
        At.at_council >> At.signed,
        label=_("Take off the agenda"),
        by=Automatic.ACT,
        follows=[Follows(ACT, "pull_back", INCLUDED)],
    )
