"""Government adoption: the council decides on the plan, line by line."""

from django.utils.translation import gettext_lazy as _

from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from workflow.machine import Guard


def _is_file_open(facts: ProposalFacts) -> bool:
    return not facts.council.is_frozen


def _has_no_decision(facts: ProposalFacts) -> bool:
    return not facts.council.has_decision_document


class Needs:
    """What the council's decisions rest on."""

    file_frozen = Guard[ProposalFacts](
        _("The council's file is frozen"),
        check=_is_file_open,
        fix=_("Freeze the file of the council, with the texts as they were signed."),
        lifted_by=MINISTRY_LEAD,
    )
    council_document = Guard[ProposalFacts](
        _("The council's decision is on file"),
        check=_has_no_decision,
        fix=_("Attach the document of the council's decision."),
        lifted_by=MINISTRY_LEAD,
    )
