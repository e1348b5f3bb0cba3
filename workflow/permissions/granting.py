"""Give and take back roles. The only writer of groups and grants of people."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from guardian.shortcuts import assign_perm, remove_perm

from workflow.models import Institution, Subject, User
from workflow.permissions.grants import ROLE_PREFIX
from workflow.roles import Held, Role, list_roles


class WrongTargetError(ValueError):
    """The role is not held the way it was granted."""


def grant(role: Role, person: User, *, on: Institution | Subject | None = None) -> None:
    """Give `person` the role: everywhere, or on an institution or a subject.

    Guardian must be given the `Subject` row itself: a grant on a child class silently goes to its
    generic table.

    Raises:
        WrongTargetError: a group role with a target, or a role on something without one.
    """
    if role.held is Held.GROUP:
        _refuse_target(role, on)
        person.groups.add(Group.objects.get(name=role.code))
        return
    assign_perm(_permission(role), person, _get_target(role, on))


def revoke(role: Role, person: User, *, on: Institution | Subject | None = None) -> None:
    """Take the role back; what the person does next obeys.

    Raises:
        WrongTargetError: a group role with a target, or a role on something without one.
    """
    if role.held is Held.GROUP:
        _refuse_target(role, on)
        person.groups.remove(Group.objects.get(name=role.code))
        return
    remove_perm(_permission(role), person, _get_target(role, on))


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


def _refuse_target(role: Role, on: Institution | Subject | None) -> None:
    if on is not None:
        message = f"{role.code} is held everywhere, not on {on!r}"
        raise WrongTargetError(message)


def _get_target(role: Role, on: Institution | Subject | None) -> Institution | Subject:
    if isinstance(on, Institution):
        return on
    if isinstance(on, Subject) and role.held is Held.SUBJECT:
        # A domain instance is a child row; the grant hangs on the narrow one.
        return Subject.objects.get(pk=on.pk)
    message = f"{role.code} is held by {role.held}; it cannot be granted on {on!r}"
    raise WrongTargetError(message)
