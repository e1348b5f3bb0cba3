"""What changed since the consultation, published before the dossier rejoins its plan."""

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import Proposal, Sheet
from lifecycle.selectors.sheets import find_consulted, find_sheet
from lifecycle.services.access import access
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.engine import record_fact
from workflow.exceptions import TransitionRefusedError
from workflow.models import User, Via

#: The fact written in the history.
PUBLISHED = "sheet.difference_published"


def publish_difference(proposal: Proposal | int, *, actor: User, via: Via = Via.CODE) -> Sheet:
    """Let everybody compare the approved text with the one they were consulted on.

    Raises:
        SubjectNotFoundError: there is no such dossier, or they may not see it (404).
        TransitionForbiddenError: only the ministry does this (403).
        TransitionRefusedError: the text is not approved again, or nobody was consulted (409).
    """
    with transaction.atomic():
        entered = access(proposal, actor=actor, roles=[MINISTRY_TEAM, MINISTRY_LEAD])
        proposal_id = entered.case.row.id
        if entered.case.row.state != ProposalState.READY.value:
            raise TransitionRefusedError(
                _("What changed is published once the owners have approved the text again.")
            )
        sheet, consulted = find_sheet(proposal_id), find_consulted(proposal_id)
        if sheet is None or consulted is None:
            raise TransitionRefusedError(
                _("The public was not consulted on this sheet: there is nothing to compare with.")
            )
        if sheet.difference_published_id == sheet.current_id:
            return sheet
        sheet.difference_published = sheet.current
        sheet.save(update_fields=["difference_published"])
        told = {
            "consulted": consulted.number,
            "version": sheet.current.number,
            "sha256": sheet.current.content_hash,
        }
        record_fact(proposal_id, PUBLISHED, actor=actor, content=told, via=via)
    return sheet
