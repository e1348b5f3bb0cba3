"""Ask at once: a round that asks one seat after the other asks all the others now."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.engine.casting import lock_open_round
from workflow.engine.evaluation import check_version, check_visible
from workflow.engine.opening import ask_rest, list_unasked
from workflow.engine.reading import load_case
from workflow.engine.request import make_request
from workflow.engine.writing import write_event
from workflow.exceptions import (
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.machine.rights import holds, name_roles
from workflow.models import Event, EventKind, Round, User, Via
from workflow.roles import Role


def ask_at_once(
    round_id: int,
    *,
    actor: User,
    by: Role,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Ask every seat of an open round whose turn has not come; `by` is the role that may.

    Raises:
        SubjectNotFoundError: there is no such round, or they may not see its subject (404).
        StaleSubjectError: the subject is not at version `expect` (409).
        TransitionForbiddenError: they do not hold `by` (403).
        TransitionRefusedError: the round is over, or every seat has been asked (409).
    """
    request = make_request(actor, via=via)
    found = Round.objects.filter(pk=round_id).first()
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    with transaction.atomic():
        case = load_case(found.subject_id, today=request.today, lock=True)
        check_visible(case, request)
        check_version(case, expect)
        if not holds(by, request.grants, case.facts):
            raise TransitionForbiddenError(_make_denial(by))
        opened = lock_open_round(round_id)
        waiting = list_unasked(opened)
        if not waiting or opened.name not in case.machine.rounds:
            raise TransitionRefusedError(_("Everybody in this round has been asked."))
        event = write_event(
            case,
            request,
            kind=EventKind.FACT,
            name=f"{opened.name}.asked_at_once",
            content={"seats": [seat.pk for seat in waiting]},
            round_id=opened.pk,
        )
        ask_rest(case, case.machine.rounds[opened.name], opened, event, request)
    return event


def _make_denial(role: Role) -> str:
    words = ngettext(
        "Only this role can do this: %(roles)s.", "Only these roles can do this: %(roles)s.", 1
    )
    return words % {"roles": name_roles((role,))}
