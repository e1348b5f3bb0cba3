"""Confirm or decline, as the second person, whatever a first one proposed or recorded."""

from django.utils.translation import gettext as _

from workflow.engine.recording import confirm_record, decline_record
from workflow.engine.second_person import confirm_proposal, decline_proposal
from workflow.exceptions import InputError, TransitionForbiddenError
from workflow.models import Event, Round, RoundKind, User, Via


def confirm(
    round_id: int, *, actor: User, on_behalf_of: User | None = None, via: Via = Via.CODE
) -> Event:
    """Confirm what somebody else proposed; it happens with both names on its Event.

    Who acts for another has their rights; neither of the two may be who proposed it.

    Raises:
        SubjectNotFoundError: there is no such proposal, or they may not see its subject (404).
        TransitionForbiddenError: they proposed it themselves, or hold none of its roles (403).
        StaleSubjectError: what it is about changed since; it must be proposed anew (409).
        TransitionRefusedError: the proposal is closed, or a guard refuses by now (409).
    """
    if _is_record(round_id):
        _check_own_name(on_behalf_of)
        return confirm_record(round_id, actor=actor, via=via)
    return confirm_proposal(round_id, actor=actor, on_behalf_of=on_behalf_of, via=via)


def decline(
    round_id: int,
    *,
    actor: User,
    comment: str,
    on_behalf_of: User | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Say no to what somebody else proposed; the subject stays where it is.

    Raises:
        SubjectNotFoundError, TransitionForbiddenError, StaleSubjectError, TransitionRefusedError:
            as `confirm` does.
        InputError: no comment says why.
    """
    if not comment.strip():
        raise InputError({"comment": [_("Say why you do not confirm it.")]})
    if _is_record(round_id):
        _check_own_name(on_behalf_of)
        return decline_record(round_id, actor=actor, comment=comment, via=via)
    return decline_proposal(
        round_id, actor=actor, comment=comment, on_behalf_of=on_behalf_of, via=via
    )


def _check_own_name(on_behalf_of: User | None) -> None:
    if on_behalf_of is not None:
        raise TransitionForbiddenError(
            _("What was done on paper is confirmed in one's own name alone.")
        )


def _is_record(round_id: int) -> bool:
    return Round.objects.filter(pk=round_id, kind=str(RoundKind.RECORD)).exists()
