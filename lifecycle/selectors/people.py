"""People who hold or held a right: their roles, mandates and the history of both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from lifecycle.models import Membership
from workflow.models import (
    Institution,
    InstitutionGrant,
    RightRecord,
    Subject,
    SubjectGrant,
    User,
)
from workflow.permissions.grants import ROLE_PREFIX
from workflow.roles import Role, get_role, list_roles


@dataclass(frozen=True)
class HeldRole:
    """A role somebody holds: everywhere, on an institution or on a dossier."""

    role: Role
    institution: Institution | None = None
    subject: Subject | None = None


@dataclass
class PersonRead:
    """A person with what they hold today."""

    person: User
    roles: list[HeldRole] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)


def query_people(*, role: str = "", institution_id: int | None = None) -> QuerySet[User]:
    """Return who holds or held a right, by name; citizens without any are nobody's to list."""
    people = User.objects.filter(
        Q(pk__in=RightRecord.objects.values("person"))
        | Q(pk__in=Membership.objects.values("person"))
        | Q(pk__in=_list_holders(role=""))
    )
    if role:
        people = people.filter(pk__in=_list_holders(role=role))
    if institution_id is not None:
        people = people.filter(
            Q(pk__in=InstitutionGrant.objects.filter(content_object=institution_id).values("user"))
            | Q(pk__in=Membership.objects.filter(institution=institution_id).values("person"))
        )
    return people.order_by("-is_active", "display_name", "email")


def read_people(people: Iterable[User], *, today: date) -> list[PersonRead]:
    """Return these people with their roles and running mandates, in five statements at most."""
    reads = {person.pk: PersonRead(person) for person in people}
    for person_id, held in _read_roles(reads):
        reads[person_id].roles.append(held)
    running = Membership.objects.filter(person__in=reads).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    )
    for membership in _with_names(running):
        reads[membership.person_id].memberships.append(membership)
    for read in reads.values():
        read.roles = _sort(read.roles)
    return list(reads.values())


def find_person(person_id: int, *, today: date) -> PersonRead | None:
    """Return somebody who holds or held a right, or None."""
    person = query_people().filter(pk=person_id).first()
    return read_people([person], today=today)[0] if person else None


def read_roles_of(person: User) -> list[HeldRole]:
    """Return what somebody holds, for themselves to read."""
    return _sort(held for _person_id, held in _read_roles({person.pk: PersonRead(person)}))


def list_memberships(person_id: int) -> Sequence[Membership]:
    """Return every mandate of somebody, those that run or come first."""
    rows = _with_names(Membership.objects.filter(person=person_id))
    return sorted(rows, key=lambda each: (each.ends_on or date.max, each.starts_on), reverse=True)


def list_right_records(person_id: int) -> QuerySet[RightRecord]:
    """Return what was given to somebody and taken back, by whom, the latest first."""
    return (
        RightRecord.objects.filter(person=person_id)
        .select_related("given_by", "institution", "subject__as_commitment")
        .prefetch_related("institution__names")
        .order_by("-recorded_at", "-pk")
    )


def _sort(roles: Iterable[HeldRole]) -> list[HeldRole]:
    """Return roles in the order of the published table of rights."""
    ranks = {role.code: rank for rank, role in enumerate(list_roles())}
    return sorted(roles, key=lambda held: ranks[held.role.code])


def _with_names(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    return memberships.select_related("institution").prefetch_related("institution__names")


def _list_holders(*, role: str) -> QuerySet[User, Any]:
    """Return the keys of who holds this role anywhere, or any role when none is said."""
    on_institutions, on_subjects = InstitutionGrant.objects.all(), SubjectGrant.objects.all()
    in_groups = Q(groups__isnull=False)
    if role:
        codename = f"{ROLE_PREFIX}{role}"
        on_institutions = on_institutions.filter(permission__codename=codename)
        on_subjects = on_subjects.filter(permission__codename=codename)
        in_groups = Q(groups__name=role)
    return User.objects.filter(
        in_groups | Q(pk__in=on_institutions.values("user")) | Q(pk__in=on_subjects.values("user"))
    ).values("pk")


def _read_roles(reads: Mapping[int, PersonRead]) -> Iterable[tuple[int, HeldRole]]:
    known = {role.code for role in list_roles()}
    memberships = User.groups.through.objects.filter(user__in=reads).select_related("group")
    for each in memberships:
        if each.group.name in known:
            yield each.user_id, HeldRole(get_role(each.group.name))
    on_institutions = (
        InstitutionGrant.objects.filter(user__in=reads)
        .select_related("permission", "content_object")
        .prefetch_related("content_object__names")
    )
    for grant in on_institutions:
        yield grant.user_id, HeldRole(_role_of(grant), institution=grant.content_object)
    on_subjects = SubjectGrant.objects.filter(user__in=reads).select_related(
        "permission", "content_object__as_commitment"
    )
    for grant in on_subjects:
        yield grant.user_id, HeldRole(_role_of(grant), subject=grant.content_object)


def _role_of(grant: InstitutionGrant | SubjectGrant) -> Role:
    return get_role(grant.permission.codename.removeprefix(ROLE_PREFIX))
