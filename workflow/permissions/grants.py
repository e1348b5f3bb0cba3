"""What one person holds, read in one statement and carried through a request."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import CharField, IntegerField, QuerySet, Value

from workflow.models import InstitutionGrant, SubjectGrant, User
from workflow.prepared import prepared

#: Permissions on institutions and subjects that stand for a role carry this prefix.
ROLE_PREFIX = "role_"


@dataclass(frozen=True)
class Grants:
    """The rights of one person: groups, roles on institutions, roles on subjects.

    `institutions` and `subjects` hold pairs (code of the role, id).
    """

    person_id: int | None = None
    groups: frozenset[str] = frozenset()
    institutions: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    subjects: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    @property
    def is_authenticated(self) -> bool:
        """Return whether these are the rights of somebody with an account."""
        return self.person_id is not None

    def has_group(self, *roles: str) -> bool:
        """Return whether the person is in the group of any of these roles."""
        return not self.groups.isdisjoint(roles)

    def institutions_of(self, *roles: str) -> frozenset[int]:
        """Return the institutions on which the person holds any of these roles."""
        return frozenset(key for role, key in self.institutions if role in roles)

    def subjects_of(self, *roles: str) -> frozenset[int]:
        """Return the subjects on which the person holds any of these roles."""
        return frozenset(key for role, key in self.subjects if role in roles)

    @property
    def desks(self) -> frozenset[str]:
        """Return the desks whose work items are the person's."""
        if self.person_id is None:
            return frozenset()
        own = {f"person:{self.person_id}"}
        return frozenset(own | self.groups | {f"{role}:{key}" for role, key in self.institutions})


NOBODY = Grants()


def load_grants(person: User | AnonymousUser | None) -> Grants:
    """Return what `person` holds now, in one statement; nothing without an active account."""
    if person is None or not isinstance(person, User) or not person.is_active:
        return NOBODY
    groups: set[str] = set()
    pairs: dict[str, set[tuple[str, int]]] = {"institution": set(), "subject": set()}
    for source, code, key in _read(person.pk):
        if source == "group":
            groups.add(code)
        elif code.startswith(ROLE_PREFIX):
            pairs[source].add((code.removeprefix(ROLE_PREFIX), key))
    return Grants(
        person_id=person.pk,
        groups=frozenset(groups),
        institutions=frozenset(pairs["institution"]),
        subjects=frozenset(pairs["subject"]),
    )


@prepared
def _read(person: int) -> QuerySet[Group, tuple[str, str, int]]:
    groups = Group.objects.filter(user=person).values_list(
        Value("group", output_field=CharField()), "name", Value(0, output_field=IntegerField())
    )
    on_institutions = InstitutionGrant.objects.filter(user=person).values_list(
        Value("institution", output_field=CharField()), "permission__codename", "content_object_id"
    )
    on_subjects = SubjectGrant.objects.filter(user=person).values_list(
        Value("subject", output_field=CharField()), "permission__codename", "content_object_id"
    )
    return groups.union(on_institutions, on_subjects, all=True)
