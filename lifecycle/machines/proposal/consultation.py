"""Consultation: the plan's consultation carries its members, then each text is settled."""

from django.utils.translation import gettext_lazy as _

from lifecycle.machines.proposal.states import At
from lifecycle.phases import consultation, convention_signature
from lifecycle.phases.records import PUBLIC_REASON
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.machine import Follows, Transition
from workflow.roles import Automatic

Needs = consultation.Needs
#: The kind of the act, and the outcome of a line that takes part in it.
ACT = "consultation"
INCLUDED = "included"


class Consultation:
    """From the frozen text to the one that is signed."""

    open_consultation = Transition(
        At.ready >> At.in_consultation,
        label=_("Open to the consultation"),
        by=Automatic.ACT,
        needs=[Needs.in_frozen_version],
        follows=[Follows(ACT, "open", INCLUDED)],
    )
    close_consultation = Transition(
        At.in_consultation >> At.finalization,
        label=_("Close the consultation"),
        by=Automatic.ACT,
        follows=[Follows(ACT, "close", INCLUDED)],
    )
    cancel_consultation = Transition(
        At.in_consultation >> At.ready,
        label=_("Cancel the consultation"),
        by=Automatic.ACT,
        follows=[Follows(ACT, "cancel", INCLUDED)],
    )
    finalize = Transition(
        At.finalization >> At.signature,
        label=_("Finalize the text"),
        by=MINISTRY_TEAM,
        needs=[Needs.contributions_answered],
    )
    keep_signatures = Transition(
        At.finalization >> At.signed,
        label=_("Finalize and keep the signatures"),
        by=MINISTRY_TEAM,
        needs=[
            Needs.contributions_answered,
            convention_signature.Needs.signatures_current,
        ],
    )
    rework = Transition(
        At.finalization >> At.sheet_drafting,
        label=_("Send back to drafting"),
        by=MINISTRY_TEAM,
        takes=[PUBLIC_REASON],
    )
