"""Confirm or decline, as the second person, whatever a first one proposed or recorded."""

from django.utils.translation import gettext as _

from workflow.engine.recording import confirm_record, decline_record
from workflow.engine.second_person import confirm_proposal, decline_proposal
from workflow.exceptions import InputError
from workflow.models import Event, Round, RoundKind, User, Via


def confirm(round_id: int, *, actor: User, via: Via = Via.CODE) -> Event:
    """Confirm what somebody else proposed; it happens with both names on its Event.

    Raises:
        SubjectNotFoundError: there is no such proposal, or they may not see its subject (404).
        TransitionForbiddenError: they proposed it themselves, or hold none of its roles (403).
        StaleSubjectError: what it is about changed since; it must be proposed anew (409).
        TransitionRefusedError: the proposal is closed, or a guard refuses by now (409).
    """
    if _is_record(round_id):
        return confirm_record(round_id, actor=actor, via=via)
    return confirm_proposal(round_id, actor=actor, via=via)


def decline(round_id: int, *, actor: User, comment: str, via: Via = Via.CODE) -> Event:
    """Say no to what somebody else proposed; the subject stays where it is.

    Raises:
        SubjectNotFoundError, TransitionForbiddenError, StaleSubjectError, TransitionRefusedError:
            as `confirm` does.
        InputError: no comment says why.
    """
    if not comment.strip():
        raise InputError({"comment": [_("Say why you do not confirm it.")]})
    if _is_record(round_id):
        return decline_record(round_id, actor=actor, comment=comment, via=via)
    return decline_proposal(round_id, actor=actor, comment=comment, via=via)


def _is_record(round_id: int) -> bool:
    return Round.objects.filter(pk=round_id, kind=str(RoundKind.RECORD)).exists()
