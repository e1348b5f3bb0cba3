"""Seats: who may speak for one."""

from django.utils.translation import gettext as _

from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.exceptions import TransitionForbiddenError
from workflow.machine.rights import holds
from workflow.models import Seat
from workflow.permissions.grants import Grants
from workflow.roles import get_role


def check_seat(case: Case, seat: Seat, request: Request) -> None:
    """Do nothing when the person, or whom they stand in for, holds the seat and may decide.

    Raises:
        TransitionForbiddenError: the seat is somebody else's, or they last edited the text.
    """
    if not _sits(case, seat, request.grants):
        raise TransitionForbiddenError(_("This seat is somebody else's."))
    declared = case.machine.rounds.get(seat.round.name)
    if declared is None or declared.excluded is None:
        return
    excluded = declared.excluded(case.facts)
    people = [request.grants] if request.delegate is None else [request.grants, request.delegate]
    if any(person.person_id in excluded for person in people):
        raise TransitionForbiddenError(
            _("Separation of duties: who last edited it does not decide on it.")
        )


def _sits(case: Case, seat: Seat, grants: Grants) -> bool:
    if seat.person_id is not None:
        return grants.person_id == seat.person_id
    if seat.institution_id is not None:
        return (seat.role, seat.institution_id) in grants.institutions
    return holds(get_role(seat.role), grants, case.facts)
