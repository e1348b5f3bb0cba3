"""Give and take back roles: the only writer of groups, of grants and of their history."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from workflow.clock import current_clock
from workflow.models import (
    Institution,
    InstitutionGrant,
    RightAction,
    RightRecord,
    Subject,
    SubjectGrant,
    User,
)
from workflow.permissions.grants import ROLE_PREFIX
from workflow.prepared import insert, prepared
from workflow.roles import Held, Role, list_roles


class WrongTargetError(ValueError):
    """The role is not held the way it was granted."""


def grant(
    role: Role,
    person: User,
    *,
    on: Institution | Subject | None = None,
    by: User | None = None,
    reason: str = "",
) -> bool:
    """Give `person` the role: everywhere, or on an institution or a subject.

    Return whether that changed anything; what changed is recorded, with who gave it. Guardian must
    be given the `Subject` row itself: a grant on a child class silently goes to its generic table.

    Raises:
        WrongTargetError: a group role with a target, or a role on something without one.
    """
    target = _find_target(role, on)
    with transaction.atomic():
        if _holds(role, person, target):
            return False
        if target is None:
            (group,) = _find_group(role.code)
            person.groups.add(group)
        else:
            assign_perm(_permission(role), person, target)
        record_right(RightAction.GIVEN, person, right=role.code, on=target, by=by, reason=reason)
    return True


def revoke(
    role: Role,
    person: User,
    *,
    on: Institution | Subject | None = None,
    by: User | None = None,
    reason: str = "",
) -> bool:
    """Take the role back; what the person does next obeys. Return whether they held it.

    Raises:
        WrongTargetError: a group role with a target, or a role on something without one.
    """
    target = _find_target(role, on)
    with transaction.atomic():
        if not _holds(role, person, target):
            return False
        if target is None:
            person.groups.remove(Group.objects.get(name=role.code))
        else:
            remove_perm(_permission(role), person, target)
        record_right(
            RightAction.TAKEN_BACK, person, right=role.code, on=target, by=by, reason=reason
        )
    return True


def record_right(
    action: RightAction,
    person: User,
    *,
    right: str = "",
    on: Institution | Subject | None = None,
    by: User | None = None,
    reason: str = "",
) -> RightRecord:
    """Write one line of the history of somebody's rights."""
    clock = current_clock()
    record = RightRecord(
        person=person,
        action=str(action),
        right=right,
        institution=on if isinstance(on, Institution) else None,
        subject=on if isinstance(on, Subject) else None,
        given_by=by,
        reason=reason,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
    )
    insert(record)
    return record


def ensure_roles(**_signal: object) -> None:
    """Create the group or the permissions of every registered role. Connected to `post_migrate`."""
    for role in list_roles():
        if role.held is Held.GROUP:
            Group.objects.get_or_create(name=role.code)
        if role.held in {Held.INSTITUTION, Held.SUBJECT}:
            _ensure_permission(role, Institution)
            _ensure_permission(role, Subject)


def _ensure_permission(role: Role, model: type[Institution | Subject]) -> None:
    Permission.objects.get_or_create(
        codename=_permission(role),
        content_type=ContentType.objects.get_for_model(model),
        defaults={"name": f"Holds the role {role.code}"},
    )


def _permission(role: Role) -> str:
    return f"{ROLE_PREFIX}{role.code}"


def _holds(role: Role, person: User, target: Institution | Subject | None) -> bool:
    if target is None:
        return bool(_find_membership(person, role.code))
    find = _find_institution_grant if isinstance(target, Institution) else _find_subject_grant
    return bool(find(person, target, _permission(role)))


@prepared
def _find_group(name: str) -> QuerySet[Group]:
    return Group.objects.filter(name=name)


@prepared
def _find_membership(person: User, name: str) -> QuerySet[Group, int]:
    return Group.objects.filter(user=person, name=name).values_list("pk", flat=True)


def _make_finder(
    grants: type[InstitutionGrant] | type[SubjectGrant],
) -> Callable[[User, Institution | Subject, str], list[int]]:
    @prepared
    def find(person: User, target: Institution | Subject, permission: str) -> QuerySet[Any, int]:
        held: QuerySet[Any, Any] = grants.objects.filter(user=person, content_object=target)
        return held.filter(permission__codename=permission).values_list("pk", flat=True)

    return find


_find_institution_grant = _make_finder(InstitutionGrant)
_find_subject_grant = _make_finder(SubjectGrant)


def _find_target(role: Role, on: Institution | Subject | None) -> Institution | Subject | None:
    if role.held is not Held.GROUP:
        return _get_target(role, on)
    if on is not None:
        message = f"{role.code} is held everywhere, not on {on!r}"
        raise WrongTargetError(message)
    return None


def _get_target(role: Role, on: Institution | Subject | None) -> Institution | Subject:
    if isinstance(on, Institution):
        return on
    if isinstance(on, Subject) and role.held is Held.SUBJECT:
        # A domain instance is a child row; the grant hangs on the narrow one.
        return Subject.objects.get(pk=on.pk)
    message = f"{role.code} is held by {role.held}; it cannot be granted on {on!r}"
    raise WrongTargetError(message)
