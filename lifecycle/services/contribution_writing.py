"""What everything done with a contribution goes through: its reader, its locks, its history."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lifecycle.models import Consultation, Contribution
from lifecycle.selectors.contributions import may_read
from lifecycle.services.access import access, check_access, check_group
from lifecycle.vocabulary import ConsultationState
from workflow.engine import record_fact
from workflow.engine.reading import lock_rows
from workflow.exceptions import StaleSubjectError, SubjectNotFoundError
from workflow.models import Event, User, Via
from workflow.permissions import Grants
from workflow.roles import Role

#: What everything that is done with a contribution writes besides.
NEXT_VERSION: Mapping[str, Any] = {"version": F("version") + 1}


def write_about(
    pk: int,
    name: str,
    write: Callable[[Contribution], None],
    *,
    actor: User,
    roles: tuple[Role, ...] = (),
    check: Callable[[Contribution, Grants], None] | None = None,
    content: Mapping[str, Any] | None = None,
    expect: int | None,
    via: Via,
) -> Event:
    """Write about a contribution, with a fact of its consultation and of the lines concerned.

    What a line may do depends on whether its contributions are answered: its version moves too. So
    does that of the plan's next consultation, by those on the whole plan that a cancelled one left.

    Raises:
        SubjectNotFoundError: there is none under this number, or they may not read it (404).
        StaleSubjectError: it is not at version `expect` (409).
    """
    consultation_id = _enter(pk, actor=actor, roles=roles, check=check)
    with transaction.atomic():
        # What moves together is locked together, in ascending id.
        lock_rows({consultation_id, *_list_lines(consultation_id), *_list_next(consultation_id)})
        entered = access(consultation_id, actor=actor)
        row = _get(pk)
        _check_rights(row, entered.grants, roles=roles, check=check)
        check_contribution_version(row, expect)
        before = _list_unanswered(consultation_id)
        write(row)
        Contribution.objects.filter(pk=pk).update(**NEXT_VERSION)
        told = {"contribution": pk, **(content or {})}
        event = record_fact(consultation_id, name, actor=actor, content=told, via=via)
        changed = before.symmetric_difference(_list_unanswered(consultation_id))
        concerned = {line for _key, line in changed if line is not None}
        if any(line is None for _key, line in changed):
            concerned |= _list_next(consultation_id)
        for subject_id in sorted(concerned):
            record_fact(subject_id, name, actor=actor, content={"contribution": pk}, via=via)
    return event


def _enter(
    pk: int,
    *,
    actor: User,
    roles: tuple[Role, ...],
    check: Callable[[Contribution, Grants], None] | None,
) -> int:
    """Return the consultation of a contribution, before anything is locked for somebody's sake."""
    row = _get(pk)
    grants = check_access(row.consultation.pk, actor=actor)
    _check_rights(row, grants, roles=roles, check=check)
    return row.consultation.pk


def _get(pk: int) -> Contribution:
    row = Contribution.objects.select_related("leader", "consultation").filter(pk=pk).first()
    if row is None:
        raise _make_unknown()
    return row


def _make_unknown() -> SubjectNotFoundError:
    return SubjectNotFoundError(_("There is nothing here under this number."))


def _check_rights(
    row: Contribution,
    grants: Grants,
    *,
    roles: tuple[Role, ...],
    check: Callable[[Contribution, Grants], None] | None,
) -> None:
    """Do nothing for who may do this; what one may not read is refused as if it did not exist."""
    if not may_read(row, grants):
        raise _make_unknown()
    if roles:
        check_group(grants, *roles)
    if check is not None:
        check(row, grants)


def check_contribution_version(row: Contribution, expect: int | None) -> None:
    """Do nothing when the contribution is at the version the person read.

    Raises:
        StaleSubjectError: somebody did something with it since (409).
    """
    if expect is not None and row.version != expect:
        name = _("Contribution %(number)d") % {"number": row.pk}
        raise StaleSubjectError(name, expected=expect, version=row.version)


def _list_lines(consultation_id: int) -> set[int]:
    rows = Contribution.objects.filter(consultation=consultation_id, proposal__isnull=False)
    return set(rows.order_by().values_list("proposal_id", flat=True).distinct())


def _list_next(consultation_id: int) -> set[int]:
    """Return the closed consultations of the plan of one that is cancelled; none of another one."""
    cancelled = Consultation.objects.filter(
        pk=consultation_id, state=ConsultationState.CANCELLED.value
    )
    rows = Consultation.objects.filter(
        plan__in=cancelled.values("plan"), state=ConsultationState.CLOSED.value
    )
    return set(rows.values_list("pk", flat=True))


def _list_unanswered(consultation_id: int) -> set[tuple[int, int | None]]:
    rows = Contribution.objects.filter(consultation=consultation_id, effect="")
    return set(rows.order_by().values_list("pk", "proposal_id"))
