"""Convention signature: the convention's round carries its members."""

from django.utils.translation import gettext_lazy as _

from lifecycle.machines.proposal.states import At
from lifecycle.phases.convention_signature import Needs
from lifecycle.phases.records import PUBLIC_REASON
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.machine import Text, Transition
from workflow.roles import Automatic

#: What a party said when it declined: for those who work on the dossier, not for everybody.
REFUSAL = Text("reason", _("What was said"), lines=6, required=False)


class ConventionSignature:
    """From the settled text to the signed one."""

    complete_signature = Transition(
        At.signature >> At.signed,
        label=_("Complete the signature"),
        by=Automatic.CASCADE,
        needs=[Needs.all_parties_signed],
    )
    refuse_signature = Transition(
        At.signature >> At.finalization,
        label=_("Record that a party declined"),
        by=Automatic.CASCADE,
        takes=[REFUSAL],
    )
    recall = Transition(
        [At.signature, At.signed] >> At.finalization,
        label=_("Recall the text"),
        by=MINISTRY_TEAM,
        takes=[PUBLIC_REASON],
    )
