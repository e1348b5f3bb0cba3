"""Facts and waivers: what changes the ground of a decision without changing the state."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflow.engine.evaluation import check_version, check_visible
from workflow.engine.reading import Case, load_case
from workflow.engine.request import make_request
from workflow.engine.writing import write_event
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.machine.guards import Guard
from workflow.models import Event, EventKind, Subject, User, Via, Waiver
from workflow.roles import Role


def record_fact(
    subject: Subject | int,
    name: str,
    *,
    actor: User | None,
    content: Mapping[str, Any] | None = None,
    expect: int | None = None,
    write: Callable[[], None] | None = None,
    kind: EventKind = EventKind.FACT,
    on_behalf_of: User | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Write a fact in a subject's history, and with it what `write` writes, in one transaction.

    Whatever a guard reads is written this way: the version moves, so a decision taken on the old
    fact is stale. `kind` is GRANT for a right on the subject that was given or taken back.

    Raises:
        SubjectNotFoundError: there is none, or the person may not see it.
        StaleSubjectError: it is not at version `expect`.
    """
    request = make_request(actor, on_behalf_of=on_behalf_of, via=via)
    subject_id = subject if isinstance(subject, int) else subject.pk
    with transaction.atomic():
        case = load_case(subject_id, today=request.today, lock=True)
        check_visible(case, request)
        check_version(case, expect)
        if write is not None:
            write()
        return write_event(case, request, kind=kind, name=name, content=content)


def waive(
    subject: Subject | int,
    guard: str,
    *,
    actor: User,
    reason: str,
    by: Role,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Waiver:
    """Lift a waivable guard for one subject, with a reason everybody can read.

    `by` is the role that may, which the domain names.

    Raises:
        SubjectNotFoundError: there is none, or the person may not see it (404).
        TransitionForbiddenError: the person does not hold `by` (403).
        TransitionRefusedError: the guard is not waivable, or waived already (409).
        InputError: no reason is given (422).
    """
    request = make_request(actor, via=via)
    subject_id = subject if isinstance(subject, int) else subject.pk
    with transaction.atomic():
        case = load_case(subject_id, today=request.today, lock=True)
        check_visible(case, request)
        check_version(case, expect)
        if not request.grants.has_group(by.code):
            raise TransitionForbiddenError(
                _("Only this role can waive: %(role)s.") % {"role": by.label}
            )
        declared = _get_waivable(case, guard)
        if not reason.strip():
            raise InputError({"reason": [_("Give the public reason of the waiver.")]})
        event = write_event(
            case, request, kind=EventKind.WAIVER, name=declared.name, content={"reason": reason}
        )
        return Waiver.objects.create(
            subject_id=subject_id,
            guard=declared.name,
            reason=reason,
            granted_by=actor,
            granted_at=request.now,
            event=event,
        )


def _get_waivable(case: Case, name: str) -> Guard[Any]:
    guard = case.machine.guards.get(name)
    if guard is None or not guard.waivable:
        raise TransitionRefusedError(_("This condition cannot be waived."))
    if name in case.waived:
        raise TransitionRefusedError(_("This condition has already been waived."))
    return guard
